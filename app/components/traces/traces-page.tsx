// The trace search: search, facets, charts, results. Its state is in the URL; this file ties the parts together.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { FacetField } from '#app/components/explorer/facets/facet-list.ts';
import { FacetPanel } from '#app/components/explorer/facets/facet-panel.tsx';
import { ExplorerHeader } from '#app/components/explorer/header/explorer-header.tsx';
import { FacetSheet } from '#app/components/explorer/panel/facet-sheet.tsx';
import { SearchBar } from '#app/components/explorer/search/search-bar.tsx';
import { useFields } from '#app/components/explorer/search/use-fields.ts';
import type { FixedSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { TraceFileDrop } from '#app/components/trace/open/trace-file-drop.tsx';
import { serviceColor } from '#app/components/trace/service-color.ts';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { traceRedOptions } from '#app/lib/traces/queries.ts';
import { DifferencesPlace } from './differences/differences-place.tsx';
import { DurationFilter } from './duration-filter.tsx';
import { parseBox } from './heatmap/box.ts';
import { rememberedList } from './list/list-memory.ts';
import { Overview } from './overview.tsx';
import { savedOf } from './saved-view.ts';
import { ShareButton } from './share-button.tsx';
import { TraceResults } from './trace-results.tsx';
import type { ChangeTracesView } from './traces-view.ts';
import { useTraceActions } from './use-trace-actions.ts';
import { useTraceCommands } from './use-trace-commands.ts';
import { useTraceSearch } from './use-trace-search.ts';

const route = getRouteApi('/_app/traces/');
const Differences = lazy(() =>
  import('./differences/differences-panel.tsx').then((module) => ({ default: module.DifferencesPanel })),
);

/** Progress is shown for what takes longer; milliseconds. */
const SLOW_MS = 300;
const OPEN_FACETS: readonly string[] = ['service', 'status', 'kind'];
const PLACEHOLDERS = {
  lucene: 'service:checkout duration:>500ms status:error',
  sql: "ServiceName = 'checkout' AND Duration > 500000000 -- nanoseconds",
} as const;

// What does not depend on the rows is not drawn anew with them.
const Facets = memo(FacetPanel);

export function TracesPage() {
  const view = route.useSearch();
  const { viewer } = route.useRouteContext();
  const navigate = route.useNavigate();
  const change: ChangeTracesView = useCallback(
    (next, options) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const entry = useEntry();
  const [before] = useState(() => rememberedList(entry));
  const state = useTraceSearch(view, before?.base);
  const { base, askable, refresh, error } = state;
  const fields = useFields(base, askable);
  const slow = useDelayed(state.pending, SLOW_MS);
  const phone = useMediaQuery(PHONE);
  const box = useMemo(() => parseBox(view.box), [view.box]);
  const [hiddenBox, hideBox] = useState('');
  const differencesShown = box !== undefined && askable && hiddenBox !== view.box;
  // Beside the differences there is no room for the facets too, until somebody asks for them.
  const facetsShown = view.facets ?? !(phone || differencesShown);
  const heatmapShown = phone ? view.heatmap === true : view.heatmap !== false;
  const actions = useTraceActions({ view, change, refresh, facetsShown, heatmapShown });
  useTraceCommands({ view, actions, refresh });
  useAutoRefresh(view.to === 'now' ? view.refresh : 0, refresh);
  const spans = useTotal(base, askable);
  const facetProps = {
    search: base,
    askable,
    rowsAreHere: !state.pending,
    openAtFirst: OPEN_FACETS,
    colorOf: facetColor,
    onQuery: actions.search,
  };
  const { source, lang, q, from, to, show, sort, min, max } = view;
  const range = useMemo(() => ({ from, to }), [from, to]);
  const saved = useMemo(
    () => savedOf({ source, lang, q, from, to, show, sort, min, max }),
    [source, lang, q, from, to, show, sort, min, max],
  );
  return (
    <>
      <TraceFileDrop />
      <ExplorerHeader
        title="Traces"
        kind="trace"
        view={view}
        onSource={(next) => change({ source: next, q: '', box: '' })}
        saved={saved}
        onApply={actions.applySaved}
        onRange={actions.setRange}
        onRefresh={refresh}
        slow={slow}
        onInterval={(seconds) => change({ refresh: seconds })}
      >
        <ShareButton search={state.search} range={range} fixed={base} hasBox={box !== undefined} />
      </ExplorerHeader>
      <SearchBar
        view={view}
        label="Search the traces"
        placeholders={PLACEHOLDERS}
        onLanguage={(lang) => change({ lang, q: '' })}
        fields={fields}
        // Everything else is told in place of the rows.
        error={error?.code === 'bad_request' ? error : undefined}
        historyKey={`${viewer.team.id}.traces`}
        onSearch={actions.search}
      >
        {!phone && <DurationFilter view={view} change={change} />}
      </SearchBar>
      {phone && (
        <div className="border-b border-line px-3 py-2">
          <DurationFilter view={view} change={change} />
        </div>
      )}
      <div className="relative flex min-h-0 flex-1">
        {facetsShown && !phone && (
          <Facets {...facetProps} className="w-60 shrink-0 border-r border-line max-md:hidden" />
        )}
        {facetsShown && phone && (
          <FacetSheet onClose={actions.toggleFacets}>
            <Facets {...facetProps} className="flex-1" />
          </FacetSheet>
        )}
        <div className="flex min-h-0 min-w-0 flex-1 flex-col xl:min-w-[420px]">
          {heatmapShown && (
            <Overview
              search={base}
              askable={askable}
              range={range}
              box={view.box}
              onBox={actions.setBox}
              onZoom={actions.setRange}
            />
          )}
          <TraceResults
            view={view}
            actions={actions}
            state={state}
            slow={slow}
            spans={spans}
            facetsShown={facetsShown}
            heatmapShown={heatmapShown}
            hasData={viewer.hasData}
            before={before}
            entry={entry}
          />
        </div>
        {box && differencesShown && (
          <DifferencesPlace onClose={() => hideBox(view.box)}>
            <Suspense>
              <Differences
                search={base}
                box={box}
                canFilter={view.lang === 'lucene'}
                onFilter={actions.filter}
                onClose={() => hideBox(view.box)}
              />
            </Suspense>
          </DifferencesPlace>
        )}
      </div>
    </>
  );
}

function facetColor({ name }: FacetField, value: string): string | undefined {
  return name === 'service' ? serviceColor(value) : undefined;
}

/** The router's key of this entry of the browser's history, also while another one is on the way. */
function useEntry(): string {
  const here = useLocation({
    select: ({ pathname, state }) => (/^\/traces\/?$/.test(pathname) ? (state.__TSR_key ?? '') : undefined),
  });
  const [last, setLast] = useState(here ?? '');
  if (here !== undefined && here !== last) setLast(here);
  return here ?? last;
}

/** Asks again every so many seconds; 0 never. Not while the page is in the background. */
function useAutoRefresh(seconds: number, refresh: () => void): void {
  useEffect(() => {
    if (seconds === 0) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh();
    }, seconds * 1_000);
    return () => clearInterval(timer);
  }, [seconds, refresh]);
}

/** How many spans match in the whole range: the sum of the rate, which asks the same. */
function useTotal(search: FixedSearch, askable: boolean): number | undefined {
  const { data } = useQuery({ ...traceRedOptions(search), enabled: askable });
  return useMemo(
    () => (data && !data.partial ? data.points.reduce((sum, { count }) => sum + count, 0) : undefined),
    [data],
  );
}
