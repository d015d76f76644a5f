// How much one search may ask of the database: text to send, and functions to plan.
import { AppError, type Position } from '#app/lib/core/errors.ts';
import { type Fragment, type ParamValue, render } from '#app/lib/sql/sql.ts';

/** The engine parses the parameters as one statement of at most 256 KiB; some is left for those of the query around it. */
const MOST_BYTES = 200_000;

/** Planning takes up to a third of a millisecond for each function call. */
const MOST_CALLS = 3400;

/** Throws `bad_request` when the parameters of a condition are too large together, or its functions too many. */
export function refuseLarge(condition: Fragment, position: Position): void {
  let calls = 0;
  for (const part of condition.parts) if (typeof part === 'string') calls += part.split('(').length - 1;
  if (calls > MOST_CALLS)
    throw new AppError('bad_request', 'The search has too many conditions.', {
      position,
      hint: 'Name the scope of attributes (attributes.x, resource.x), or search for fewer things at a time.',
    });
  let most = 0;
  for (const part of condition.parts) if (typeof part !== 'string') most += bytesOf(part.value);
  // The same parameter in several places is sent once.
  if (most > MOST_BYTES)
    most = Object.values(render(condition).params).reduce<number>((sum, value) => sum + bytesOf(value), 0);
  if (most <= MOST_BYTES) return;
  throw new AppError('bad_request', 'The search is too long.', {
    position,
    hint: 'Search for fewer values at a time, or for what they have in common.',
  });
}

/** With quotes and escapes. */
function bytesOf(value: ParamValue): number {
  if (typeof value === 'string')
    return encoder.encode(value).length + 8 + 3 * (value.match(SPECIAL)?.length ?? 0);
  if (Array.isArray(value)) return value.reduce<number>((sum, element) => sum + bytesOf(element), 2);
  return 24;
}

const encoder = new TextEncoder();
/** A control character may take four characters as an escape; there are few of them in texts. */
const SPECIAL = /['\\]|\p{Cc}/gu;
