// The log screen: search, time, volume, list and detail. Its state is in the URL; this file ties the parts together.
import { getRouteApi } from '@tanstack/react-router';
import { ArrowUp } from 'lucide-react';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { commonDate, formatCount } from '#app/components/time/format.ts';
import { type RangeText, resolveRange } from '#app/components/time/range.ts';
import { TimeControls } from '#app/components/time/time-controls.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { searchTerms } from './body.ts';
import { DetailPanel } from './detail-panel.tsx';
import { LogDetail } from './log-detail.tsx';
import { LogList, type LogListHandle } from './log-list.tsx';
import { type LogsView, REFRESH_SECONDS } from './logs-view.ts';
import { ResultBar } from './result-bar.tsx';
import { Cancelled, Failed, LoadingRows, NothingFound, WaitingForEngine } from './result-states.tsx';
import { SearchBox } from './search-box.tsx';
import { useLogCommands } from './use-log-commands.ts';
import { useLogKeys } from './use-log-keys.ts';
import { type LogPages, useLogPages } from './use-log-pages.ts';
import { type LogSearchState, useLogSearch } from './use-log-search.ts';
import { useNewer } from './use-newer.ts';
import { Volume } from './volume.tsx';

const route = getRouteApi('/_app/logs');

/** Progress is shown for what takes longer; milliseconds. */
const SLOW_MS = 300;
const TOP: VisibleRows = { first: 0, last: 0 };

export function LogsPage() {
  const view = route.useSearch();
  const { viewer } = route.useRouteContext();
  const navigate = route.useNavigate();
  const change = useCallback(
    (next: Partial<LogsView>, options?: { readonly replace?: boolean }) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const state = useLogSearch(view);
  const { search, shown, refresh } = state;
  const [visible, setVisible] = useState(TOP);
  const pages = useLogPages(shown, visible);
  const list = useRef<LogListHandle>(null);
  const [active, setActive] = useState<{ readonly search: typeof shown; readonly index: number }>();
  const openIndex = view.log === undefined ? undefined : pages.indexOf(view.log);
  const activeIndex = active && active.search === shown ? active.index : openIndex;
  const terms = useMemo(() => searchTerms(shown?.query ?? ''), [shown]);
  const slow = useDelayed(state.pending, SLOW_MS);
  const date = useCommonDate(shown ?? search);

  const setRange = (range: RangeText) => change({ from: range.from, to: range.to, log: undefined });
  const runQuery = (q: string) => (q === view.q ? refresh() : change({ q, log: undefined }));
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
  useLogKeys({
    step,
    open: () => {
      const row = activeIndex === undefined ? undefined : pages.row(activeIndex);
      if (row && activeIndex !== undefined) open(row, activeIndex);
    },
    close: () => (view.log === undefined ? setActive(undefined) : close()),
    toggleWrap: () => change({ wrap: !view.wrap }),
  });
  useLogCommands({ view, change, refresh });
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
      <div className="relative flex shrink-0 items-start gap-2 px-3 pt-2 md:px-4">
        <SearchBox value={view.q} onSearch={runQuery} />
        {slow && (
          <Button onClick={state.cancel} className="h-8 pointer-coarse:h-10">
            Cancel
          </Button>
        )}
      </div>
      <Volume search={search} askable={state.askable} onZoom={setRange} />
      <div className="relative h-0">{slow && <ProgressLine />}</div>
      <ResultBar
        search={search}
        pages={pages}
        wrap={view.wrap}
        onWrap={(wrap) => change({ wrap })}
        onOrder={(order) => change({ order, log: undefined })}
      />
      <div className="relative flex min-h-0 flex-1">
        {newer > 0 && (
          <Button
            variant="primary"
            onClick={showNewer}
            className="absolute top-9 left-1/2 z-10 -translate-x-1/2 rounded-full! shadow-raised"
          >
            <ArrowUp className="size-3.5" aria-hidden />
            {formatCount(newer)} newer
          </Button>
        )}
        <Results
          state={state}
          pages={pages}
          slow={slow}
          withDate={date === undefined}
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
          <LogList
            key={JSON.stringify([shown, view.wrap])}
            ref={list}
            pages={pages}
            date={date}
            wrap={view.wrap}
            terms={terms}
            activeIndex={activeIndex}
            openId={view.log}
            stale={stale && slow}
            onOpen={open}
            onVisible={setVisible}
          />
        </Results>
        {view.log !== undefined && (
          <DetailPanel onClose={close}>
            <LogDetail
              key={view.log}
              id={view.log}
              row={openIndex === undefined ? undefined : pages.row(openIndex)}
              terms={terms}
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
  readonly pages: LogPages;
  readonly slow: boolean;
  readonly withDate: boolean;
  readonly empty: ReactNode;
  /** The list. */
  readonly children: ReactNode;
}

/** The list, or what stands in its place. Rows that are already there stay while others are fetched. */
function Results({ state, pages, slow, withDate, empty, children }: ResultsProps) {
  const { error, waiting, cancelled, shown, search, refresh } = state;
  if (error) return <Failed error={error} onRetry={refresh} />;
  if (waiting && !shown) return <WaitingForEngine error={waiting} />;
  if (cancelled) return <Cancelled onRetry={refresh} />;
  if (!shown) return <LoadingRows visible={slow} withDate={withDate} />;
  if (shown === search && pages.complete && pages.count === 0) return empty;
  return children;
}

/** The one date that all rows of a range have in the viewer's zone, if there is one. */
function useCommonDate(text: RangeText): string | undefined {
  const zone = useZone();
  const range = resolveRange(text, Date.now());
  return range instanceof AppError ? undefined : commonDate(range.fromMs, range.toMs, zone);
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
      className="absolute inset-x-0 top-0 z-10 h-0.5 overflow-hidden"
    >
      <div className="h-full w-1/4 animate-slide bg-accent" />
    </div>
  );
}
