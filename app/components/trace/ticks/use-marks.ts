// What is marked on the bars of a stored trace: its logs by their spans, and the events of spans.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { z } from 'zod';
import { teamFetch } from '#app/components/shell/current-team.ts';
import { searchLogs } from '#app/lib/logs/logs.functions.ts';
import type { LogSearchResponse } from '#app/lib/logs/schema.ts';
import { type SpanColumns, spanIdOf } from '#app/lib/trace-model/columns.ts';
import { traceSpanOptions } from '#app/lib/traces/queries.ts';
import type { traceGetResponse } from '#app/lib/traces/schema.ts';
import { timestampOf } from '../header/summary.ts';
import type { LoadedTrace } from '../trace-context.ts';
import { eventMarks, logMarks, type Mark, type Marks, marksOfEvents, mergeMarks } from './marks.ts';

/** Records may be written a little before and after the spans; nanoseconds. */
const AROUND_NS = 60e9;
/** Enough for what one can tell apart; the tab of logs shows all. */
const MOST_LOGS = 1_000;
/** The times of events come with whole spans: of larger traces only those that one looks at are read. */
const MOST_WHOLE_SPANS = 1_000;
/** Spans that are read at a time. */
const LANES = 2;

const common = {
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 60_000,
  // Marks are an extra: without them the trace is whole.
  retry: false,
  structuralSharing: false,
} as const;

/** `seen` are the spans on the screen. Empty until they are there, and where they cannot be had. */
export function useMarks(trace: LoadedTrace, seen: readonly number[]): Marks {
  const { traceId, source, tree } = trace;
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
  const isLarge = columns.count > MOST_WHOLE_SPANS;
  const eventsSeen = useEventsSeen(trace, isLarge && hasEvents ? seen : NONE);
  const events = useQuery({
    queryKey: ['trace', 'marks', 'events', traceId, source, columns.count],
    enabled: source !== undefined && hasEvents && !isLarge,
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ source: source ?? '' });
      const response = await teamFetch(`/api/v1/traces/${encodeURIComponent(traceId)}?${query}`, { signal });
      if (!response.ok) throw await response.json();
      const { spans } = (await response.json()) as z.output<typeof traceGetResponse>;
      return spans.filter((span) => span.events.length > 0);
    },
    ...common,
  });
  const ofEvents = useMemo(() => eventMarks(columns, events.data ?? []), [columns, events.data]);
  const ofLogs = useMemo(() => logMarks(columns, logs.data ?? []), [columns, logs.data]);
  return useMemo(
    () => mergeMarks(isLarge ? eventsSeen : ofEvents, ofLogs),
    [isLarge, eventsSeen, ofEvents, ofLogs],
  );
}

const NONE: readonly number[] = [];
const NO_MARKS: Marks = new Map();

interface Read {
  readonly columns: SpanColumns;
  readonly marks: ReadonlyMap<number, readonly Mark[]>;
}

/** The events of spans that have been on the screen, read one after the other while they are there. */
function useEventsSeen({ traceId, source, tree: { columns } }: LoadedTrace, seen: readonly number[]): Marks {
  const client = useQueryClient();
  const [read, setRead] = useState<Read>();
  const marks = read?.columns === columns ? read.marks : NO_MARKS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read is not read again, and changes nothing else
  useEffect(() => {
    if (source === undefined) return;
    const wanted = seen.filter((span) => (columns.events[span] ?? 0) > 0 && !marks.has(span));
    let isOver = false;
    const readNext = async (): Promise<void> => {
      const span = isOver ? undefined : wanted.shift();
      if (span === undefined) return;
      const options = traceSpanOptions({ traceId, spanId: spanIdOf(columns, span), source });
      const { span: whole } = await client.fetchQuery(options);
      setRead((before) => {
        const known = before?.columns === columns ? before.marks : NO_MARKS;
        return { columns, marks: new Map(known).set(span, marksOfEvents(columns.baseNs, whole.events)) };
      });
      await readNext();
    };
    // Marks are an extra: a span that cannot be read ends its lane, and the number of events stays.
    for (let lane = 0; lane < LANES; lane += 1) readNext().catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [client, traceId, source, columns, seen]);
  return marks;
}
