// Who calls whom: the map of services, databases, queues, caches and external hosts, as a graph or as a table.
import { getRouteApi } from '@tanstack/react-router';
import { Search, Table2, Waypoints, X } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { DetailPanel } from '#app/components/explorer/panel/detail-panel.tsx';
import type { Command } from '#app/components/shell/commands.tsx';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { serviceMapOptions } from '#app/lib/services/queries.ts';
import type { ServiceMapResponse } from '#app/lib/services/schema.ts';
import { PageControls } from './common/page-controls.tsx';
import { AnswerState, NoServices } from './common/states.tsx';
import { useAnswer } from './common/use-answer.ts';
import { useOpenService } from './common/use-open-service.ts';
import { useRange } from './common/use-range.ts';
import { useRangeActions } from './common/use-range-actions.ts';
import { Drawing } from './map/drawing.tsx';
import { callsOf, countingText, focusOn, shortName, trafficOf } from './map/edges.ts';
import type { FindPanelProps } from './map/find-panel.tsx';
import { EdgePanel, NodePanel } from './map/map-panel.tsx';
import { MapTable } from './map/map-table.tsx';
import type { MapView } from './services-view.ts';

const route = getRouteApi('/_app/map');
const Graph = lazy(() => import('./map/graph.tsx').then((module) => ({ default: module.Graph })));
const findPanel = lazyPanel<FindPanelProps>(() =>
  import('./map/find-panel.tsx').then((module) => module.FindPanel),
);
const NONE: readonly string[] = [];

