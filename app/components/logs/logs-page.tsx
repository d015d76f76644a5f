// The log screen: search, time, volume, list and detail. Its state is in the URL; this file ties the parts together.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ArrowUp } from 'lucide-react';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { commonDate, formatCount } from '#app/components/time/format.ts';
import { type RangeText, resolveRange } from '#app/components/time/range.ts';
import { TimeControls } from '#app/components/time/time-controls.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';
import { type LogSearch, logAggregateOptions } from '#app/lib/logs/queries.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { DetailPanel } from './detail-panel.tsx';
import { FacetPanel } from './facets/facet-panel.tsx';
import { Histogram } from './histogram/histogram.tsx';
import { ListEnd } from './list-end.tsx';
import { LogDetail } from './log-detail.tsx';
import { type ChangeView, type LogsView, REFRESH_SECONDS, ROW_VIEWS } from './logs-view.ts';
import { termPattern } from './marks.tsx';
import { ResultBar } from './result-bar.tsx';
import { Cancelled, Failed, LoadingRows, NothingFound, WaitingForEngine } from './result-states.tsx';
import { SearchBox } from './search-box.tsx';
import { searchTerms } from './search-terms.ts';
import {
  addColumn,
  columnsToAsk,
  DEFAULT_COLUMNS,
  moveColumn,
  parseColumns,
  printColumns,
  removeColumn,
} from './table/columns.ts';
import { LogTable, type LogTableHandle } from './table/log-table.tsx';
import type { Look } from './table/look.ts';
import { useLogCommands } from './use-log-commands.ts';
import { useLogKeys } from './use-log-keys.ts';
import { useLogPages } from './use-log-pages.ts';
import { type LogSearchState, useLogSearch } from './use-log-search.ts';
import { useNewer } from './use-newer.ts';

const route = getRouteApi('/_app/logs');

/** Progress is shown for what takes longer; milliseconds. */
const SLOW_MS = 300;
const TOP: VisibleRows = { first: 0, last: 0 };
/** What an empty `cols` shows. */
const usualColumns: readonly string[] = DEFAULT_COLUMNS;
const NO_NUMBERS: ReadonlySet<string> = new Set();

