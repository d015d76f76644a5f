// The logs of a trace as lines of a list: by time, or below the span that wrote them. Pure.
import type { LogRow } from '#app/lib/logs/schema.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import { IdIndex, wordsOf } from '#app/lib/trace-model/id-index.ts';

export type LogItem =
  | { readonly kind: 'row'; readonly row: LogRow; readonly span: number | undefined }
  /** `span` is undefined for the records that no span of the trace wrote. */
  | { readonly kind: 'head'; readonly span: number | undefined; readonly count: number };

const SPAN_ID = /^[0-9a-f]{16}$/;

/** The first span of each id that the trace has. One pass over the trace, however many ids. */
export function spansById(columns: SpanColumns, ids: Iterable<string>): ReadonlyMap<string, number> {
  const wanted = [...new Set(ids)].filter((id) => SPAN_ID.test(id));
  const found = new Map<string, number>();
  if (wanted.length === 0) return found;
  const values = BigUint64Array.from(wanted, (id) => BigInt(`0x${id}`));
  const index = new IdIndex(values);
  for (let at = 0; at < values.length; at += 1) index.add(at);
  const words = wordsOf(columns.id);
  for (let span = 0; span < columns.count && found.size < wanted.length; span += 1) {
    const at = index.find(words[span * 2] ?? 0, words[span * 2 + 1] ?? 0);
    const id = at === -1 ? undefined : wanted[at];
    if (id !== undefined && !found.has(id)) found.set(id, span);
  }
  return found;
}

/** As they come, which is by time. */
export function itemsByTime(rows: readonly LogRow[], spans: ReadonlyMap<string, number>): readonly LogItem[] {
  return rows.map((row) => ({ kind: 'row', row, span: spans.get(row.spanId) }));
}

/** Below their spans, in the order of the waterfall; those without a span of the trace come last. */
export function itemsBySpan(
  rows: readonly LogRow[],
  spans: ReadonlyMap<string, number>,
  place: Uint32Array,
): readonly LogItem[] {
  const groups = new Map<number | undefined, LogRow[]>();
  for (const row of rows) {
    const span = spans.get(row.spanId);
    const group = groups.get(span);
    if (group) group.push(row);
    else groups.set(span, [row]);
  }
  const rank = (span: number | undefined) =>
    span === undefined ? Number.POSITIVE_INFINITY : (place[span] ?? 0);
  return [...groups]
    .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
    .flatMap(([span, own]): LogItem[] => [
      { kind: 'head', span, count: own.length },
      ...own.map((row): LogItem => ({ kind: 'row', row, span })),
    ]);
}
