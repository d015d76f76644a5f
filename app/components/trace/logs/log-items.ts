// The logs of a trace as lines of a list: by time, or below the span that wrote them. Pure.
import type { LogRow } from '#app/lib/logs/schema.ts';

export type LogItem =
  | { readonly kind: 'row'; readonly row: LogRow; readonly span: number | undefined }
  /** `span` is undefined for the records that no span of the trace wrote. */
  | { readonly kind: 'head'; readonly span: number | undefined; readonly count: number };

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
