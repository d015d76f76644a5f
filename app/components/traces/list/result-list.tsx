// A list of results of which only the rows in view and some beyond exist; the grid keeps the focus and names the active row.
import {
  type CSSProperties,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import type { RowList } from '#app/components/explorer/rows/row-list.ts';
import { useRowWindow } from '#app/components/explorer/rows/use-row-window.ts';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridRow } from '#app/components/ui/grid.tsx';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';

/** The line below the last row. */
const END_PX = 48;
export const HEADER_PX = 28;
/** `aria-rowindex` of the first row: below the header, counted from 1. */
const FIRST_ROW = 2;

export interface ResultListHandle {
  readonly scrollTo: (index: number, align?: 'auto' | 'start' | 'centre') => void;
  readonly focus: () => void;
}

/** What a row is drawn with. */
export interface RowPlace {
  readonly id: string | undefined;
  readonly 'aria-rowindex': number;
  readonly 'aria-selected': boolean;
  readonly 'data-index': number;
  readonly className: string;
  readonly style: CSSProperties;
}

interface ResultListProps<Row> {
  readonly ref: RefObject<ResultListHandle | null>;
  readonly rows: RowList<Row>;
  readonly label: string;
  readonly testId: string;
  /** CSS pixels. */
  readonly rowHeight: number;
  /** CSS's `grid-template-columns`; rows have it as `--cols`. */
  readonly columns: string;
  /** The least width of the columns; CSS pixels. */
  readonly least: number;
  /** Undefined where the screen is too narrow for columns. */
  readonly header: ReactNode | undefined;
  readonly activeIndex: number | undefined;
  /** Rows of a search that is no longer the one asked for. */
  readonly stale: boolean;
  /** The row to begin with. */
  readonly begin: number;
  readonly renderRow: (row: Row, index: number, place: RowPlace) => ReactNode;
  readonly onOpen: (row: Row, index: number) => void;
  readonly onVisible: (rows: VisibleRows) => void;
  /** What the last line says. */
  readonly end: ReactNode;
}

export function ResultList<Row>(props: ResultListProps<Row>) {
  const { ref, rows, rowHeight, header, activeIndex, stale, begin, onVisible, renderRow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRowWindow({
    scroller,
    count: rows.count,
    head: 0,
    usual: rowHeight,
    measured: false,
    top: header ? HEADER_PX : 0,
    followsTop: true,
  });
  const { first, end, scrollTo } = list;
  useEffect(() => onVisible({ first, last: Math.max(first, end - 1) }), [onVisible, first, end]);
  useImperativeHandle(
    ref,
    () => ({ scrollTo, focus: () => scroller.current?.focus({ preventScroll: true }) }),
    [scrollTo],
  );
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if (begin > 0) scrollTo(begin, 'start');
  }, [begin, scrollTo]);

  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element)) return;
    // Boxes answer for themselves, and a click that ends the selecting of text opens nothing.
    if (event.target.closest('input') || window.getSelection()?.isCollapsed === false) return;
    if (event.target.closest('a')) {
      // Another tab is the browser's business.
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
    }
    const element = event.target.closest<HTMLElement>('[data-index]');
    const index = element === null ? undefined : Number(element.dataset.index);
    const row = index === undefined ? undefined : rows.row(index);
    if (row && index !== undefined) props.onOpen(row, index);
  };
  const indexes = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  return (
    <Grid
      ref={scroller}
      aria-label={props.label}
      aria-rowcount={rows.complete ? rows.count + 1 : -1}
      aria-activedescendant={activeIndex === undefined ? undefined : rowId(activeIndex)}
      aria-busy={stale}
      data-testid={props.testId}
      className={cn(
        'min-h-0 min-w-0 flex-1 overflow-auto overscroll-contain [contain:strict] outline-offset-[-2px] slim-scroll [overflow-anchor:none]',
        stale && 'opacity-60',
      )}
      style={{ '--cols': props.columns } as CSSProperties}
    >
      <div role="presentation" style={{ width: header ? `max(100%, ${props.least}px)` : '100%' }}>
        {header}
        <GridBody
          className="relative overflow-x-clip"
          style={{ height: list.height + END_PX }}
          onClick={onClick}
        >
          {indexes.map((index, at) => {
            const row = rows.row(index);
            const key = list.keys[at];
            const style = { top: list.offset(index), height: rowHeight };
            if (!row) return <Placeholder key={`wait-${key}`} style={style} />;
            const isActive = index === activeIndex;
            return (
              <Keyed key={key}>
                {renderRow(row, index, {
                  id: isActive ? rowId(index) : undefined,
                  'aria-rowindex': index + FIRST_ROW,
                  'aria-selected': isActive,
                  'data-index': index,
                  className: cn(
                    'absolute inset-x-0 cursor-default border-b border-line/60 px-3 text-xs whitespace-nowrap [contain:layout_style]',
                    header
                      ? 'grid grid-cols-(--cols) items-center gap-x-3'
                      : 'flex flex-col justify-center gap-0.5',
                    isActive ? 'bg-selected shadow-[inset_0_0_0_1px_var(--accent)]' : 'hover:bg-hover',
                  ),
                  style,
                })}
              </Keyed>
            );
          })}
          {end >= rows.count && (
            <GridRow className="absolute inset-x-0" style={{ top: list.offset(rows.count), height: END_PX }}>
              {props.end}
            </GridRow>
          )}
        </GridBody>
      </div>
    </Grid>
  );
}

/** Keeps the key beside what the caller draws. */
function Keyed({ children }: { readonly children: ReactNode }) {
  return children;
}

function rowId(index: number): string {
  return `result-${index}`;
}

/** Stands where a row is on its way. */
export function Placeholder({ style }: { readonly style: CSSProperties }) {
  return (
    <div className="absolute inset-x-0 flex items-center gap-x-8 px-4" style={style} aria-hidden>
      <span className="h-2 w-24 rounded bg-hover" />
      <span className="h-2 w-1/4 rounded bg-hover" />
      <span className="hidden h-2 w-32 rounded bg-hover md:block" />
      <span className="hidden h-2 w-24 rounded bg-hover md:block" />
    </div>
  );
}
