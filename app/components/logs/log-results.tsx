// The rows of a search with what one does with them: going through them by keyboard, opening one, live tail.
// What scrolling changes stays in here, so that the rest of the screen is not drawn anew.
import { useQueryClient } from '@tanstack/react-query';
import { ArrowUp } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { DetailPanel } from '#app/components/explorer/panel/detail-panel.tsx';
import { useListKeys } from '#app/components/explorer/rows/use-list-keys.ts';
import type { Fields } from '#app/components/explorer/search/use-fields.ts';
import { ListEnd } from '#app/components/explorer/states/list-end.tsx';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { QueryProgress } from '#app/components/query/query-progress.tsx';
import { termPattern } from '#app/components/record/marks.tsx';
import { commonDate, formatCount } from '#app/components/time/format.ts';
import { type RangeText, resolveRange } from '#app/components/time/range.ts';
import { Button } from '#app/components/ui/button.tsx';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';
import { type LogSearch, logRowOptions, operationOf } from '#app/lib/logs/queries.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { LogDetail } from './detail/log-detail.tsx';
import type { LogActions } from './log-actions.ts';
import type { LogsView } from './logs-view.ts';
import { ResultBar } from './result-bar.tsx';
import { useLogPages } from './rows/use-log-pages.ts';
import { useNewer } from './rows/use-newer.ts';
import { withTail } from './rows/with-tail.ts';
import { searchTerms } from './search/search-terms.ts';
import type { LogSearchState } from './search/use-log-search.ts';
import { Instead, isInstead } from './states/instead.tsx';
import { LogTable, type LogTableHandle } from './table/log-table.tsx';
import type { Look } from './table/look.ts';
import { useLineCharacters } from './table/use-line-characters.ts';
import { TailBar } from './tail/tail-bar.tsx';
import { useTail } from './tail/use-tail.ts';
import { nextView } from './use-log-commands.ts';

/** A refresh says how far it is only when it takes this long; milliseconds. */
const SLOWER_MS = 2_000;
const TOP: VisibleRows = { first: 0, last: 0 };

interface LogResultsProps {
  readonly view: LogsView;
  readonly actions: LogActions;
  readonly state: LogSearchState;
  readonly columns: readonly string[];
  readonly fields: Fields;
  /** Whether an answer takes longer than a moment. */
  readonly slow: boolean;
  /** Of the whole range; undefined while it is being counted. */
  readonly total: number | undefined;
  readonly facetsShown: boolean;
  /** Whether any record was ever received. */
  readonly hasData: boolean;
  /** What stands above the list, as wide as it. */
  readonly children: ReactNode;
}

