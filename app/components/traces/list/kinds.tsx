// The two kinds of results: traces and single spans. What the list needs to know of each.
import type { ReactNode } from 'react';
import type { PageSource } from '#app/components/explorer/rows/use-pages.ts';
import type {
  SpanRow as Span,
  SpanSearchResponse,
  TraceSearchResponse,
  TraceSummary,
} from '#app/lib/traces/schema.ts';
import { type ListAnswer, SPAN_PAGES, TRACE_PAGES } from './list-source.ts';
import type { RowPlace } from './result-list.tsx';
import { SpanRow } from './span-row.tsx';
import { LEAST_WIDTH } from './trace-columns.ts';
import type { TraceLinkSearch } from './trace-link.ts';
import { TraceRow } from './trace-row.tsx';
import type { ListSearch } from './trace-search.ts';

/** What all rows of a list are drawn with. */
export interface RowContext {
  /** The longest duration of the rows seen, nanoseconds. */
  readonly longest: number;
  readonly zone: string;
  readonly withDate: boolean;
  readonly phone: boolean;
  readonly link: TraceLinkSearch;
  /** Whether the column of matching spans is shown. */
  readonly isSearch: boolean;
  readonly picked: readonly string[];
  readonly onPick: (traceId: string) => void;
}

export interface ListKind<Answer extends ListAnswer, Row> {
  readonly what: 'trace' | 'span';
  readonly label: string;
  readonly pages: PageSource<ListSearch, Answer, Row>;
  /** CSS pixels. */
  readonly least: number;
  readonly rowHeight: number;
  readonly duration: (row: Row) => number;
  readonly traceId: (row: Row) => string;
  /** Undefined when the row is the whole trace. */
  readonly spanId: (row: Row) => string | undefined;
  readonly render: (row: Row, place: RowPlace, context: RowContext) => ReactNode;
}

export const TRACES: ListKind<TraceSearchResponse, TraceSummary> = {
  what: 'trace',
  label: 'Traces',
  pages: TRACE_PAGES,
  least: LEAST_WIDTH.traces,
  rowHeight: 32,
  duration: ({ durationNs }) => durationNs,
  traceId: ({ traceId }) => traceId,
  spanId: () => undefined,
  render: (trace, place, { picked, ...context }) => (
    <TraceRow trace={trace} place={place} isPicked={picked.includes(trace.traceId)} {...context} />
  ),
};

export const SPANS: ListKind<SpanSearchResponse, Span> = {
  what: 'span',
  label: 'Spans',
  pages: SPAN_PAGES,
  least: LEAST_WIDTH.spans,
  rowHeight: 28,
  duration: ({ durationNs }) => durationNs,
  traceId: ({ traceId }) => traceId,
  spanId: ({ spanId }) => spanId,
  render: (span, place, { longest, zone, withDate, phone, link }) => (
    <SpanRow
      span={span}
      place={place}
      longest={longest}
      zone={zone}
      withDate={withDate}
      phone={phone}
      link={link}
    />
  ),
};
