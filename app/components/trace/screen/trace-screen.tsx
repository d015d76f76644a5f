// A trace on the screen, wherever it came from: header, problems, tabs, the chosen view, and the detail of a span beside it.
import { Suspense, useCallback, useMemo, useState } from 'react';
import { DetailPanel } from '#app/components/explorer/panel/detail-panel.tsx';
import { Tab, TabList, TabPanel, Tabs } from '#app/components/ui/tabs.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import { findById } from '#app/lib/trace-model/find.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { useMatches } from '../find/use-matches.ts';
import { Problems } from '../header/problems.tsx';
import { traceFacts } from '../header/summary.ts';
import { TraceHeader } from '../header/trace-header.tsx';
import type { ReadyTrace, TraceLoad } from '../load/use-trace-load.ts';
import { CancelledTrace, FailedTrace, LoadingTrace, TraceNotFound } from '../states/trace-states.tsx';
import { TraceProvider, type TraceState } from '../trace-context.ts';
import { type ChangeTraceView, TRACE_TABS, type TraceView } from '../trace-view.ts';
import { SpanDetail, TRACE_VIEWS } from './views.ts';
import { WaterfallTab } from './waterfall-tab.tsx';

interface TraceScreenProps {
  readonly load: TraceLoad;
  /** What was asked for; undefined for a trace from a file. */
  readonly traceId: string | undefined;
  readonly view: TraceView;
  readonly change: ChangeTraceView;
}

export function TraceScreen({ load, traceId, view, change }: TraceScreenProps) {
  if (load.state === 'failed')
    return <FailedTrace error={load.error} traceId={traceId} onRetry={load.reload} />;
  if (load.state === 'cancelled') return <CancelledTrace onRetry={load.reload} />;
  if (load.state !== 'ready') {
    const [progress, laying] = load.state === 'laying' ? [undefined, load.spans] : [load.progress, undefined];
    return <LoadingTrace progress={progress} laying={laying} onCancel={load.cancel} />;
  }
  if (load.trace.tree.columns.count === 0)
    return (
      <TraceNotFound
        error={{ message: 'It has no spans.' }}
        traceId={load.trace.traceId}
        onRetry={load.reload}
      />
    );
  return (
    <ShownTrace
      trace={load.trace}
      isFresh={load.isFresh}
      stale={load.stale?.message}
      view={view}
      change={change}
    />
  );
}

interface ShownTraceProps extends Pick<TraceScreenProps, 'view' | 'change'> {
  readonly trace: ReadyTrace;
  readonly isFresh: boolean;
  readonly stale: string | undefined;
}

function ShownTrace({ trace, isFresh, stale, view, change }: ShownTraceProps) {
  const { tree } = trace;
  const facts = useMemo(() => traceFacts(tree), [tree]);
  const found = useMatches(trace, view);
  const open = useMemo(() => {
    const span = view.span === '' ? -1 : findById(tree.columns, view.span);
    return span === -1 ? undefined : span;
  }, [tree, view.span]);
  const [active, setActive] = useActive(tree, open);
  const isOpen = view.span !== '';
  const openSpan = useCallback(
    (span: number | undefined) => {
      if (span !== undefined) setActive(span);
      change({ span: span === undefined ? '' : spanIdOf(tree.columns, span) }, { replace: isOpen });
    },
    [tree, change, setActive, isOpen],
  );
  const matches = found.matches?.marked;
  const state = useMemo(
    (): TraceState => ({ trace, view, change, open, openSpan, matches }),
    [trace, view, change, open, openSpan, matches],
  );
  const step = (by: 1 | -1) => {
    const at = open === undefined ? 0 : (tree.place[open] ?? 0) + by;
    openSpan(tree.preorder[Math.max(0, Math.min(tree.preorder.length - 1, at))]);
  };
  const onCorrect = useCallback((skew: boolean) => change({ skew }, { replace: true }), [change]);
  const onService = useCallback(
    (find: string) => change({ find, match: '', lang: 'lucene', tab: 'waterfall' }, { replace: true }),
    [change],
  );
  const onErrors = useCallback(
    () => change({ find: '', match: 'status:error', lang: 'lucene', tab: 'waterfall' }, { replace: true }),
    [change],
  );
  const views = TRACE_VIEWS.filter(({ isStored }) => !isStored || trace.source !== undefined);
  const chosen = views.find(({ tab }) => tab === view.tab);
  // The waterfall has this key itself, and more to do with it.
  useHotkeys({
    escape: () => {
      if (!chosen || open === undefined) return false;
      openSpan(undefined);
      return true;
    },
  });
  return (
    <TraceProvider value={state}>
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <TraceHeader
            facts={facts}
            isFresh={isFresh}
            stale={stale}
            onService={onService}
            onErrors={onErrors}
          />
          <Problems trace={trace} hasRoot={facts.hasRoot} onSpan={openSpan} onCorrect={onCorrect} />
          <Tabs
            value={chosen?.tab ?? 'waterfall'}
            onValueChange={(value) => change({ tab: TRACE_TABS.find((tab) => tab === value) ?? 'waterfall' })}
            className="flex min-h-0 flex-1 flex-col"
          >
            <TabList aria-label="Views of the trace" className="shrink-0 px-2">
              <Tab value="waterfall">Waterfall</Tab>
              {views.map(({ tab, label }) => (
                <Tab key={tab} value={tab}>
                  {label}
                </Tab>
              ))}
            </TabList>
            <TabPanel
              value={chosen?.tab ?? 'waterfall'}
              tabIndex={-1}
              className="flex min-h-0 min-w-0 flex-1 flex-col outline-none"
            >
              {chosen ? (
                <Suspense fallback={<div className="flex-1" />}>
                  <chosen.Component />
                </Suspense>
              ) : (
                <WaterfallTab found={found} deepest={facts.deepest} active={active} onActive={setActive} />
              )}
            </TabPanel>
          </Tabs>
        </div>
        {open !== undefined && (
          <DetailPanel onClose={() => openSpan(undefined)}>
            <Suspense fallback={<div className="flex-1" />}>
              <SpanDetail key={open} span={open} onClose={() => openSpan(undefined)} onStep={step} />
            </Suspense>
          </DetailPanel>
        )}
      </div>
    </TraceProvider>
  );
}

/** The span that keys are about. A trace that is loaded again has other indexes: the id stays. */
function useActive(tree: TraceTree, open: number | undefined) {
  const [own, setOwn] = useState<{ readonly tree: TraceTree; readonly span: number | undefined }>();
  const active = useMemo(() => {
    if (!own) return open;
    if (own.span === undefined || own.tree.columns === tree.columns) return own.span;
    const span = findById(tree.columns, spanIdOf(own.tree.columns, own.span));
    return span === -1 ? undefined : span;
  }, [own, tree, open]);
  const setActive = useCallback((span: number | undefined) => setOwn({ tree, span }), [tree]);
  return [active, setActive] as const;
}
