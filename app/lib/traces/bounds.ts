// Durations that a request gives: `250ms`, `1.5s`, or a number of milliseconds. Pure.
import { AppError } from '#app/lib/core/errors.ts';
import { decimalFloor, readBound, shift } from '#app/lib/search/bounds.ts';
import type { TraceBounds } from '#app/lib/telemetry/traces-summaries.ts';

/** The bounds on the duration of whole traces. Throws `bad_request` for what is no duration, and where the least is above the most. */
export function readBounds(request: {
  readonly minDuration?: string | number | undefined;
  readonly maxDuration?: string | number | undefined;
}): TraceBounds {
  const minNs = readDuration(request.minDuration, 'minDuration');
  const maxNs = readDuration(request.maxDuration, 'maxDuration');
  if (minNs !== undefined && maxNs !== undefined && minNs > maxNs)
    throw new AppError('bad_request', 'minDuration is longer than maxDuration.', {
      hint: 'No trace can be both.',
    });
  return { minNs, maxNs };
}

const MOST_NS = 2n ** 63n - 1n;

/** Nanoseconds, undefined for none. */
function readDuration(value: string | number | undefined, field: string): bigint | undefined {
  const text = String(value ?? '').trim();
  if (text === '') return undefined;
  const bound = readBound(text);
  if (bound.kind !== 'number' && bound.kind !== 'duration') throw noDuration(text, field);
  const ns = decimalFloor(bound.kind === 'number' ? shift(bound.value, 6) : bound.value);
  if (ns < 0n) throw noDuration(text, field);
  return ns > MOST_NS ? MOST_NS : ns;
}

function noDuration(text: string, field: string): AppError {
  return new AppError('bad_request', `${field} is "${text.slice(0, 40)}", which is not a duration.`, {
    hint: 'Use a number with a unit, 250ms or 1.5s, or a number of milliseconds.',
  });
}
