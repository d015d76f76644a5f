// The flame graph: where the time of a trace goes, spans with the same callers as one bar.
import { ChevronRight } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import type { FlameGraph } from '#app/lib/trace-model/flame.ts';
import { useAnswer } from '../load/use-answer.ts';
import { ViewBar, Working } from '../statistics/view-bar.tsx';
import { useTrace } from '../trace-context.ts';
import { FlameCanvas } from './flame-canvas.tsx';
import { barFacts } from './flame-tip.tsx';
import { markBars, markedShare, stackOf } from './layout.ts';

const QUESTION = { kind: 'flame' } as const;

export function FlameView() {
  const { trace } = useTrace();
  const { columns } = trace.tree;
  const { answer } = useAnswer(trace, QUESTION);
  const graph = useMemo(() => answer && { ...answer, columns }, [answer, columns]);
  if (!graph) return <Working>Stacking {formatCount(columns.count, 'span')}…</Working>;
  return <Shown graph={graph} />;
}

function Shown({ graph }: { readonly graph: FlameGraph }) {
  const { view, change, openSpan } = useTrace();
  const zoomed = view.bar !== '' && Number(view.bar) < graph.count ? Number(view.bar) : undefined;
  const [chosen, setChosen] = useState<number>();
  const active = chosen ?? zoomed;
  const text = useDeferredValue(view.find);
  const marked = useMemo(() => markBars(graph, text), [graph, text]);
  const share = useMemo(() => (marked ? markedShare(graph, marked) : 0), [graph, marked]);
  const zoom = (bar: number | undefined) => change({ bar: bar === undefined ? '' : String(bar) });
  const open = (bar: number) => openSpan(graph.example[bar] ?? 0);
  if (graph.wholeWidth === 0)
    return <Working>No span of this trace took any time, so there is nothing to draw.</Working>;
  return (
    <>
      <ViewBar find="Mark by service or operation">
        {marked ? (
          <span>{(share * 100).toFixed(1)}% of the self time is marked</span>
        ) : (
          <span className="max-md:hidden">
            Bars are as wide as the self time of all that stands below them
          </span>
        )}
      </ViewBar>
      {active !== undefined && (
        <Chosen graph={graph} bar={active} zoomed={zoomed} onZoom={zoom} onOpen={open} />
      )}
      <FlameCanvas
        graph={graph}
        zoomed={zoomed}
        active={active}
        marked={marked}
        onActive={setChosen}
        onZoom={zoom}
        onOpen={open}
      />
    </>
  );
}

interface ChosenProps {
  readonly graph: FlameGraph;
  readonly bar: number;
  readonly zoomed: number | undefined;
  readonly onZoom: (bar: number | undefined) => void;
  readonly onOpen: (bar: number) => void;
}

/** Callers shown of a deep stack. */
const MOST_CALLERS = 4;

/** Where one is: the callers, the chosen bar's figures, and what can be done. */
function Chosen({ graph, bar, zoomed, onZoom, onOpen }: ChosenProps) {
  const { name, figures } = barFacts(graph, bar);
  const callers = useMemo(() => stackOf(graph, bar).slice(0, -1), [graph, bar]);
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-surface px-3 py-1.5 text-xs">
      <p className="flex min-w-0 flex-1 basis-60 items-center gap-1">
        {callers.length > MOST_CALLERS && <span className="text-ink-3">…</span>}
        {callers.slice(-MOST_CALLERS).map((caller) => (
          <span key={caller} className="flex min-w-0 items-center gap-1">
            <button
              type="button"
              className="max-w-40 truncate text-ink-2 hover:text-ink hover:underline"
              onClick={() => onZoom(caller)}
            >
              {barFacts(graph, caller).name}
            </button>
            <ChevronRight className="size-3 shrink-0 text-ink-3" aria-hidden />
          </span>
        ))}
        <strong className="truncate font-medium">{name}</strong>
      </p>
      {figures.map(([label, text]) => (
        <span key={label} className="whitespace-nowrap">
          <span className="text-ink-3">{label}</span> {text}
        </span>
      ))}
      <span className="flex gap-1.5">
        {zoomed !== undefined && <Button onClick={() => onZoom(undefined)}>Show all</Button>}
        <Button onClick={() => onOpen(bar)}>Open its longest span</Button>
      </span>
    </div>
  );
}
