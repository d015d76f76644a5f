// Wall clocks of time zones: offsets, and points in time from what a clock on the wall shows. Pure.

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;

const formatters = new Map<string, Intl.DateTimeFormat>();
/** Offsets change on quarter hours at most, so one look-up serves all rows of a quarter hour. */
const offsets = new Map<string, number>();
const MOST_OFFSETS = 20_000;

/** What a clock in a zone shows; month is 1 to 12. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly ms?: number;
}

/** Milliseconds that a zone (IANA name) is ahead of UTC at a point in time (epoch milliseconds). */
export function zoneOffset(epochMs: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const quarter = Math.floor(epochMs / QUARTER_HOUR_MS);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  const offset = computeOffset(quarter * QUARTER_HOUR_MS, zone);
  offsets.set(key, offset);
  return offset;
}

/**
 * The point in time (epoch milliseconds) at which a clock in the zone shows `wall`. Of an hour that happens twice the
 * first is meant; a time that is skipped in spring counts on from before the jump (02:30 becomes 03:30).
 * Undefined for a date that does not exist, such as 30 February.
 */
export function wallToEpoch(wall: WallClock, zone: string): number | undefined {
  const { year, month, day, hour = 0, minute = 0, second = 0, ms = 0 } = wall;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const date = new Date(asUtc);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const before = zoneOffset(asUtc - DAY_MS, zone);
  const after = zoneOffset(asUtc + DAY_MS, zone);
  for (const offset of [Math.max(before, after), Math.min(before, after)])
    if (zoneOffset(asUtc - offset, zone) === offset) return asUtc - offset;
  return asUtc - before;
}

/** The date that a clock in the zone shows, `days` later or earlier, at midnight, as epoch milliseconds. */
export function startOfDay(epochMs: number, zone: string, days = 0): number {
  const wall = new Date(epochMs + zoneOffset(epochMs, zone));
  const shifted = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + days));
  const midnight = wallToEpoch(
    { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate() },
    zone,
  );
  return midnight ?? shifted.getTime();
}

/** `UTC`, `UTC+1` or `UTC+5:30`, as it holds at a point in time. */
export function offsetLabel(epochMs: number, zone: string): string {
  const minutes = Math.round(zoneOffset(epochMs, zone) / 60_000);
  if (minutes === 0) return 'UTC';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

function computeOffset(epochMs: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
    formatters.set(zone, formatter);
  }
  const part: Record<string, string> = {};
  for (const { type, value } of formatter.formatToParts(epochMs)) part[type] = value;
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
  const shown = Date.UTC(
    year,
    Number(part.month) - 1,
    Number(part.day),
    Number(part.hour),
    Number(part.minute),
    Number(part.second),
  );
  return shown - Math.floor(epochMs / 1_000) * 1_000;
}
