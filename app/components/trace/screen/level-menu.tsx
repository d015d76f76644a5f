// How the waterfall is shown: what siblings are sorted by, how deep subtrees are open, what is drawn on the bars.

import { Choices, PanelButton } from '#app/components/ui/choices.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import type { ChangeTraceView, SpanOrder, TraceView } from '../trace-view.ts';

export interface LevelMenuProps {
  readonly view: TraceView;
  readonly change: ChangeTraceView;
  readonly onAll: (open: boolean) => void;
}

const ORDERS: readonly { readonly value: SpanOrder; readonly label: string }[] = [
  { value: 'start', label: 'Start' },
  { value: 'duration', label: 'Duration, longest first' },
  { value: 'self', label: 'Self time, longest first' },
];

export function LevelMenu({ view, change, onAll, ...panel }: LevelMenuProps & PanelProps) {
  return (
    <Popover label="How the waterfall is shown" align="end" className="w-64 p-1" {...panel}>
      <Choices
        label="Sort siblings by"
        value={view.sort}
        options={ORDERS}
        onChange={(sort) => change({ sort }, { replace: true })}
      />
      <div className="my-1 border-t border-line" />
      <PanelButton onClick={() => onAll(true)}>Open everything</PanelButton>
      <PanelButton onClick={() => onAll(false)}>Close everything</PanelButton>
      <div className="my-1 border-t border-line" />
      <Legend />
    </Popover>
  );
}

/** What the signs mean. */
function Legend() {
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1 px-2 py-1.5 text-xs text-ink-2">
      <dt aria-hidden className="h-2.5 w-8 bg-accent" />
      <dd>The span works itself</dd>
      <dt aria-hidden className="h-2.5 w-8 bg-accent/40" />
      <dd>It waits for spans below it</dd>
      <dt aria-hidden className="h-0.5 w-8 bg-ink" />
      <dd>Critical path: the root waits for this</dd>
      <dt aria-hidden className="h-2.5 w-8 border-2 border-danger" />
      <dd>Error</dd>
      <dt aria-hidden className="text-center leading-none">
        ▾
      </dt>
      <dd>A log record, in its severity’s colour</dd>
      <dt aria-hidden className="text-center leading-none">
        ◆
      </dt>
      <dd>An event; with a mark in it an exception</dd>
      <dt aria-hidden className="text-center leading-none">
        ⤳
      </dt>
      <dd>Links to other traces</dd>
    </dl>
  );
}