export function MapPage() {
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (next: Partial<MapView>, options?: { readonly replace?: boolean }) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const actions = useRangeActions(view, change);
  const { setRange, setEnvironment, link: search } = actions;
  const { range, problem, refresh } = useRange(view);
  const answer = useAnswer((id) => serviceMapOptions(range, id), problem);
  const { data } = answer;
  const phone = useMediaQuery(PHONE);
  const { env, focus, node: nodeId, edge: edgeKey } = view;
  const shown = useMemo(() => data && (focus === '' ? data : focusOn(data, focus)), [data, focus]);
  const traffic = useMemo(() => data && trafficOf(data), [data]);
  const node = data?.nodes.find(({ id }) => id === nodeId);
  const nodeTraffic = traffic?.get(nodeId);
  const call = useMemo(() => data && callsOf(data).find(({ id }) => id === edgeKey), [data, edgeKey]);
  const focused = data?.nodes.find(({ id }) => id === focus);

  const choose = useCallback((id: string) => change({ node: id, edge: '' }, { replace: true }), [change]);
  const chooseEdge = useCallback((id: string) => change({ edge: id, node: '' }, { replace: true }), [change]);
  const close = useCallback(() => change({ node: '', edge: '' }, { replace: true }), [change]);
  const setFocus = useCallback((id: string) => change({ focus: id }), [change]);
  const isTable = view.show === 'table';
  const toggle = useCallback(() => change({ show: isTable ? 'graph' : 'table' }), [change, isTable]);
  const open = useOpenService(search);
  const toggleFocus = () => {
    if (focus !== '') setFocus('');
    else if (nodeId !== '') setFocus(nodeId);
  };
  useHotkeys({
    escape: () => (nodeId === '' && edgeKey === '' ? focus !== '' && setFocus('') : close()),
    f: toggleFocus,
    e: toggle,
    enter: () => {
      if (node?.kind !== 'service') return false;
      open(node.name);
      return true;
    },
  });
  const own = useOwnCommands({ toggle, isTable, focus, nodeId, setFocus });
  return (
    <>
      <PageHeader title="Service map">
        <PageControls
          group="Service map"
          own={own}
          view={view}
          actions={actions}
          environments={data?.environments ?? NONE}
          onRefresh={refresh}
          refreshing={answer.slow}
        />
      </PageHeader>
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5 md:px-4">
        <PanelTrigger
          panel={findPanel}
          panelProps={{ nodes: data?.nodes ?? [], onFind: choose }}
          hotkey="/"
          className={buttonClass('secondary')}
        >
          <Search className="size-3.5 text-ink-3" aria-hidden />
          Find a node
        </PanelTrigger>
        <Button onClick={toggle} data-tip={isTable ? 'Show the graph' : 'Show a table'} data-tip-keys="e">
          {isTable ? (
            <Waypoints className="size-3.5 text-ink-3" aria-hidden />
          ) : (
            <Table2 className="size-3.5 text-ink-3" aria-hidden />
          )}
          {isTable ? 'Graph' : 'Table'}
        </Button>
        {focused && (
          <span className="flex h-7 min-w-0 items-center gap-1 rounded-md bg-accent-soft pl-2 text-xs text-accent-ink">
            <span className="truncate">{shortName(focused)} and its neighbours</span>
            <button
              type="button"
              aria-label="Show the whole map"
              onClick={() => setFocus('')}
              className="flex size-7 items-center justify-center"
            >
              <X className="size-3.5" aria-hidden />
            </button>
          </span>
        )}
        <p role="status" className="ml-auto truncate text-xs text-ink-3">
          {shown && statusText(shown)}
        </p>
      </div>
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <AnswerState answer={answer} title="Reading who calls whom…" onRetry={refresh} />
          {shown && shown.nodes.length > 0 && !answer.error && isTable && (
            <MapTable
              map={shown}
              search={search}
              sort={view.sort}
              edge={edgeKey}
              onSort={(sort) => change({ sort }, { replace: true })}
              onEdge={chooseEdge}
            />
          )}
          {shown && traffic && shown.nodes.length > 0 && !answer.error && !isTable && (
            <Suspense fallback={<Drawing />}>
              <Graph
                map={shown}
                traffic={traffic}
                scope={`${env} ${focus}`}
                node={nodeId}
                edge={edgeKey}
                phone={phone}
                onNode={choose}
                onEdge={chooseEdge}
                onNothing={close}
              />
            </Suspense>
          )}
          {data && data.nodes.length === 0 && !answer.error && (
            <NoServices view={view} onRange={setRange} onEverywhere={() => setEnvironment('')} />
          )}
        </div>
        {data && !answer.error && (node || call) && (
          <DetailPanel label={node ? 'Node' : 'Edge'} onClose={close}>
            {node && nodeTraffic ? (
              <NodePanel
                map={data}
                node={node}
                traffic={nodeTraffic}
                search={search}
                focus={focus}
                onFocus={setFocus}
                onEdge={chooseEdge}
                onClose={close}
              />
            ) : (
              call && <EdgePanel map={data} call={call} search={search} onClose={close} />
            )}
          </DetailPanel>
        )}
      </div>
    </>
  );
}

function statusText(map: ServiceMapResponse): string {
  const counts = `${formatCount(map.nodes.length, 'node')}, ${formatCount(map.edges.length, 'edge')}`;
  const counting = countingText(map);
  return counting === '' ? counts : `${counts}; ${counting}`;
}

interface OwnCommands {
  readonly toggle: () => void;
  readonly isTable: boolean;
  readonly focus: string;
  readonly nodeId: string;
  readonly setFocus: (id: string) => void;
}

function useOwnCommands({ toggle, isTable, focus, nodeId, setFocus }: OwnCommands): readonly Command[] {
  return useMemo(() => {
    const group = 'Service map';
    return [
      { id: 'show', group, label: isTable ? 'Show the graph' : 'Show a table', keys: 'e', run: toggle },
      ...(focus === ''
        ? []
        : [{ id: 'whole', group, label: 'Show the whole map', keys: 'f', run: () => setFocus('') }]),
      ...(nodeId === '' || focus === nodeId
        ? []
        : [
            {
              id: 'focus',
              group,
              label: 'Only the chosen node and its neighbours',
              keys: 'f',
              run: () => setFocus(nodeId),
            },
          ]),
    ];
  }, [toggle, isTable, focus, nodeId, setFocus]);
}
