// The opaque texts that say where the next page of traces or spans begins. Pure.
import { AppError } from '#app/lib/core/errors.ts';
import { MAX_NS, MIN_NS, type TimeRange } from '#app/lib/core/time.ts';
import type { SpanPlace, SpanSort } from '#app/lib/telemetry/traces.ts';
import type { TraceSearchRequest } from './schema.ts';

export type TraceSort = TraceSearchRequest['sort'];

/** The range is the first page's: "now" moves on while a person reads, the pages of one search must not. */
export interface TraceCursor {
  readonly sort: TraceSort;
  /**
   * What the traces are sorted by: of newest the time of the newest matching span, nanoseconds, else nanoseconds or a count.
   */
  readonly measure: bigint;
  /** Of the last trace's id; null when a search ended between traces, at a point in time that has not been searched. */
  readonly hash: bigint | null;
  readonly range: TimeRange;
  /** How much time the page before covers, nanoseconds, where it is known: the next one is likely to need as much. */
  readonly paceNs: bigint | undefined;
}

const SORTS: readonly TraceSort[] = ['newest', 'slowest', 'spans', 'errors'];
const TRACES = /^t1\.(\w+)\.(\d{1,20})\.(\d{1,20}|-)\.(\d{1,20})\.(\d{1,20})\.(\d{1,20}|-)$/;

export function encodeTraceCursor({ sort, measure, hash, range, paceNs }: TraceCursor): string {
  const text = `t1.${sort}.${measure}.${hash ?? '-'}.${range.fromNs}.${range.toNs}.${paceNs ?? '-'}`;
  return Buffer.from(text).toString('base64url');
}

/** Throws `bad_request` for anything that `encodeTraceCursor` did not make, and for a cursor of another order. */
export function decodeTraceCursor(text: string, wanted: TraceSort): TraceCursor {
  const parts = TRACES.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (!parts) throw notOurs();
  const [, word = '', measure = '', hash = '', from = '', to = '', pace = ''] = parts;
  const sort = SORTS.find((one) => one === word);
  if (sort === undefined) throw notOurs();
  if (sort !== wanted) throw otherOrder();
  const cursor = {
    sort,
    measure: BigInt(measure),
    hash: hash === '-' ? null : BigInt(hash),
    range: rangeOf(from, to),
    paceNs: pace === '-' ? undefined : BigInt(pace),
  };
  const isTime = sort !== 'newest' || isPoint(cursor.measure);
  if (!isTime || cursor.measure >= 2n ** 63n || !isUnsigned(cursor.hash ?? 0n)) throw notOurs();
  return cursor;
}

/** Where a page of spans ended. */
export interface SpanCursor {
  readonly sort: SpanSort;
  /** Null when the search ended between spans, at a point in time that has not been searched. */
  readonly after: SpanPlace | null;
  readonly timestampNs: bigint;
  readonly range: TimeRange;
  readonly paceNs: bigint | undefined;
}

const SPANS =
  /^s1\.(newest|slowest)\.(\d{1,20})\.(\d{1,20}|-)\.(\d{1,20})\.(\d{1,9})\.(\d{1,20})\.(\d{1,20})\.(\d{1,20}|-)$/;

export function encodeSpanCursor({ sort, after, timestampNs, range, paceNs }: SpanCursor): string {
  const place = `${timestampNs}.${after?.hash ?? '-'}.${after?.durationNs ?? 0}.${after?.skip ?? 0}`;
  const text = `s1.${sort}.${place}.${range.fromNs}.${range.toNs}.${paceNs ?? '-'}`;
  return Buffer.from(text).toString('base64url');
}

/** Throws `bad_request` for anything that `encodeSpanCursor` did not make, and for a cursor of another order. */
export function decodeSpanCursor(text: string, wanted: SpanSort): SpanCursor {
  const parts = SPANS.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (!parts) throw notOurs();
  const [, sort = '', at = '', hash = '', duration = '', skip = '', from = '', to = '', pace = ''] = parts;
  if (sort !== wanted) throw otherOrder();
  const timestampNs = BigInt(at);
  const durationNs = BigInt(duration);
  const after = hash === '-' ? null : { timestampNs, durationNs, hash: BigInt(hash), skip: Number(skip) };
  const paceNs = pace === '-' ? undefined : BigInt(pace);
  if (!isPoint(timestampNs) || !isUnsigned(durationNs) || !isUnsigned(after?.hash ?? 0n)) throw notOurs();
  return { sort: wanted, after, timestampNs, range: rangeOf(from, to), paceNs };
}

function rangeOf(from: string, to: string): TimeRange {
  const range = { fromNs: BigInt(from), toNs: BigInt(to) };
  if (!isPoint(range.fromNs) || !isPoint(range.toNs) || range.fromNs >= range.toNs) throw notOurs();
  return range;
}

function isPoint(ns: bigint): boolean {
  return ns >= MIN_NS && ns <= MAX_NS;
}

function isUnsigned(value: bigint): boolean {
  return BigInt.asUintN(64, value) === value;
}

function notOurs(): AppError {
  return new AppError('bad_request', 'The cursor is not one that Maple gave out.', {
    hint: 'Pass nextCursor of the page before, unchanged, or leave it out.',
  });
}

function otherOrder(): AppError {
  return new AppError('bad_request', 'The cursor is of another order than the one asked for.', {
    hint: 'Pass the same sort as for the page before.',
  });
}
