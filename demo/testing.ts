// What the demo's tests share: slices of a fixed day, gathered.
import { DAY_US } from './incidents.ts';
import type { LogRecord, Point, Span } from './model.ts';
import { SLICE_US, Traffic } from './traffic.ts';

/** Midnight before a Tuesday with ordinary traffic, in microseconds. */
export const MIDNIGHT_US = Date.UTC(2026, 8, 15) * 1000;

/** The microsecond of this UTC time on the fixed day. */
export function clock(hour: number, minute = 0): number {
  return MIDNIGHT_US + (hour * 60 + minute) * 60_000_000;
}

export interface Gathered {
  readonly spans: Span[];
  readonly logs: LogRecord[];
  readonly points: Point[];
}

/** Everything that the shop makes in the slices from `fromUs` up to `toUs`; only in every `stride`-th, where 3 leaves out all metrics. */
export function gather(
  fromUs: number,
  toUs: number,
  { seed = 1, rate = 5, stride = 1, traffic = new Traffic(seed) } = {},
): Gathered {
  if (toUs - fromUs > DAY_US) throw new Error('more than a day is too slow for a test');
  const all: Gathered = { spans: [], logs: [], points: [] };
  for (let index = Math.floor(fromUs / SLICE_US); index * SLICE_US < toUs; index += stride) {
    for (const piece of traffic.slice(index, rate)) {
      all.spans.push(...piece.spans);
      all.logs.push(...piece.logs);
      all.points.push(...piece.points);
    }
  }
  return all;
}

/** The service a record comes from. */
export function serviceOf(record: {
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
}): string {
  return String(record.resource.attributes['service.name']);
}

/** The text of a log's body; a structured one as JSON. */
export function bodyOf(log: LogRecord): string {
  return typeof log.body === 'string' ? log.body : JSON.stringify(log.body);
}
