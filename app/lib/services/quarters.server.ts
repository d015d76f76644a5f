// Reads from the rollup of quarters of an hour where it is sound, and from that of minutes where it is not.
import type { Reading } from '#app/lib/reading/reading.server.ts';
import {
  inQuarters,
  type Stretch,
  type UnsoundQuarterRow,
  unsoundQuartersQuery,
} from '#app/lib/telemetry/services-rollup.ts';

/**
 * What `ask` finds in these stretches, of which it may read whole quarters but for those that it is told are not sound. It asks and
 * the rollup is checked at once; it asks again when quarters turn out not to be sound.
 */
export async function readQuarters<Answer>(
  question: Reading,
  stretches: readonly Stretch[],
  ask: (unsound: readonly number[]) => Promise<Answer>,
): Promise<Answer> {
  const { quarters } = inQuarters(stretches);
  if (quarters.length === 0) return ask([]);
  const check = unsoundQuartersQuery(question.source.database, quarters);
  const [answer, unsound] = await Promise.all([ask([]), question.query<UnsoundQuarterRow>(check)]);
  return unsound.length === 0 ? answer : ask(unsound.map(({ quarter }) => quarter));
}
