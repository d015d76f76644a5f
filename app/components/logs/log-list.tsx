// The list of records: only the rows on the screen exist. Browsers cannot lay out endless heights (Firefox ends at
// 17 million pixels), so the list shows a window of at most 400,000 rows that moves along with scrolling.
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { offsetLabel } from '#app/components/time/zone.ts';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridRow } from '#app/components/ui/grid.tsx';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { ListEnd } from './list-end.tsx';
import { columns, LogRowCells, LogRowPlaceholder } from './log-row.tsx';
import type { LogPages } from './use-log-pages.ts';

const ROW_PX = 22;
const PHONE_ROW_PX = 44;
const MOST_ROWS = 400_000;
const STEP_ROWS = MOST_ROWS / 2;
/** The window moves before its edge comes into view. */
const EDGE_ROWS = 2_000;
/** Rows rendered beyond each edge of the screen. */
const OVERSCAN = 12;

export interface LogListHandle {
  readonly scrollTo: (index: number) => void;
  readonly focus: () => void;
}

interface LogListProps {
  readonly ref: RefObject<LogListHandle | null>;
  readonly pages: LogPages;
  /** The date of all rows; undefined when they have several, which each then shows. */
  readonly date: string | undefined;
  readonly wrap: boolean;
  readonly terms: readonly string[];
  readonly activeIndex: number | undefined;
  readonly openId: string | undefined;
  /** Rows of a search that is no longer the one asked for. */
  readonly stale: boolean;
  readonly onOpen: (row: LogRow, index: number) => void;
  readonly onVisible: (rows: VisibleRows) => void;
}

export function LogList(props: LogListProps) {
  const { ref, pages, date, wrap, terms, activeIndex, openId, stale, onOpen, onVisible } = props;
  const withDate = date === undefined;
  const zone = useZone();
  const phone = useMediaQuery(PHONE);
  const scroller = useRef<HTMLDivElement>(null);
  const [base, setBase] = useState(0);
  const rowPx = phone ? PHONE_ROW_PX : ROW_PX;
  const windowRows = Math.min(pages.count - base, MOST_ROWS);
  // A new function would make the virtualizer measure all rows anew.
  const getItemKey = useCallback((index: number) => base + index, [base]);
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: windowRows + 1,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey,
    overscan: OVERSCAN,
  });
  useLayoutEffect(() => {
    // A change of the rows' form makes all measured heights wrong.
    if (rowPx > 0 || wrap) virtualizer.measure();
  }, [virtualizer, wrap, rowPx]);
  const items = virtualizer.getVirtualItems();
  const first = base + (items[0]?.index ?? 0);
  const last = base + (items.at(-1)?.index ?? 0);
  useEffect(() => onVisible({ first, last }), [onVisible, first, last]);
  useMovingWindow({ virtualizer, visible: { first, last }, base, setBase, count: pages.count });

  useImperativeHandle(
    ref,
    () => ({
      scrollTo: (index) => virtualizer.scrollToIndex(Math.max(0, index - base), { align: 'auto' }),
      focus: () => scroller.current?.focus({ preventScroll: true }),
    }),
    [virtualizer, base],
  );

  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div
        className={cn(
          'hidden h-7 shrink-0 items-center border-b border-line bg-surface pr-3 pl-4 text-2xs text-ink-3',
          columns(withDate),
        )}
        aria-hidden
      >
        <span suppressHydrationWarning>
          {date ?? 'Time'} ({offsetLabel(Date.now(), zone)})
        </span>
        <span>Severity</span>
        <span>Service</span>
        <span>Body</span>
      </div>
      <Grid
        ref={scroller}
        aria-label="Log records"
        aria-rowcount={pages.complete ? pages.count : -1}
        aria-activedescendant={activeIndex === undefined ? undefined : `log-${activeIndex}`}
        aria-busy={stale}
        data-testid="log-list"
        className={cn(
          'min-h-0 flex-1 overflow-y-auto overscroll-contain outline-offset-[-2px] slim-scroll [overflow-anchor:none]',
          'transition-opacity',
          stale && 'opacity-60',
        )}
      >
        <GridBody className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const index = base + item.index;
            const isEnd = item.index === windowRows;
            const row = isEnd ? undefined : pages.row(index);
            return (
              <GridRow
                key={item.key}
                id={`log-${index}`}
                aria-rowindex={index + 1}
                aria-selected={row !== undefined && row.id === openId}
                data-index={item.index}
                ref={wrap || isEnd ? virtualizer.measureElement : undefined}
                className={cn('absolute inset-x-0 top-0', row && 'cursor-default')}
                style={{
                  transform: `translateY(${item.start}px)`,
                  height: wrap || isEnd ? undefined : rowPx,
                  minHeight: rowPx,
                }}
                onClick={row && (() => hasSelection() || onOpen(row, index))}
              >
                {isEnd ? (
                  <ListEnd pages={pages} />
                ) : row ? (
                  <LogRowCells
                    row={row}
                    zone={zone}
                    withDate={withDate}
                    wrap={wrap}
                    terms={terms}
                    active={index === activeIndex}
                    open={row.id === openId}
                  />
                ) : (
                  <LogRowPlaceholder withDate={withDate} />
                )}
              </GridRow>
            );
          })}
        </GridBody>
      </Grid>
    </div>
  );
}

interface MovingWindow {
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly visible: VisibleRows;
  readonly base: number;
  readonly setBase: (base: number) => void;
  readonly count: number;
}

/** Moves the window of rows when scrolling comes near its edge; the rows on the screen stay where they are. */
function useMovingWindow({
  virtualizer,
  visible: { first, last },
  base,
  setBase,
  count,
}: MovingWindow): void {
  const anchor = useRef<{ readonly row: number; readonly hiddenPx: number }>(undefined);
  useEffect(() => {
    const down = last > base + MOST_ROWS - EDGE_ROWS && count > base + MOST_ROWS;
    const up = base > 0 && first < base + EDGE_ROWS;
    const next = down ? base + STEP_ROWS : up ? Math.max(0, base - STEP_ROWS) : base;
    const offset = virtualizer.scrollOffset ?? 0;
    // Right after a move the virtualizer has not heard of the new scroll position yet.
    if (next === base || virtualizer.scrollElement?.scrollTop !== offset) return;
    const top = virtualizer.getVirtualItemForOffset(offset);
    if (top) anchor.current = { row: base + top.index, hiddenPx: offset - top.start };
    setBase(next);
  }, [virtualizer, first, last, base, setBase, count]);
  useLayoutEffect(() => {
    const kept = anchor.current;
    anchor.current = undefined;
    const item = kept && virtualizer.measurementsCache[kept.row - base];
    if (item && virtualizer.scrollElement) virtualizer.scrollElement.scrollTop = item.start + kept.hiddenPx;
  }, [virtualizer, base]);
}

/** A click that ends the selecting of text does not open the row. */
function hasSelection(): boolean {
  return window.getSelection()?.isCollapsed === false;
}
