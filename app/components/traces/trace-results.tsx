// The traces or spans of a search with what one does with them: going through them by keyboard, opening, choosing two to
// compare. What scrolling changes stays in here, so that the rest of the screen is not drawn anew.
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useListKeys } from '#app/components/explorer/rows/use-list-keys.ts';
import { usePages } from '#app/components/explorer/rows/use-pages.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { QueryProgress } from '#app/components/query/query-progress.tsx';
import { commonDate } from '#app/components/time/format.ts';
import { resolveRange } from '#app/components/time/range.ts';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';
import { type ListKind, type RowContext, SPANS, TRACES } from './list/kinds.tsx';
import { columnTemplate, ListHeader } from './list/list-header.tsx';
import { type RememberedList, rememberList } from './list/list-memory.ts';
import { type ListAnswer, operationOf } from './list/list-source.ts';
import { pickedIds, togglePick } from './list/pick.ts';
import { ResultList, type ResultListHandle } from './list/result-list.tsx';
import { columnsOf } from './list/trace-columns.ts';
import { traceLink } from './list/trace-link.ts';
import type { ListSearch } from './list/trace-search.ts';
import { PickBar } from './pick-bar.tsx';
import { ResultBar } from './result-bar.tsx';
import { Instead, isInstead, TracesEnd } from './states/instead.tsx';
import type { TracesView } from './traces-view.ts';
import type { TraceActions } from './use-trace-actions.ts';
import type { TraceSearchState } from './use-trace-search.ts';

/** A refresh says how far it is only when it takes this long; milliseconds. */
const SLOWER_MS = 2_000;
const PHONE_ROW_PX = 76;
/** Beside those in view. */
const ROWS_LOOKED_AT = 200;
const TOP: VisibleRows = { first: 0, last: 0 };

interface TraceResultsProps {
  readonly view: TracesView;
  readonly actions: TraceActions;
  readonly state: TraceSearchState;
  /** Whether an answer takes longer than a moment. */
  readonly slow: boolean;
  readonly facetsShown: boolean;
  readonly heatmapShown: boolean;
  /** How many match in the whole range, without the box; undefined while they are being counted. */
  readonly spans: number | undefined;
  /** Whether any record was ever received. */
  readonly hasData: boolean;
  /** The list as it was when one left this entry of the browser's history. */
  readonly before: RememberedList | undefined;
  /** The router's key of that entry. */
  readonly entry: string;
}

export function TraceResults(props: TraceResultsProps) {
  return props.view.show === 'traces' ? (
    <Results key="traces" {...props} kind={TRACES} />
  ) : (
    <Results key="spans" {...props} kind={SPANS} />
  );
}

interface Active {
  readonly search: ListSearch | undefined;
  readonly id: string | undefined;
  readonly index: number;
}

