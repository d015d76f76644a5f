// A table of figures, ordered by any of its columns, of which only the rows in view exist. Its grid keeps the focus: arrows
// move, Enter opens.
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react';
import { useRowWindow } from '#app/components/explorer/rows/use-row-window.ts';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridCell, GridRow } from '#app/components/ui/grid.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { FigureHeader, HEADER_PX } from './figure-header.tsx';
import { type Sort, type SortColumn, sortRows } from './sort.ts';

export interface FigureColumn<Row> extends SortColumn<Row> {
  readonly label: string;
  /** Explains the label. */
  readonly tip?: string;
  /** Width as CSS's grid takes it, with the least one in pixels first: `52px`, `minmax(160px, 1fr)`. */
  readonly width: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface FigureTableProps<Row> {
  /** Also begins the ids of its rows. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly FigureColumn<Row>[];
  readonly rows: readonly Row[];
  readonly id: (row: Row) => string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly onOpen?: ((row: Row) => void) | undefined;
  /** The row that is open beside the table, by id. */
  readonly openId?: string | undefined;
  /** CSS pixels. */
  readonly rowHeight?: number;
  /** A row of a screen that is too narrow for columns, and its height in CSS pixels. Without, such a screen scrolls sideways. */
  readonly compact?: { readonly height: number; readonly row: (row: Row) => ReactNode } | undefined;
  /** Whether the page's keys are its own, and not only those pressed while it has the focus. */
  readonly hasPageKeys?: boolean;
  /** Rows of a question that is no longer the one asked. */
  readonly stale?: boolean;
  /** As high as its rows, not as its place. */
  readonly isWhole?: boolean;
}

const ROW_PX = 36;
/** `gap-x-4` and `px-4`. */
const GAP_PX = 16;
const MARGIN_PX = 16;
/** `aria-rowindex` of the first row: below the header, counted from 1. */
const FIRST_ROW = 2;

export function FigureTable<Row>(props: FigureTableProps<Row>) {
  const { name, label, columns, rows, id, sort, onSort, onOpen, openId, compact, stale, isWhole } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const sorted = sortRows(rows, columns, sort);
  const rowHeight = compact ? compact.height : (props.rowHeight ?? ROW_PX);
  const top = compact ? 0 : HEADER_PX;
  const list = useRowWindow({
    scroller,
    count: sorted.length,
    head: 0,
    usual: rowHeight,
    measured: false,
    top,
    followsTop: true,
  });
  const [activeId, setActiveId] = useState<string>();
  const found = sorted.findIndex((row) => id(row) === (activeId ?? openId));
  const active = found < 0 ? undefined : found;

  const moveTo = (index: number) => {
    const row = sorted[index];
    if (!row) return;
    setActiveId(id(row));
    list.scrollTo(index);
    scroller.current?.focus({ preventScroll: true });
  };
  const step = (by: 1 | -1) =>
    moveTo(Math.max(0, Math.min(sorted.length - 1, (active ?? (by > 0 ? -1 : 0)) + by)));
  const openActive = () => {
    const row = active === undefined ? undefined : sorted[active];
    if (!row || !onOpen) return false;
    onOpen(row);
    return true;
  };
  const keys: Readonly<Record<string, () => unknown>> = {
    j: () => step(1),
    arrowdown: () => step(1),
    k: () => step(-1),
    arrowup: () => step(-1),
    home: () => moveTo(0),
    end: () => moveTo(sorted.length - 1),
    enter: openActive,
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const isPlain = !event.altKey && !event.metaKey && !event.ctrlKey;
    // Links and buttons inside answer for themselves.
    if (event.target !== event.currentTarget || !isPlain) return;
    const handler = keys[event.key.toLowerCase()];
    if (handler && handler() !== false) event.preventDefault();
  };
  useHotkeys(props.hasPageKeys ? keys : {});
  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element) || event.target.closest('a, button')) return;
    // A click that ends the selecting of text opens nothing.
    if (window.getSelection()?.isCollapsed === false) return;
    const element = event.target.closest<HTMLElement>('[data-index]');
    const row = element === null ? undefined : sorted[Number(element.dataset.index)];
    if (!row) return;
    setActiveId(id(row));
    onOpen?.(row);
  };
  const end = Math.min(list.end, sorted.length);
  const indexes = Array.from({ length: Math.max(0, end - list.first) }, (_, at) => list.first + at);
  const cells = columns.map(({ key, isNumber, cell }) => ({ key, isNumber, cell }));
  return (
    <Grid
      ref={scroller}
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      aria-activedescendant={active === undefined ? undefined : `${name}-${active}`}
      aria-busy={stale}
      data-testid={name}
      onKeyDown={onKeyDown}
      className={cn(
        'min-w-0 overflow-auto overscroll-contain outline-offset-[-2px] slim-scroll [overflow-anchor:none]',
        isWhole ? 'shrink-0' : 'min-h-0 flex-1 [contain:strict]',
        stale && 'opacity-60',
      )}
      style={{ '--cols': columns.map(({ width }) => width).join(' ') } as CSSProperties}
    >
      <div role="presentation" style={{ width: compact ? '100%' : `max(100%, ${leastWidth(columns)}px)` }}>
        {!compact && <FigureHeader columns={columns} sort={sort} onSort={onSort} isInset={isWhole} />}
        <GridBody className="relative overflow-x-clip" style={{ height: list.height }} onClick={onClick}>
          {indexes.map((index) => {
            const row = sorted[index];
            if (!row) return null;
            return (
              <GridRow
                key={id(row)}
                id={`${name}-${index}`}
                aria-rowindex={index + FIRST_ROW}
                aria-selected={index === active}
                data-index={index}
                className={cn(
                  'absolute inset-x-0 border-b border-line/60 text-xs whitespace-nowrap [contain:layout_style]',
                  isWhole ? 'px-2' : 'px-3 md:px-4',
                  !compact && 'grid grid-cols-(--cols) items-center gap-x-4',
                  onOpen ? 'cursor-pointer' : 'cursor-default',
                  index === active ? 'bg-selected shadow-[inset_0_0_0_1px_var(--accent)]' : 'hover:bg-hover',
                )}
                style={{ top: list.offset(index), height: rowHeight }}
              >
                {compact ? (
                  <GridCell className="flex h-full min-w-0 flex-col justify-center gap-0.5">
                    {compact.row(row)}
                  </GridCell>
                ) : (
                  cells.map(({ key, isNumber, cell }) => (
                    <GridCell key={key} className={cn('min-w-0', isNumber ? 'text-right' : 'truncate')}>
                      {cell(row)}
                    </GridCell>
                  ))
                )}
              </GridRow>
            );
          })}
        </GridBody>
      </div>
    </Grid>
  );
}

/** Of the columns with what stands between them and beside them; CSS pixels. */
function leastWidth(columns: readonly { readonly width: string }[]): number {
  const widths = columns.map(({ width }) => Number.parseFloat(width.replace('minmax(', '')));
  return widths.reduce((sum, width) => sum + width, 0) + GAP_PX * (columns.length - 1) + 2 * MARGIN_PX;
}
