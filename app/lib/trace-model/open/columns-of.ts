// Columns from spans that are there one by one.
import type { SpanColumns } from '../columns.ts';
import { GrowingColumns } from '../growing-columns.ts';
import { spanIdNumber } from './ids.ts';
import type { ReadSpan } from './read-span.ts';

const MAX_U16 = 0xffff;

/** The columns of one trace; entry i is span i. */
export function columnsOfSpans(traceId: string, spans: readonly ReadSpan[]): SpanColumns {
  const columns = new GrowingColumns(spans.length);
  const { at, services, names, oddIds } = columns;
  for (const [i, span] of spans.entries()) {
    at.start[i] = BigInt.asIntN(64, span.startNs);
    at.duration[i] = span.durationNs;
    at.id[i] = spanIdNumber(span.spanId);
    at.parentId[i] = spanIdNumber(span.parentSpanId);
    if (!/^[0-9a-f]{16}$/.test(span.spanId)) oddIds.set(i, span.spanId);
    at.service[i] = services.placeOf(span.service);
    at.name[i] = names.placeOf(span.name);
    at.kind[i] = span.kind;
    at.status[i] = span.status;
    at.events[i] = Math.min(span.events, MAX_U16);
    at.exceptions[i] = Math.min(span.exceptions, MAX_U16);
    at.links[i] = Math.min(span.links, MAX_U16);
  }
  columns.count = spans.length;
  return columns.columns(traceId);
}