export function LogResults(props: LogResultsProps) {
  const { view, actions, state, columns, fields, slow, total, facetsShown, hasData } = props;
  const { change } = actions;
  const { search, shown, refresh } = state;
  const [seen, setSeen] = useState({ rows: TOP, atTop: true });
  const visible = useRef(TOP);
  const found = useLogPages(shown, seen.rows);
  const tail = useTail({ search, live: view.live, atTop: seen.atTop });
  useFreshStart(tail.state, refresh);
  const rows = useMemo(() => withTail(found, tail.rows, state.firstIds), [found, tail.rows, state.firstIds]);
  const { head } = rows;
  const slower = useDelayed(state.pending, SLOWER_MS);

  const list = useRef<LogTableHandle>(null);
  const [active, setActive] = useState<{
    readonly search: typeof shown;
    readonly id: string;
    readonly index: number;
  }>();
  const openIndex = view.log === undefined ? undefined : rows.indexOf(view.log);
  const activeIndex =
    active && active.search === shown ? (rows.indexOf(active.id) ?? active.index) : openIndex;
  const activeRow = activeIndex === undefined ? undefined : rows.row(activeIndex);
  const pattern = useMemo(() => shown && termPattern(searchTerms(shown.query, shown.language)), [shown]);
  const date = useCommonDate(shown ?? search);
  const look = useLook(view, columns, fields.numeric, date === undefined, pattern);
  const { copied, copy } = useCopy();
  const queryClient = useQueryClient();
  /** With its attributes, which rows of the list may lack. */
  const copyRecord = async (row: LogRow) => {
    const whole = await queryClient.fetchQuery(logRowOptions(row.id, view.source)).catch(() => null);
    copy(JSON.stringify(whole ?? row, null, 2));
  };

  const pages = useRef(found);
  useLayoutEffect(() => {
    pages.current = found;
  });
  const onVisible = useCallback(
    (next: VisibleRows) => {
      visible.current = next;
      const below = { first: Math.max(0, next.first - head), last: Math.max(0, next.last - head) };
      setSeen((before) => {
        const isSame = pages.current.samePages(before.rows, below) && before.atTop === (next.first === 0);
        return isSame ? before : { rows: below, atTop: next.first === 0 };
      });
    },
    [head],
  );
  const open = (row: LogRow, index: number) => {
    setActive({ search: shown, id: row.id, index });
    change({ log: row.id, around: undefined }, { replace: view.log !== undefined });
  };
  const close = () => {
    change({ log: undefined, around: undefined });
    list.current?.focus();
  };
  const step = (direction: 1 | -1) => {
    const from = activeIndex ?? (direction === 1 ? visible.current.first - 1 : visible.current.first);
    const index = Math.min(rows.known + (rows.complete ? 0 : 1), Math.max(0, from + direction));
    const row = rows.row(index);
    if (!row) return;
    setActive({ search: shown, id: row.id, index });
    list.current?.scrollTo(index);
    if (view.log !== undefined) change({ log: row.id }, { replace: true });
  };
  const newer = useNewer({
    shown,
    interval: view.to === 'now' && !view.live ? view.refresh : 0,
    follow: seen.atTop && view.log === undefined && activeIndex === undefined,
    refresh,
  });
  const toTop = () => {
    setActive(undefined);
    list.current?.scrollTo(0, 'start');
  };
  useListKeys({
    step,
    open: () => activeRow && activeIndex !== undefined && open(activeRow, activeIndex),
    close: () => (view.log === undefined ? setActive(undefined) : close()),
    toggleFacets: actions.toggleFacets,
    more: {
      w: () => change({ wrap: !view.wrap }),
      v: () => change({ view: nextView(view.view) }),
      l: actions.toggleLive,
      c: () =>
        activeRow && change({ log: activeRow.id, around: view.around === undefined ? 'all' : undefined }),
      x: () => activeRow && void copyRecord(activeRow),
    },
  });

  return (
    <>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col xl:min-w-[420px]">
        {props.children}
        <ResultBar
          view={view}
          actions={actions}
          total={total}
          cost={found.answer?.statistics}
          facetsShown={facetsShown}
          copied={copied}
        />
        {view.live && <TailBar tail={tail} onTop={toTop} onStop={actions.toggleLive} />}
        <div className="relative flex min-h-0 flex-1">
          {newer > 0 && (
            <Button
              variant="primary"
              onClick={() => {
                toTop();
                refresh();
              }}
              className="absolute top-9 left-1/2 z-20 -translate-x-1/2 rounded-full! shadow-raised"
            >
              <ArrowUp className="size-3.5" aria-hidden />
              {formatCount(newer)} newer
            </Button>
          )}
          {(slower || (slow && shown && isOther(shown, search))) && shown && (
            <div className="pointer-events-none absolute inset-x-0 top-12 z-20 flex justify-center *:pointer-events-auto">
              <QueryProgress operationId={operationOf(search)} title="Searching…" onCancel={state.cancel} />
            </div>
          )}
          {isInstead(state, found) && tail.rows.length === 0 ? (
            <Instead
              state={state}
              pages={found}
              view={view}
              slow={slow}
              hasData={hasData}
              actions={actions}
            />
          ) : (
            <LogTable
              // Another search is another list: it begins at its top.
              key={JSON.stringify([
                shown?.query,
                shown?.language,
                shown?.from,
                shown?.to,
                shown?.order,
                shown?.source,
              ])}
              ref={list}
              rows={rows}
              look={look}
              search={search}
              order={view.order}
              date={date}
              activeIndex={activeIndex}
              openId={view.log}
              stale={slow && shown !== search}
              onOpen={open}
              onVisible={onVisible}
              actions={actions}
              end={<ListEnd pages={found} known={rows.known} what="record" order={view.order} />}
            />
          )}
        </div>
      </div>
      {view.log !== undefined && (
        <DetailPanel onClose={close}>
          <LogDetail
            key={view.log}
            id={view.log}
            row={openIndex === undefined ? undefined : rows.row(openIndex)}
            view={view}
            search={search}
            columns={columns}
            fields={fields.list}
            pattern={pattern}
            actions={actions}
            onClose={close}
            onStep={step}
          />
        </DetailPanel>
      )}
    </>
  );
}

/** Whether two searches are different questions, and not the same one asked again later. */
function isOther(one: LogSearch, other: LogSearch): boolean {
  return (['query', 'language', 'source', 'order'] as const).some((name) => one[name] !== other[name]);
}

/** Once a tail listens, the search runs again: what came in between belongs to it. */
function useFreshStart(state: string, refresh: () => void): void {
  const before = useRef(state);
  useEffect(() => {
    if (before.current === 'connecting' && state === 'live') refresh();
    before.current = state;
  }, [state, refresh]);
}

/** Made anew only when it changes: rows compare it by identity. */
function useLook(
  { view, wrap, density }: LogsView,
  columns: readonly string[],
  numeric: ReadonlySet<string>,
  withDate: boolean,
  pattern: RegExp | undefined,
): Look {
  const zone = useZone();
  const phone = useMediaQuery(PHONE);
  const characters = useLineCharacters();
  return useMemo(
    () => ({ view, columns, numeric, wrap, density, phone, zone, withDate, characters, pattern }),
    [view, columns, numeric, wrap, density, phone, zone, withDate, characters, pattern],
  );
}

/** The one date that all rows of a range have in the viewer's zone, if there is one. */
function useCommonDate(text: RangeText): string | undefined {
  const zone = useZone();
  const range = resolveRange(text, Date.now());
  return range instanceof AppError ? undefined : commonDate(range.fromMs, range.toMs, zone);
}
