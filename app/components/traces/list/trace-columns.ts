// The columns of the list, of traces and of spans.
import { SPAN_SORTS, type TraceSort } from '../traces-view.ts';
import type { ListColumn } from './list-header.tsx';

export const TRACE_COLUMNS: readonly ListColumn[] = [
  { key: 'pick', label: '', width: '16px' },
  { key: 'start', label: 'Start', width: '132px', sort: 'newest' },
  { key: 'root', label: 'Root service and operation', width: 'minmax(200px, 3fr)' },
  { key: 'duration', label: 'Duration', width: 'minmax(150px, 1.4fr)', sort: 'slowest' },
  { key: 'services', label: 'Services', width: 'minmax(130px, 1.3fr)' },
  { key: 'spans', label: 'Spans', width: '60px', sort: 'spans', isNumber: true },
  { key: 'errors', label: 'Errors', width: '60px', sort: 'errors', isNumber: true },
  { key: 'matched', label: 'Matched', width: '64px', isNumber: true },
];

export const SPAN_COLUMNS: readonly ListColumn[] = [
  { key: 'start', label: 'Start', width: '132px', sort: 'newest' },
  { key: 'service', label: 'Service', width: 'minmax(110px, 1fr)' },
  { key: 'name', label: 'Operation', width: 'minmax(180px, 2.5fr)' },
  { key: 'kind', label: 'Kind', width: '72px' },
  { key: 'status', label: 'Status', width: 'minmax(90px, 1.2fr)' },
  { key: 'duration', label: 'Duration', width: 'minmax(150px, 1.4fr)', sort: 'slowest' },
  { key: 'trace', label: 'Trace', width: '128px' },
];

/** The sum of the columns' least widths, with what stands between them; CSS pixels. */
export const LEAST_WIDTH = { traces: 1_010, spans: 1_030 } as const;

/** The orders that a list of this kind has. */
export function sortsOf(show: 'traces' | 'spans'): readonly TraceSort[] {
  return show === 'spans' ? SPAN_SORTS : ['newest', 'slowest', 'spans', 'errors'];
}
