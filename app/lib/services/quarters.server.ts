// Reads from the rollups of hours and of quarters of an hour where they are sound, and from that of minutes where they are not.
import type { Reading } from '#app/lib/reading/reading.server.ts';
import {
  HOUR,
  QUARTER,
  type RollupParts,
  type Stretch,
  type Unsound,
  type UnsoundRow,
  unsoundQuery,
} from '#app/lib/telemetry/services-rollup.ts';

const MINUTE = 60;

/**
 * What `ask` finds in the parts that `divide` makes of what is known to be unsound. It asks and the rollups are checked at once; it asks
 * again when parts turn out not to be sound. What began or ended just now is not checked: spans come as one looks.
 */
export async function readSound<Answer>(
  question: Reading,
  divide: (unsound: Unsound) => RollupParts,
  ask: (unsound: Unsound) => Promise<Answer>,
): Promise<Answer> {
  const until = settledTo(question.nowMs);
  let unsound: Unsound = { hours: [], quarters: [] };
  for (;;) {
    const { hours, quarters } = divide(unsound);
    const toCheck = { hours, quarters: upTo(quarters, Math.floor(until / QUARTER) * QUARTER) };
    if (toCheck.hours.length + toCheck.quarters.length === 0) return ask(unsound);
    const check = unsoundQuery(question.source.database, toCheck);
    const [answer, found] = await Promise.all([ask(unsound), question.query<UnsoundRow>(check)]);
    if (found.length === 0) return answer;
    const of = (unit: number) => found.filter((row) => row.unit === unit).map(({ at }) => at);
    unsound = {
      hours: [...unsound.hours, ...of(HOUR)],
      quarters: [...unsound.quarters, ...of(QUARTER)],
    };
  }
}

/** Units that end up to here, seconds since the epoch, are over, and the spans of them as a rule have come. */
export function settledTo(nowMs: number): number {
  return nowMs / 1_000 - MINUTE;
}

function upTo(stretches: readonly Stretch[], until: number): Stretch[] {
  return stretches
    .map(([from, to]): Stretch => [from, Math.min(to, until)])
    .filter(([from, to]) => from < to);
}
