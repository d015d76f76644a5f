// Two traces and how they differ. Which ones, and what of them is shown, is in the URL.
import { getRouteApi } from '@tanstack/react-router';
import { ArrowLeftRight, GitCompareArrows } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { IconButton } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { Comparison } from './compare/comparison.tsx';
import { TracePicker } from './compare/trace-picker.tsx';
import { useTraceLoad } from './load/use-trace-load.ts';
import type { ChangeCompareView, CompareView } from './trace-view.ts';

const route = getRouteApi('/_app/traces/compare');

export function ComparePage() {
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const change: ChangeCompareView = useCallback(
    (next, options) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const { left, right } = view;
  const swap = () => change({ left: right, right: left, at: '' });
  useHotkeys({ x: swap });
  const isWhole = left !== '' && right !== '';
  return (
    <>
      <PageHeader title="Compare traces" />
      {isWhole ? (
        <Loaded view={view} change={change} onSwap={swap} />
      ) : (
        <>
          <Pickers view={view} change={change} onSwap={swap} />
          <State
            icon={<GitCompareArrows className="size-6 text-ink-3" aria-hidden />}
            title="Choose two traces"
          >
            <p className="max-w-md text-ink-2">
              Paste the ids of two traces, or links to them, above. In the trace search, two marked traces can
              be compared at once; on the page of a trace, “Compare” takes the other one.
            </p>
          </State>
        </>
      )}
    </>
  );
}

interface PartProps {
  readonly view: CompareView;
  readonly change: ChangeCompareView;
  readonly onSwap: () => void;
}

function Loaded({ view, change, onSwap }: PartProps) {
  const { left, right, source } = view;
  // By their ids and not by their sides, so that a swap loads nothing.
  const [one, other] = left <= right ? [left, right] : [right, left];
  const oneInput = useMemo(() => ({ traceId: one, source }), [one, source]);
  const otherInput = useMemo(() => ({ traceId: other, source }), [other, source]);
  const oneLoad = useTraceLoad(oneInput, false);
  const otherLoad = useTraceLoad(otherInput, false);
  const loads = one === left ? { left: oneLoad, right: otherLoad } : { left: otherLoad, right: oneLoad };
  const a = loads.left.state === 'ready' ? loads.left.trace : undefined;
  const b = loads.right.state === 'ready' ? loads.right.trace : undefined;
  return (
    <>
      <Pickers view={view} change={change} onSwap={onSwap} loads={loads} />
      {a && b ? <Comparison a={a} b={b} view={view} change={change} /> : <div className="flex-1" />}
    </>
  );
}

interface PickersProps extends PartProps {
  readonly loads?: Readonly<Record<'left' | 'right', ReturnType<typeof useTraceLoad>>>;
}

function Pickers({ view, change, onSwap, loads }: PickersProps) {
  return (
    <div className="flex shrink-0 flex-wrap items-start gap-x-3 gap-y-2 border-b border-line px-3 py-2 md:px-4">
      <TracePicker
        side="A"
        traceId={view.left}
        source={view.source}
        load={loads?.left}
        onTraceId={(left) => change({ left, at: '' })}
      />
      <IconButton label="Swap the traces" shortcut="x" onClick={onSwap}>
        <ArrowLeftRight className="size-4" aria-hidden />
      </IconButton>
      <TracePicker
        side="B"
        traceId={view.right}
        source={view.source}
        load={loads?.right}
        onTraceId={(right) => change({ right, at: '' })}
      />
    </div>
  );
}