function Results<Answer extends ListAnswer, Row>(
  props: TraceResultsProps & { readonly kind: ListKind<Answer, Row> },
) {
  const { view, actions, state, slow, facetsShown, heatmapShown, hasData, before, entry, kind } = props;
  const { search, shown, base } = state;
  const known = before && before.search === shown ? before : undefined;
  const [seen, setSeen] = useState<VisibleRows>(
    before ? { first: before.first, last: before.first + 1 } : TOP,
  );
  const visible = useRef(seen);
  const pages = usePages(kind.pages, shown, seen, before);
  const list = useRef<ResultListHandle>(null);
  const [chosen, setActive] = useState<Active>();
  const remembered = known?.activeIndex;
  const activeIndex =
    chosen && chosen.search === shown
      ? ((chosen.id === undefined ? undefined : pages.indexOf(chosen.id)) ?? chosen.index)
      : remembered;
  const activeRow = activeIndex === undefined ? undefined : pages.row(activeIndex);
  const slower = useDelayed(state.pending, SLOWER_MS);
  const isOld = shown !== search;
  const context = useRowContext(props, shown, useLongest(pages, kind, seen, shown));

  const latest = useRef({ pages, activeIndex, shown, base });
  useLayoutEffect(() => {
    latest.current = { pages, activeIndex, shown, base };
  });
  useEffect(
    () => () => {
      const { pages: last, activeIndex: index, shown: lastShown, base: lastBase } = latest.current;
      if (!lastShown) return;
      rememberList(entry, {
        base: lastBase,
        search: lastShown,
        chain: last.chain,
        first: visible.current.first,
        activeIndex: index,
      });
    },
    [entry],
  );
  const onVisible = useCallback((next: VisibleRows) => {
    visible.current = next;
    setSeen((was) => (latest.current.pages.samePages(was, next) ? was : next));
  }, []);

  const navigate = useNavigate();
  const activate = (row: Row, index: number) => setActive({ search: shown, id: kind.pages.id(row), index });
  const open = (row: Row, index: number) => {
    activate(row, index);
    void navigate({
      to: '/traces/$traceId',
      params: { traceId: kind.traceId(row) },
      search: traceLink(search, view.q, kind.spanId(row)),
    });
  };
  const step = (direction: 1 | -1) => {
    const from = activeIndex ?? (direction === 1 ? visible.current.first - 1 : visible.current.first);
    const index = Math.min(pages.known - (pages.complete ? 1 : 0), Math.max(0, from + direction));
    const row = pages.row(index);
    if (!row) return;
    activate(row, index);
    list.current?.scrollTo(index);
  };
  const { change } = actions;
  const pick = useCallback(
    (id: string) => change({ pick: togglePick(view.pick, id) }, { replace: true }),
    [change, view.pick],
  );
  const picked = pickedIds(view.pick);
  const compare = () => {
    const [left, right] = picked;
    if (left !== undefined && right !== undefined)
      void navigate({ to: '/traces/compare', search: { left, right } });
  };
  useListKeys({
    step,
    open: () => activeRow && activeIndex !== undefined && open(activeRow, activeIndex),
    close: () => {
      if (activeIndex !== undefined && chosen) setActive(undefined);
      else if (view.box !== '') actions.setBox(undefined);
    },
    toggleFacets: actions.toggleFacets,
    more: {
      x: () => activeRow && pick(kind.traceId(activeRow)),
      c: compare,
      h: actions.toggleHeatmap,
      v: () => actions.setShow(view.show === 'traces' ? 'spans' : 'traces'),
      o: actions.nextSort,
    },
  });
  const columns = columnsOf(kind.what, context.withDate, context.isSearch);
  return (
    <>
      <ResultBar
        view={view}
        actions={actions}
        known={shown && pages.known}
        isAll={pages.complete && !pages.partial}
        spans={props.spans}
        what={kind.what}
        cost={pages.answer?.statistics}
        facetsShown={facetsShown}
        heatmapShown={heatmapShown}
      />
      <div className="relative flex min-h-0 flex-1">
        {(slower || (slow && isOld)) && shown && (
          <div className="pointer-events-none absolute inset-x-0 top-12 z-20 flex justify-center *:pointer-events-auto">
            <QueryProgress operationId={operationOf(search)} title="Searching…" onCancel={state.cancel} />
          </div>
        )}
        {isInstead(state, pages) ? (
          <Instead
            state={state}
            pages={pages}
            view={view}
            what={kind.what}
            slow={slow}
            hasData={hasData}
            actions={actions}
          />
        ) : (
          <ResultList
            // Another search is another list: it begins at its top.
            key={listKey(shown)}
            ref={list}
            rows={pages}
            label={kind.label}
            testId="trace-list"
            rowHeight={context.phone ? PHONE_ROW_PX : kind.rowHeight}
            columns={columnTemplate(columns)}
            least={kind.least}
            header={
              context.phone ? undefined : (
                <ListHeader columns={columns} sort={view.sort} onSort={actions.setSort} />
              )
            }
            activeIndex={activeIndex}
            stale={slow && isOld}
            begin={known?.first ?? 0}
            renderRow={(row, _, place) => kind.render(row, place, { ...context, picked, onPick: pick })}
            onOpen={open}
            onVisible={onVisible}
            end={<TracesEnd pages={pages} what={kind.what} sort={view.sort} />}
          />
        )}
      </div>
      {picked.length > 0 && (
        <PickBar ids={picked} onCompare={compare} onClear={() => change({ pick: '' }, { replace: true })} />
      )}
    </>
  );
}

/** Another question is another list. */
function listKey(search: ListSearch | undefined): string {
  return JSON.stringify(search);
}

/** The longest duration of the rows seen so far: bars are parts of it. */
function useLongest<Answer extends ListAnswer, Row>(
  pages: { readonly known: number; readonly row: (index: number) => Row | undefined },
  { duration }: ListKind<Answer, Row>,
  visible: VisibleRows,
  search: ListSearch | undefined,
): number {
  const [before, setBefore] = useState({ search, longest: 0 });
  let longest = before.search === search ? before.longest : 0;
  const end = Math.min(pages.known, visible.last + ROWS_LOOKED_AT);
  for (let index = Math.max(0, visible.first - ROWS_LOOKED_AT); index < end; index += 1) {
    const row = pages.row(index);
    if (row !== undefined) longest = Math.max(longest, duration(row));
  }
  if (before.search !== search || before.longest !== longest) setBefore({ search, longest });
  return longest;
}

/** Made anew only when it changes: rows compare its parts by identity. */
function useRowContext(
  { view }: TraceResultsProps,
  shown: ListSearch | undefined,
  longest: number,
): Omit<RowContext, 'picked' | 'onPick'> {
  const zone = useZone();
  const phone = useMediaQuery(PHONE);
  const range = shown && resolveRange(shown, Date.now());
  const withDate =
    range === undefined ||
    range instanceof AppError ||
    commonDate(range.fromMs, range.toMs, zone) === undefined;
  const link = useMemo(
    () => traceLink({ source: view.source, language: view.lang }, view.q),
    [view.source, view.lang, view.q],
  );
  const isSearch = view.q.trim() !== '' || view.box !== '';
  return { longest, zone, withDate, phone, link, isSearch };
}
