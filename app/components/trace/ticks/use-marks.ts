// What is marked on the bars: the logs of the trace by their spans, and the events of spans where they are known.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { LEVEL_FILL } from '#app/components/logs/severity.ts';
import { searchLogs } from '#app/lib/logs/logs.functions.ts';
import type { LogRow, LogSearchResponse } from '#app/lib/logs/schema.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import { IdIndex, wordsOf } from '#app/lib/trace-model/id-index.ts';
import { timestampOf } from '../header/summary.ts';
import type { LoadedTrace } from '../trace-context.ts';
import { type Mark, type Marks, NO_MARKS } from './marks.ts';

/** Records may be written a little before and after the spans; nanoseconds. */
const AROUND_NS = 60e9;
/** Enough for what one can tell apart; the tab of logs shows all. */
const MOST_LOGS = 1_000;
const TEXT_LENGTH = 200;

/** The logs of a stored trace on its spans. Empty until they are there, and where they cannot be had. */
export function useMarks({ traceId, source, tree }: LoadedTrace): Marks {
  const { columns } = tree;
  const from = timestampOf(columns, Math.max(0, tree.begin) - AROUND_NS);
  const to = timestampOf(columns, tree.end + AROUND_NS);
  const { data } = useQuery({
    queryKey: ['trace', 'marks', traceId, from, to],
    enabled: source !== undefined,
    queryFn: async ({ signal }) => {
      const response = await searchLogs({
        data: {
          from,
          to,
          query: `trace_id:"${traceId.replace(/["\\]/g, '\\$&')}"`,
          limit: MOST_LOGS,
          order: 'asc',
          attributes: false,
        },
        signal,
      });
      return ((await response.json()) as LogSearchResponse).rows;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
    structuralSharing: false,
  });
  return useMemo(() => (data ? marksOf(columns, data) : NO_MARKS), [columns, data]);
}

/** Marks of logs by span. Records without a span of this trace are left out. */
function marksOf(columns: SpanColumns, rows: readonly LogRow[]): Marks {
  const wanted = rows.filter(({ spanId }) => /^[0-9a-f]{16}$/.test(spanId));
  if (wanted.length === 0) return NO_MARKS;
  const ids = BigUint64Array.from(wanted, ({ spanId }) => BigInt(`0x${spanId}`));
  const index = new IdIndex(ids);
  for (let at = 0; at < ids.length; at += 1) index.add(at);
  const words = wordsOf(columns.id);
  /** From the first record of an id to its span. */
  const spans = new Map<bigint, number>();
  for (let span = 0; span < columns.count; span += 1) {
    const at = index.find(words[span * 2] ?? 0, words[span * 2 + 1] ?? 0);
    const id = at === -1 ? undefined : ids[at];
    if (id !== undefined && !spans.has(id)) spans.set(id, span);
  }
  const marks = new Map<number, Mark[]>();
  for (const [at, row] of wanted.entries()) {
    const span = spans.get(ids[at] ?? 0n);
    if (span === undefined) continue;
    const mark: Mark = {
      kind: 'log',
      at: nsFrom(columns.baseNs, row.timestamp),
      color: LEVEL_FILL[severityLevel(row)],
      text: row.body.slice(0, TEXT_LENGTH),
    };
    const list = marks.get(span);
    if (list) list.push(mark);
    else marks.set(span, [mark]);
  }
  return marks;
}

/** From the base to a timestamp of RFC 3339 with nine decimals. */
function nsFrom(baseNs: bigint, timestamp: string): number {
  const ms = Date.parse(`${timestamp.slice(0, 19)}Z`);
  const decimals = (/\.(\d{1,9})/.exec(timestamp)?.[1] ?? '').padEnd(9, '0');
  return Number(BigInt(ms) * 1_000_000n + BigInt(decimals) - baseNs);
}
