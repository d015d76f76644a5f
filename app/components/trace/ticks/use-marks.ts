// What is marked on the bars of a stored trace: its logs by their spans, and the events of spans.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import { searchLogs } from '#app/lib/logs/logs.functions.ts';
import type { LogSearchResponse } from '#app/lib/logs/schema.ts';
import type { traceGetResponse } from '#app/lib/traces/schema.ts';
import { timestampOf } from '../header/summary.ts';
import type { LoadedTrace } from '../trace-context.ts';
import { eventMarks, logMarks, type Marks, mergeMarks } from './marks.ts';

/** Records may be written a little before and after the spans; nanoseconds. */
const AROUND_NS = 60e9;
/** Enough for what one can tell apart; the tab of logs shows all. */
const MOST_LOGS = 1_000;
/** The times of events come with whole spans: of larger traces their number must do. */
const MOST_WHOLE_SPANS = 1_000;

const common = {
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 60_000,
  // Marks are an extra: without them the trace is whole.
  retry: false,
  structuralSharing: false,
} as const;

/** Empty until they are there, and where they cannot be had. */
export function useMarks({ traceId, source, tree }: LoadedTrace): Marks {
  const { columns } = tree;
  const from = timestampOf(columns, Math.max(0, tree.begin) - AROUND_NS);
  const to = timestampOf(columns, tree.end + AROUND_NS);
  const logs = useQuery({
    queryKey: ['trace', 'marks', 'logs', traceId, from, to],
    enabled: source !== undefined,
    queryFn: async ({ signal }) => {
      const query = `trace_id:"${traceId.replace(/["\\]/g, '\\$&')}"`;
      const data = { from, to, query, limit: MOST_LOGS, order: 'asc' as const, attributes: false };
      const response = await searchLogs({ data, signal });
      return ((await response.json()) as LogSearchResponse).rows;
    },
    ...common,
  });
  const hasEvents = useMemo(() => columns.events.some((count) => count > 0), [columns]);
  const events = useQuery({
    queryKey: ['trace', 'marks', 'events', traceId, source, columns.count],
    enabled: source !== undefined && hasEvents && columns.count <= MOST_WHOLE_SPANS,
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ source: source ?? '' });
      const response = await fetch(`/api/v1/traces/${encodeURIComponent(traceId)}?${query}`, { signal });
      if (!response.ok) throw await response.json();
      const { spans } = (await response.json()) as z.output<typeof traceGetResponse>;
      return spans.filter((span) => span.events.length > 0);
    },
    ...common,
  });
  return useMemo(
    () => mergeMarks(eventMarks(columns, events.data ?? []), logMarks(columns, logs.data ?? [])),
    [columns, events.data, logs.data],
  );
}
