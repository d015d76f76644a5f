// The opaque text that says where the next page of a log search begins.
import { AppError } from '#app/lib/core/errors.ts';
import { MAX_NS, MIN_NS, type TimeRange } from '#app/lib/core/time.ts';
import type { LogPosition } from '#app/lib/telemetry/logs.ts';

/** The range is the first page's: "now" moves on while a person reads, the pages of one search must not. */
export interface Cursor {
  /**
   * Behind which row the next page begins, or, when a search ended between rows, behind which point in time: the first one
   * (newest first: the last one) that has not been searched.
   */
  readonly after: LogPosition | { readonly timestampNs: bigint; readonly id: null };
  readonly range: TimeRange;
  /** How much time the page before covers, nanoseconds, where it is known: the next one is likely to need as much. */
  readonly paceNs?: bigint | undefined;
}

const FORM = /^3\.(-?\d{1,20})\.(\d{1,20}|-)\.(\d{1,9})\.(-?\d{1,20})\.(-?\d{1,20})\.(\d{1,20}|-)$/;

export function encodeCursor({ after, range, paceNs }: Cursor): string {
  const [id, skip] = after.id === null ? ['-', 0] : [after.id, after.skip];
  const text = `3.${after.timestampNs}.${id}.${skip}.${range.fromNs}.${range.toNs}.${paceNs ?? '-'}`;
  return Buffer.from(text).toString('base64url');
}

/** Throws `bad_request` for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): Cursor {
  const match = FORM.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (!match)
    throw new AppError('bad_request', 'The cursor is not one that Maple gave out.', {
      hint: 'Pass nextCursor of the page before, unchanged, or leave it out.',
    });
  const [, at = '', id = '', skip = '', from = '', to = '', pace = ''] = match;
  const timestampNs = BigInt(at);
  const range = { fromNs: BigInt(from), toNs: BigInt(to) };
  const after = id === '-' ? { timestampNs, id: null } : { timestampNs, id: BigInt(id), skip: Number(skip) };
  const inRange =
    [timestampNs, range.fromNs, range.toNs].every((ns) => ns >= MIN_NS && ns <= MAX_NS) &&
    (after.id === null || BigInt.asUintN(64, after.id) === after.id);
  if (!inRange || range.fromNs >= range.toNs)
    throw new AppError('bad_request', 'The cursor is not one that Maple gave out.');
  return { after, range, paceNs: pace === '-' ? undefined : BigInt(pace) };
}

/** The part of the range in which the rows behind a place are; the place's own timestamp is in it. */
export function rangeBehind(
  { after, range }: Pick<Cursor, 'after' | 'range'>,
  order: 'asc' | 'desc',
): TimeRange {
  const { timestampNs, id } = after;
  if (order === 'asc') return { ...range, fromNs: timestampNs };
  return { ...range, toNs: id === null ? timestampNs : timestampNs + 1n };
}