export function LogsPage() {
  const view = route.useSearch();
  const { viewer } = route.useRouteContext();
  const navigate = route.useNavigate();
  const change: ChangeView = useCallback(
    (next, options) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const columns = useMemo(() => parseColumns(view.cols, usualColumns), [view.cols]);
  const asked = useMemo(() => columnsToAsk(columns, view.source), [columns, view.source]);
  const state = useLogSearch({ ...view, columns: asked });
  const { search, shown, refresh } = state;
  const [visible, setVisible] = useState(TOP);
  const pages = useLogPages(shown, visible);
  const list = useRef<LogTableHandle>(null);
  const [active, setActive] = useState<{ readonly search: typeof shown; readonly index: number }>();
  const openIndex = view.log === undefined ? undefined : pages.indexOf(view.log);
  const activeIndex = active && active.search === shown ? active.index : openIndex;
  const pattern = useMemo(() => shown && termPattern(searchTerms(shown.query, shown.language)), [shown]);
  const slow = useDelayed(state.pending, SLOW_MS);
  const date = useCommonDate(shown ?? search);
  const look = useLook(view, columns, date === undefined, pattern);
  const { copy } = useCopy();

  const setRange = (range: RangeText) => change({ from: range.from, to: range.to, log: undefined });
  const runQuery = (q: string) => (q === view.q ? refresh() : change({ q, log: undefined }));
  const setColumns = (next: readonly string[]) => change({ cols: printColumns(next, usualColumns) });
  const open = (row: LogRow, index: number) => {
    setActive({ search: shown, index });
    change({ log: row.id }, { replace: view.log !== undefined });
  };
  const close = () => {
    change({ log: undefined });
    list.current?.focus();
  };
  const step = (direction: 1 | -1) => {
    const from = activeIndex ?? (direction === 1 ? visible.first - 1 : visible.first);
    const index = Math.min(pages.known + (pages.complete ? 0 : 1), Math.max(0, from + direction));
    const row = pages.row(index);
    if (!row) return;
    setActive({ search: shown, index });
    list.current?.scrollTo(index);
    if (view.log !== undefined) change({ log: row.id }, { replace: true });
  };
  const activeRow = activeIndex === undefined ? undefined : pages.row(activeIndex);
  const facetsShown = view.facets !== false;
  const toggleFacets = useCallback(() => change({ facets: !facetsShown }), [change, facetsShown]);
  useLogKeys({
    step,
    open: () => activeRow && activeIndex !== undefined && open(activeRow, activeIndex),
    close: () => (view.log === undefined ? setActive(undefined) : close()),
    toggleWrap: () => change({ wrap: !view.wrap }),
    toggleFacets,
    nextView: () => change({ view: nextView(view.view) }),
    copy: () => activeRow && copy(JSON.stringify(activeRow, null, 2)),
  });
  useLogCommands({ view, change, refresh, toggleFacets });
  const newer = useNewer({
    shown,
    interval: view.to === 'now' ? view.refresh : 0,
    follow: visible.first === 0 && view.log === undefined && activeIndex === undefined,
    refresh,
  });
  const showNewer = () => {
    setActive(undefined);
    list.current?.scrollTo(0);
    refresh();
  };

  const total = useTotal(search, view.group, state.askable);
  const stale = state.pending && shown !== search;
  return (
    <>
      <PageHeader title="Logs">
        <TimeControls
          value={view}
          onChange={setRange}
          onRefresh={refresh}
          refreshing={slow}
          interval={view.refresh}
          intervals={REFRESH_SECONDS}
          onIntervalChange={(seconds) =>
            change({ refresh: REFRESH_SECONDS.find((known) => known === seconds) ?? 0 })
          }
        />
      </PageHeader>
      <div className="relative flex shrink-0 items-start gap-2 px-3 py-2 md:px-4">
        <SearchBox value={view.q} onSearch={runQuery} />
        {slow && (
          <Button onClick={state.cancel} className="h-8 pointer-coarse:h-10">
            Cancel
          </Button>
        )}
      </div>
      <div className="relative flex min-h-0 flex-1">
        {facetsShown && (
          <FacetPanel
            search={search}
            askable={state.askable}
            onQuery={runQuery}
            onGroupBy={(group) => change({ group })}
            onColumn={(name) => setColumns(addColumn(columns, name))}
            className="w-60 shrink-0 border-r border-line max-md:hidden"
          />
        )}
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <Histogram
            search={search}
            askable={state.askable}
            range={view}
            groupBy={view.group}
            onGroupBy={(group) => change({ group })}
            onZoom={setRange}
            onQuery={runQuery}
          />
          <div className="relative h-0">{slow && <ProgressLine />}</div>
          <ResultBar
            view={view}
            change={change}
            total={total}
            cost={pages.answer?.statistics}
            facetsShown={facetsShown}
            onFacets={toggleFacets}
          />
          <div className="relative flex min-h-0 flex-1">
            {newer > 0 && (
              <Button
                variant="primary"
                onClick={showNewer}
                className="absolute top-9 left-1/2 z-20 -translate-x-1/2 rounded-full! shadow-raised"
              >
                <ArrowUp className="size-3.5" aria-hidden />
                {formatCount(newer)} newer
              </Button>
            )}
            <Results
              state={state}
              isEmpty={pages.complete && pages.count === 0}
              slow={slow}
              empty={
                <NothingFound
                  query={search.query}
                  range={view}
                  hasData={viewer.hasData}
                  onRange={setRange}
                  onClear={() => change({ q: '', log: undefined })}
                />
              }
            >
              <LogTable
                key={JSON.stringify([
                  shown?.query,
                  shown?.from,
                  shown?.to,
                  shown?.order,
                  view.wrap,
                  view.view,
                ])}
                ref={list}
                rows={pages}
                look={look}
                source={view.source}
                order={view.order}
                date={date}
                activeIndex={activeIndex}
                openId={view.log}
                stale={stale && slow}
                onOpen={open}
                onVisible={setVisible}
                onMove={(name, to) => setColumns(moveColumn(columns, name, to))}
                onRemove={(name) => setColumns(removeColumn(columns, name))}
                onOrder={() => change({ order: view.order === 'desc' ? 'asc' : 'desc', log: undefined })}
                end={<ListEnd pages={pages} />}
              />
            </Results>
          </div>
        </div>
        {view.log !== undefined && (
          <DetailPanel onClose={close}>
            <LogDetail
              key={view.log}
              id={view.log}
              source={view.source}
              row={openIndex === undefined ? undefined : pages.row(openIndex)}
              pattern={pattern}
              onClose={close}
              onStep={step}
              link={() => recordLink(view, search)}
            />
          </DetailPanel>
        )}
      </div>
    </>
  );
}

interface ResultsProps {
  readonly state: LogSearchState;
  readonly isEmpty: boolean;
  readonly slow: boolean;
  readonly empty: ReactNode;
  /** The list. */
  readonly children: ReactNode;
}

/** The list, or what stands in its place. Rows that are already there stay while others are fetched. */
function Results({ state, isEmpty, slow, empty, children }: ResultsProps) {
  const { error, waiting, cancelled, shown, search, refresh } = state;
  if (error) return <Failed error={error} onRetry={refresh} />;
  if (waiting && !shown) return <WaitingForEngine error={waiting} />;
  if (cancelled) return <Cancelled onRetry={refresh} />;
  if (!shown) return <LoadingRows visible={slow} />;
  if (shown === search && isEmpty) return empty;
  return children;
}

/** Made anew only when it changes: rows compare it by identity. */
function useLook(
  { view, wrap, density }: LogsView,
  columns: readonly string[],
  withDate: boolean,
  pattern: RegExp | undefined,
): Look {
  const zone = useZone();
  const phone = useMediaQuery(PHONE);
  return useMemo(
    () => ({ view, columns, numeric: NO_NUMBERS, wrap, density, phone, zone, withDate, pattern }),
    [view, columns, wrap, density, phone, zone, withDate, pattern],
  );
}

/** The one date that all rows of a range have in the viewer's zone, if there is one. */
function useCommonDate(text: RangeText): string | undefined {
  const zone = useZone();
  const range = resolveRange(text, Date.now());
  return range instanceof AppError ? undefined : commonDate(range.fromMs, range.toMs, zone);
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

function nextView(view: LogsView['view']): LogsView['view'] {
  return ROW_VIEWS[(ROW_VIEWS.indexOf(view) + 1) % ROW_VIEWS.length] ?? 'table';
}

function recordLink(view: LogsView, range: RangeText): string {
  const url = new URL(window.location.href);
  url.searchParams.set('from', range.from);
  url.searchParams.set('to', range.to);
  if (view.log) url.searchParams.set('log', view.log);
  return url.href;
}

/** A thin line that moves while a search is under way. */
function ProgressLine() {
  return (
    <div
      role="progressbar"
      aria-label="Searching"
      className="absolute inset-x-0 top-0 z-20 h-0.5 overflow-hidden"
    >
      <div className="h-full w-1/4 animate-slide bg-accent" />
    </div>
  );
}
