// The views of a trace beside the waterfall, and the detail of a span: each is loaded when it is first shown.
import { type ComponentType, lazy } from 'react';
import type { TraceTab } from '../trace-view.ts';

/** What a view is given comes from `useTrace`. It fills the room below the tabs and scrolls by itself. */
export interface TraceViewEntry {
  readonly tab: Exclude<TraceTab, 'waterfall'>;
  readonly label: string;
  /** Needs a stored trace, not one from a file. */
  readonly isStored?: boolean;
  readonly Component: ComponentType;
}

/** In the order of the tabs. */
export const TRACE_VIEWS: readonly TraceViewEntry[] = [
  {
    tab: 'flame',
    label: 'Flame graph',
    Component: lazy(() =>
      import('../flame/flame-view.tsx').then((module) => ({ default: module.FlameView })),
    ),
  },
  {
    tab: 'statistics',
    label: 'Statistics',
    Component: lazy(() =>
      import('../statistics/statistics-view.tsx').then((module) => ({ default: module.StatisticsView })),
    ),
  },
  {
    tab: 'calls',
    label: 'Calls',
    Component: lazy(() =>
      import('../calls/calls-view.tsx').then((module) => ({ default: module.CallsView })),
    ),
  },
  {
    tab: 'logs',
    label: 'Logs',
    isStored: true,
    Component: lazy(() =>
      import('../logs/trace-logs-view.tsx').then((module) => ({ default: module.TraceLogsView })),
    ),
  },
];

export interface SpanDetailProps {
  readonly span: number;
  readonly onClose: () => void;
  /** To the row before or after. */
  readonly onStep: (step: 1 | -1) => void;
}

/** The content of the panel at the right, its header with the close button included; `useTrace` has the rest. */
export const SpanDetail: ComponentType<SpanDetailProps> = lazy(() =>
  import('../detail/span-detail.tsx').then((module) => ({ default: module.SpanDetail })),
);
