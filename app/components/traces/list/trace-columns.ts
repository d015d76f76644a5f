// The columns of the list, of traces and of spans.
import { SPAN_SORTS, type TraceSort } from '../traces-view.ts';
import type { ListColumn } from './list-header.tsx';

const TRACE_COLUMNS: readonly ListColumn[] = [
  { key: 'pick', label: 'Compare', width: '16px', isHidden: true },
  { key: 'start', label: 'Start', width: '92px', sort: 'newest' },
  { key: 'root', label: 'Root service and operation', width: 'minmax(200px, 3fr)' },
  { key: 'duration', label: 'Duration', width: 'minmax(140px, 1.4fr)', sort: 'slowest' },
  { key: 'services', label: 'Services', width: 'minmax(110px, 1.3fr)' },
  { key: 'spans', label: 'Spans', width: '52px', sort: 'spans', isNumber: true },
  { key: 'errors', label: 'Errors', width: '52px', sort: 'errors', isNumber: true },
];
/** How many of the trace's spans match: of a search, it is news. */
const MATCHED: ListColumn = { key: 'matched', label: 'Matched', width: '58px', isNumber: true };
/** A date before the time. */
const DATE_WIDTH = '140px';

const SPAN_COLUMNS: readonly ListColumn[] = [
  { key: 'start', label: 'Start', width: '92px', sort: 'newest' },
  { key: 'service', label: 'Service', width: 'minmax(110px, 1fr)' },
  { key: 'name', label: 'Operation', width: 'minmax(180px, 2.5fr)' },
  { key: 'kind', label: 'Kind', width: '72px' },
  { key: 'status', label: 'Status', width: 'minmax(90px, 1.2fr)' },
  { key: 'duration', label: 'Duration', width: 'minmax(140px, 1.4fr)', sort: 'slowest' },
  { key: 'trace', label: 'Trace', width: '72px' },
];

/** The columns of a list. */
export function columnsOf(
  what: 'trace' | 'span',
  withDate: boolean,
  isSearch: boolean,
): readonly ListColumn[] {
  const columns = what === 'span' ? SPAN_COLUMNS : isSearch ? [...TRACE_COLUMNS, MATCHED] : TRACE_COLUMNS;
  return withDate
    ? columns.map((column) => (column.key === 'start' ? { ...column, width: DATE_WIDTH } : column))
    : columns;
}

/** The sum of the columns' least widths, with what stands between them; CSS pixels. */
export const LEAST_WIDTH = { traces: 850, spans: 900 } as const;

/** The orders that a list of this kind has. */
export function sortsOf(show: 'traces' | 'spans'): readonly TraceSort[] {
  return show === 'spans' ? SPAN_SORTS : ['newest', 'slowest', 'spans', 'errors'];
}
