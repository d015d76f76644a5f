// The rows of a result. Only those in view exist; headers sort; the arrow keys move through the cells, and a line below shows
// the chosen one whole.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useId, useMemo, useRef, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { offsetLabel } from '#app/components/time/zone.ts';
import { cn } from '#app/components/ui/cn.ts';
import { CopyButton, useCopy } from '#app/components/ui/copy-button.tsx';
import { Grid, GridBody, GridCell, GridHeader, GridRow } from '#app/components/ui/grid.tsx';
import {
  type Column,
  type ColumnKind,
  cellText,
  columnKind,
  columnWidths,
  type Row,
  type Sorting,
  shownText,
} from './cells.ts';

interface ResultTableProps {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** The order to show the rows in. */
  readonly order: readonly number[];
  readonly totals: Row | undefined;
  readonly sorting: Sorting | undefined;
  readonly onSort: (column: number) => void;
  readonly stale: boolean;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

const ROW_PX = 24;
const HEADER_PX = 42;
const BEYOND_ROWS = 20;
const PAGE_ROWS = 20;
/** What of a long value is put into a cell. */
const MOST_CHARS = 300;

export function ResultTable({ columns, rows, order, totals, sorting, onSort, stale }: ResultTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [chosen, setChosen] = useState<Place>();
  const { copied, copy } = useCopy();
  const zone = useZone();
  const list = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: BEYOND_ROWS,
    scrollMargin: HEADER_PX,
    scrollPaddingStart: HEADER_PX,
  });
  const kinds = useMemo(() => columns.map(({ type }) => columnKind(type)), [columns]);
  const template = useMemo(
    () =>
      columnWidths(columns, rows)
        // A last column of texts takes the room that is left; numbers stay beside each other.
        .map((width, at) =>
          at === columns.length - 1 && kinds[at] === 'text' ? `minmax(${width}ch, 1fr)` : `${width}ch`,
        )
        .join(' '),
    [columns, rows, kinds],
  );
  const valueAt = ({ row, column }: Place) => rows[order[row] ?? -1]?.[column];
  const choose = (row: number, column: number) => {
    const place = {
      row: Math.max(0, Math.min(order.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    setChosen(place);
    list.scrollToIndex(place.row);
    scroller.current
      ?.querySelector(`[data-header="${place.column}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLButtonElement) return;
    const { row, column } = chosen ?? { row: -1, column: 0 };
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'c') {
      if (chosen && window.getSelection()?.isCollapsed !== false) copy(cellText(valueAt(chosen)));
      return;
    }
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + PAGE_ROWS, column],
      PageUp: [row - PAGE_ROWS, column],
      Home: [0, column],
      End: [order.length - 1, column],
    };
    const move = moves[event.key];
    if (event.key === 'Escape') setChosen(undefined);
    else if (move) choose(...move);
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-cell]') : null;
    const [row, column] = (cell?.dataset.cell ?? '').split(':').map(Number);
    if (row !== undefined && column !== undefined && !Number.isNaN(row)) setChosen({ row, column });
  };
  const shown = chosen && chosen.row < order.length && chosen.column < columns.length ? chosen : undefined;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <Grid
        ref={scroller}
        aria-label="Result"
        aria-rowcount={order.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={shown && `${id}-${shown.row}-${shown.column}`}
        aria-busy={stale}
        data-testid="sql-result"
        onKeyDown={onKeyDown}
        className={cn(
          'min-h-0 flex-1 overflow-auto overscroll-contain font-mono text-xs outline-offset-[-2px] slim-scroll',
          stale && 'opacity-60',
        )}
      >
        <div role="presentation" className="w-max min-w-full">
          <GridBody
            className="sticky top-0 z-10 border-b border-line bg-surface"
            style={{ height: HEADER_PX }}
          >
            <GridRow aria-rowindex={1} className="grid h-full" style={{ gridTemplateColumns: template }}>
              {columns.map((column, at) => {
                const sorted = sorting?.column === at ? sorting.direction : undefined;
                return (
                  <GridHeader
                    // Columns of a result may have the same name.
                    // biome-ignore lint/suspicious/noArrayIndexKey: their place is what they are
                    key={at}
                    data-header={at}
                    aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
                    className="min-w-0"
                  >
                    <button
                      type="button"
                      onClick={() => onSort(at)}
                      data-tip="Sort"
                      className={cn(
                        'flex size-full flex-col justify-center px-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px]',
                        kinds[at] === 'number' && 'items-end text-right',
                      )}
                    >
                      <span className="flex max-w-full items-center gap-1">
                        <span className="truncate font-medium text-ink">{column.name}</span>
                        {sorted === 'asc' && <ArrowUp className="size-3 shrink-0" aria-hidden />}
                        {sorted === 'desc' && <ArrowDown className="size-3 shrink-0" aria-hidden />}
                      </span>
                      <span className="max-w-full truncate text-2xs text-ink-3">
                        {kinds[at] === 'time' && column.type !== 'Date'
                          ? `${column.type} · ${offsetLabel(Date.now(), zone)}`
                          : column.type}
                      </span>
                    </button>
                  </GridHeader>
                );
              })}
            </GridRow>
          </GridBody>
          <GridBody className="relative" style={{ height: list.getTotalSize() }} onClick={onClick}>
            {list.getVirtualItems().map(({ index, start }) => (
              <GridRow
                key={index}
                aria-rowindex={index + 2}
                className="absolute inset-x-0 grid border-b border-line/50 hover:bg-hover"
                style={{
                  gridTemplateColumns: template,
                  height: ROW_PX,
                  transform: `translateY(${start - HEADER_PX}px)`,
                }}
              >
                {columns.map((_, at) => (
                  <Cell
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    key={at}
                    id={`${id}-${index}-${at}`}
                    place={`${index}:${at}`}
                    value={rows[order[index] ?? -1]?.[at]}
                    kind={kinds[at] ?? 'text'}
                    zone={zone}
                    isChosen={shown?.row === index && shown.column === at}
                  />
                ))}
              </GridRow>
            ))}
          </GridBody>
          {totals && (
            <GridBody className="sticky bottom-0 border-t border-line-strong bg-surface">
              <GridRow className="grid font-medium" style={{ gridTemplateColumns: template, height: ROW_PX }}>
                {columns.map((_, at) => (
                  <Cell
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    key={at}
                    value={totals[at]}
                    kind={kinds[at] ?? 'text'}
                    zone={zone}
                    isChosen={false}
                  />
                ))}
              </GridRow>
            </GridBody>
          )}
        </div>
      </Grid>
      {shown && (
        <div className="flex max-h-40 shrink-0 items-start gap-2 border-t border-line bg-surface py-1.5 pr-2 pl-3 text-xs">
          <span className="shrink-0 pt-1 text-ink-3">{columns[shown.column]?.name}</span>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a long value is scrolled by keyboard
            tabIndex={0}
            className="slim-scroll max-h-36 min-w-0 flex-1 overflow-auto pt-1 font-mono break-all whitespace-pre-wrap"
            data-testid="sql-cell"
          >
            {pretty(valueAt(shown))}
          </pre>
          <CopyButton label={copied ? 'Copied' : 'Copy the value'} text={() => cellText(valueAt(shown))} />
        </div>
      )}
    </div>
  );
}

interface CellProps {
  readonly id?: string;
  readonly place?: string;
  readonly value: unknown;
  readonly kind: ColumnKind;
  readonly zone: string;
  readonly isChosen: boolean;
}

function Cell({ id, place, value, kind, zone, isChosen }: CellProps) {
  const text = shownText(value, kind, zone).slice(0, MOST_CHARS);
  const isNull = value === null || value === undefined;
  return (
    <GridCell
      id={id}
      data-cell={place}
      // The other zone is a hover away.
      data-tip={kind === 'time' && typeof value === 'string' && value !== text ? `${value} (UTC)` : undefined}
      aria-selected={isChosen}
      className={cn(
        'truncate px-2 leading-6',
        kind === 'number' && 'text-right',
        isNull && 'text-ink-3 italic',
        isChosen && 'bg-selected outline-1 -outline-offset-1 outline-accent',
      )}
    >
      {text}
    </GridCell>
  );
}

function pretty(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : cellText(value);
}
