// The log screen: search, facets, histogram, rows. Its state is in the URL; this file ties the parts together.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { memo, useCallback, useMemo } from 'react';
import type { FacetField } from '#app/components/explorer/facets/facet-list.ts';
import { FacetPanel } from '#app/components/explorer/facets/facet-panel.tsx';
import { ExplorerHeader } from '#app/components/explorer/header/explorer-header.tsx';
import { FacetSheet } from '#app/components/explorer/panel/facet-sheet.tsx';
import { SearchBar } from '#app/components/explorer/search/search-bar.tsx';
import { useFields } from '#app/components/explorer/search/use-fields.ts';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { type LogSearch, logAggregateOptions, logPageOptions } from '#app/lib/logs/queries.ts';
import { sourcesOptions } from '#app/lib/sources/queries.ts';
import { Histogram } from './histogram/histogram.tsx';
import { LogResults } from './log-results.tsx';
import type { ChangeView } from './logs-view.ts';
import { useLogSearch } from './search/use-log-search.ts';
import { levelFill } from './severity.ts';
import { ShareButton } from './share/share-button.tsx';
import { columnsToAsk, DEFAULT_COLUMNS, parseColumns } from './table/columns.ts';
import { useLogActions } from './use-log-actions.ts';
import { useLogCommands } from './use-log-commands.ts';
import { inLanguage } from './view-labels.ts';

const route = getRouteApi('/_app/logs');

/** Progress is shown for what takes longer; milliseconds. */
const SLOW_MS = 300;
const NO_COLUMNS: readonly string[] = [];
const OPEN_FACETS: readonly string[] = ['level', 'service'];
const PLACEHOLDERS = {
  lucene: 'timeout level:error service:checkout -"health check"',
  sql: "ServiceName = 'checkout' AND Body ILIKE '%timeout%'",
} as const;

// What does not depend on the rows is not drawn anew with them.
const Facets = memo(FacetPanel);
const Bars = memo(Histogram);

export function LogsPage() {
  const view = route.useSearch();
  const { viewer } = route.useRouteContext();
  const navigate = route.useNavigate();
  const change: ChangeView = useCallback(
    (next, options) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const usualColumns = useUsualColumns(view.source);
  const columns = useMemo(() => parseColumns(view.cols, usualColumns), [view.cols, usualColumns]);
  const asked = useMemo(() => columnsToAsk(columns), [columns]);
  const state = useLogSearch({ ...view, columns: asked, attributes: view.view === 'json' });
  const { search, askable, refresh, error } = state;
  const fields = useFields(search, askable);
  const slow = useDelayed(state.pending, SLOW_MS);
  const phone = useMediaQuery(PHONE);
  const facetsShown = phone ? view.facets === true : view.facets !== false;
  const actions = useLogActions({ view, change, refresh, columns, usualColumns, facetsShown });
  useLogCommands({ view, actions, refresh });
  const total = useTotal(search, view.group, askable);
  const onGroupBy = useCallback((group: string) => change({ group }), [change]);
  const range = useMemo(() => ({ from: view.from, to: view.to }), [view.from, view.to]);
  // Looked at alone: counting what is fetched compares the keys of all pages, at each answer, and one scrolls through hundreds.
  const firstPage = useQuery({
    ...logPageOptions(search, null),
    enabled: false,
    notifyOnChangeProps: ['fetchStatus'],
  });
  const rowsAreHere = firstPage.fetchStatus === 'idle';
  const facetProps = {
    search,
    askable,
    rowsAreHere,
    openAtFirst: OPEN_FACETS,
    colorOf: levelColor,
    onQuery: actions.search,
    onGroupBy,
    onColumn: actions.addColumn,
  };
  const saved = useMemo(
    () => ({
      source: view.source,
      language: view.lang,
      query: view.q,
      from: view.from,
      to: view.to,
      order: view.order,
      columns: view.cols === '' ? [] : [...columns],
    }),
    [view.source, view.lang, view.q, view.from, view.to, view.order, view.cols, columns],
  );
  return (
    <>
      <ExplorerHeader
        title="Logs"
        kind="log"
        view={view}
        onSource={(source) => change({ source, q: '', cols: '', group: 'level', log: undefined })}
        saved={saved}
        onApply={actions.applySaved}
        onRange={actions.setRange}
        onRefresh={refresh}
        slow={slow}
        onInterval={(seconds) => change({ refresh: seconds })}
      >
        <ShareButton search={search} range={range} columns={view.cols === '' ? NO_COLUMNS : columns} />
      </ExplorerHeader>
      <SearchBar
        view={view}
        label="Search the logs"
        placeholders={PLACEHOLDERS}
        onLanguage={(language) => change(inLanguage(language))}
        fields={fields}
        // Everything else is told in place of the rows.
        error={error?.code === 'bad_request' ? error : undefined}
        historyKey={viewer.team.id}
        onSearch={actions.search}
      />
      <div className="relative flex min-h-0 flex-1">
        {facetsShown && !phone && (
          <Facets {...facetProps} className="w-60 shrink-0 border-r border-line max-md:hidden" />
        )}
        {facetsShown && phone && (
          <FacetSheet onClose={actions.toggleFacets}>
            <Facets {...facetProps} className="flex-1" />
          </FacetSheet>
        )}
        <LogResults
          view={view}
          actions={actions}
          state={state}
          columns={columns}
          fields={fields}
          slow={slow}
          total={total}
          facetsShown={facetsShown}
          hasData={viewer.hasData}
        >
          <Bars
            search={search}
            askable={askable}
            range={range}
            groupBy={view.group}
            onGroupBy={onGroupBy}
            onZoom={actions.setRange}
            onQuery={actions.search}
          />
        </LogResults>
      </div>
    </>
  );
}

function levelColor({ kind }: FacetField, value: string): string | undefined {
  return kind === 'severity' ? levelFill(value) : undefined;
}

/** What an empty `cols` shows: the columns that the source was given, or the usual ones. */
function useUsualColumns(source: string): readonly string[] {
  const { data } = useQuery(sourcesOptions());
  const chosen = data?.find(({ id, name }) => id === source || name === source)?.defaultColumns;
  return chosen && chosen.length > 0 ? chosen : DEFAULT_COLUMNS;
}

/** How many records match in the whole range: the sum of the histogram, which asks the same. */
function useTotal(search: LogSearch, groupBy: string, askable: boolean): number | undefined {
  const { data } = useQuery({
    ...logAggregateOptions(search, { groupBy: [groupBy] }),
    enabled: askable,
    placeholderData: (before) => before,
  });
  return useMemo(() => {
    if (!data || data.partial) return undefined;
    return data.series.reduce(
      (sum, { points }) => sum + points.reduce((part, [, count]) => part + count, 0),
      0,
    );
  }, [data]);
}
