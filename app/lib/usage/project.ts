// When a disk is full if each day adds as much as the days before, and what is past its time goes. Pure.

/** What a disk holds of tables that are kept alike. */
export interface Holding {
  /** Whole days that rows are kept. */
  readonly keptDays: number;
  /** Bytes by day, as days since 1970. */
  readonly bytes: ReadonlyMap<number, number>;
}

const WEEK = 7;
/** What lies further ahead than the longest retention does not change any more. */
const FURTHEST = 3_660;

/** Bytes that a holding grows by on a day: the mean of the seven whole days before `today`, or of fewer when it is younger. */
export function addedPerDay({ bytes }: Holding, today: number): number {
  const first = Math.min(...[...bytes.keys()].filter((day) => day < today));
  if (!Number.isFinite(first)) return 0;
  const count = Math.min(WEEK, today - first);
  let sum = 0;
  for (let day = today - count; day < today; day += 1) sum += bytes.get(day) ?? 0;
  return sum / count;
}

/** Whole days until `freeBytes` are used up; null when what is dropped makes room for what comes. */
export function daysUntilFull(holdings: readonly Holding[], freeBytes: number, today: number): number | null {
  const growing = holdings.map((holding) => ({ ...holding, added: addedPerDay(holding, today) }));
  let free = freeBytes;
  for (let ahead = 1; ahead <= FURTHEST; ahead += 1) {
    for (const { keptDays, bytes, added } of growing) {
      free -= added;
      // The day that is past its time as this one begins.
      const gone = today + ahead - keptDays - 1;
      free += gone > today ? added : (bytes.get(gone) ?? 0);
    }
    if (free <= 0) return ahead;
  }
  return null;
}
