// The opaque text that says where the next page of a log search begins.
import { AppError } from '#app/lib/core/errors.ts';
import { MAX_NS, MIN_NS, type TimeRange } from '#app/lib/core/time.ts';
import type { LogPosition } from '#app/lib/telemetry/logs.ts';

/** The range is the first page's: "now" moves on while a person reads, the pages of one search must not. */
export interface Cursor {
  readonly after: LogPosition;
  readonly range: TimeRange;
}

const FORM = /^1\.(-?\d{1,20})\.(\d{1,20})\.(-?\d{1,20})\.(-?\d{1,20})$/;

export function encodeCursor({ after, range }: Cursor): string {
  return Buffer.from(`1.${after.timestampNs}.${after.id}.${range.fromNs}.${range.toNs}`).toString(
    'base64url',
  );
}

/** Throws `bad_request` for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): Cursor {
  const match = FORM.exec(Buffer.from(text, 'base64url').toString('latin1'));
  const [timestampNs, id, fromNs, toNs] = (match?.slice(1) ?? []).map(BigInt);
  if (timestampNs === undefined || id === undefined || fromNs === undefined || toNs === undefined)
    throw new AppError('bad_request', 'The cursor is not one that Maple gave out.', {
      hint: 'Pass nextCursor of the page before, unchanged, or leave it out.',
    });
  const inRange =
    [timestampNs, fromNs, toNs].every((ns) => ns >= MIN_NS && ns <= MAX_NS) && BigInt.asUintN(64, id) === id;
  if (!inRange || fromNs >= toNs)
    throw new AppError('bad_request', 'The cursor is not one that Maple gave out.');
  return { after: { timestampNs, id }, range: { fromNs, toNs } };
}
