// The list of records. Only rows in view and some beyond exist; the grid keeps the focus and names the active row.
import {
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react';
import { indexOfRecord, RECORD } from '#app/components/explorer/rows/record.ts';
import type { RowList } from '#app/components/explorer/rows/row-list.ts';
import { useRowWindow } from '#app/components/explorer/rows/use-row-window.ts';
import { formatExact } from '#app/components/time/format.ts';
import { offsetLabel } from '#app/components/time/zone.ts';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridRow } from '#app/components/ui/grid.tsx';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';
import type { LogSearch } from '#app/lib/logs/queries.ts';
import type { LogRow as Row } from '#app/lib/logs/schema.ts';
import type { LogActions } from '../log-actions.ts';
import { ColumnPicker } from './column-picker.tsx';
import { gridShape, type Widths } from './columns.ts';
import { LogRow, LogRowPlaceholder } from './log-row.tsx';
import { columnRoom, isMeasured, type Look, type RowLook, usualHeight } from './look.ts';
import { HEADER_PX, TableHeader } from './table-header.tsx';
import { useWidths } from './use-widths.ts';

/** The line below the last row. */
const END_PX = 48;
const PADDING_PX = 28;
/** What a fitted column adds to its longest text. */
const FIT_PX = 2;

export interface LogTableHandle {
  readonly scrollTo: (index: number, align?: 'auto' | 'start' | 'centre') => void;
  readonly focus: () => void;
}

interface LogTableProps {
  readonly ref: RefObject<LogTableHandle | null>;
  readonly rows: RowList<Row>;
  readonly look: Look;
  /** What the list is of; its fields can be columns. */
  readonly search: Pick<LogSearch, 'from' | 'to' | 'source'>;
  readonly order: 'desc' | 'asc';
  /** The date of all rows; undefined when they have several, which each then shows. */
  readonly date: string | undefined;
  readonly activeIndex: number | undefined;
  readonly openId: string | undefined;
  /** Rows of a search that is no longer the one asked for. */
  readonly stale?: boolean;
  /** Whether the columns can be changed; without, they have no header. */
  readonly actions?: LogActions;
  readonly label?: string;
  /** Whether rows that come in front are seen at once by who is at the top; else what one reads stays even there. */
  readonly followsTop?: boolean;
  readonly onOpen: (row: Row, index: number) => void;
  readonly onVisible: (rows: VisibleRows) => void;
  /** What the last line says. */
  readonly end: ReactNode;
}

export function LogTable(props: LogTableProps) {
  const { ref, rows, look, search, order, date, activeIndex, openId, stale = false, actions } = props;
  const { label = 'Log records', followsTop = true, onOpen, onVisible } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const hasHeader = actions !== undefined && look.view === 'table' && !look.phone;
  const usual = usualHeight(look);
  const measured = isMeasured(look);
  const list = useRowWindow({
    scroller,
    count: rows.count,
    head: rows.head,
    usual,
    measured,
    top: hasHeader ? HEADER_PX : 0,
    followsTop,
  });
  const [widths, setWidth] = useWidths(search.source);
  const onFit = useCallback((name: string) => setWidth(name, textWidth(scroller.current, name)), [setWidth]);
  const shape = useMemo(
    () => gridShape(look.columns, widths, look.withDate),
    [look.columns, widths, look.withDate],
  );
  const rowLook = useRowLook(look, widths);
  const { first, end, keys } = list;
  useEffect(() => onVisible({ first, last: Math.max(first, end - 1) }), [onVisible, first, end]);
  useImperativeHandle(
    ref,
    () => ({ scrollTo: list.scrollTo, focus: () => scroller.current?.focus({ preventScroll: true }) }),
    [list.scrollTo],
  );

  const onClick = (event: MouseEvent<HTMLElement>) => {
    const index = rowIndex(event.target);
    const row = index === undefined ? undefined : rows.row(index);
    if (row && index !== undefined && !hasSelection()) onOpen(row, index);
  };
  const indexes = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  const width = hasHeader ? `max(100%, ${shape.least + PADDING_PX}px)` : '100%';
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1">
      <Grid
        ref={scroller}
        aria-label={label}
        aria-rowcount={rows.complete ? rows.count + 1 : -1}
        aria-activedescendant={activeIndex === undefined ? undefined : `log-${activeIndex}`}
        aria-busy={stale}
        data-testid={actions ? 'log-list' : 'log-context'}
        className={cn(
          'min-h-0 min-w-0 flex-1 overflow-auto overscroll-contain [contain:strict] outline-offset-[-2px] slim-scroll [overflow-anchor:none]',
          stale && 'opacity-60',
        )}
        style={{ '--cols': shape.template } as React.CSSProperties}
      >
        <div role="presentation" style={{ width }}>
          {hasHeader && (
            <TableHeader
              columns={look.columns}
              numeric={look.numeric}
              order={order}
              timeLabel={`${date ?? 'Time'} (${offsetLabel(Date.now(), look.zone)})`}
              onMove={actions.moveColumn}
              onRemove={actions.removeColumn}
              onOrder={actions.toggleOrder}
              onResize={setWidth}
              onFit={onFit}
            />
          )}
          <GridBody
            className="relative overflow-x-clip"
            style={{ height: list.height + END_PX }}
            onClick={onClick}
            onPointerOver={(event) => nameOtherZone(event.target, look.zone, rows)}
          >
            {indexes.map((index) => {
              const row = rows.row(index);
              const top = list.offset(index);
              return row ? (
                <LogRow
                  key={keys[index - first]}
                  row={row}
                  index={index}
                  top={top}
                  height={measured ? undefined : usual}
                  look={rowLook}
                  isActive={index === activeIndex}
                  isOpen={row.id === openId}
                />
              ) : (
                <LogRowPlaceholder key={`wait-${keys[index - first]}`} top={top} height={usual} />
              );
            })}
            {end >= rows.count && (
              <GridRow
                className="absolute inset-x-0"
                style={{ top: list.offset(rows.count), height: END_PX }}
              >
                {props.end}
              </GridRow>
            )}
          </GridBody>
        </div>
      </Grid>
      {hasHeader && (
        <div
          className="absolute top-0 right-0 z-10 flex items-center border-b border-line bg-surface px-1"
          style={{ height: HEADER_PX }}
        >
          <ColumnPicker columns={look.columns} search={search} actions={actions} />
        </div>
      )}
    </div>
  );
}

/** The same object while its columns have the same room: rows compare it by identity. */
function useRowLook(look: Look, widths: Widths): RowLook {
  const room = columnRoom(look, widths);
  const key = [...room.values()].join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the map
  return useMemo(() => ({ ...look, room }), [look, key]);
}

function rowIndex(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>(RECORD) : null;
  return row ? indexOfRecord(row) : undefined;
}

/** Times show the other zone on hover; written only when the pointer comes, because few rows are ever pointed at. */
function nameOtherZone(target: EventTarget, zone: string, rows: RowList<Row>): void {
  if (!(target instanceof HTMLElement) || !/^time(stamp)?$/.test(target.dataset.column ?? '')) return;
  const row = rows.row(rowIndex(target) ?? -1);
  const other = zone === 'UTC' ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  if (row) target.dataset.tip = `${formatExact(row.timestamp, other)} ${other}`;
}

/** The width that shows the longest text of a column that is on the screen. */
function textWidth(element: HTMLElement | null, name: string): number | undefined {
  const cells = [...(element?.querySelectorAll<HTMLElement>('[data-column]') ?? [])].filter(
    (cell) => cell.dataset.column === name,
  );
  if (cells.length === 0) return undefined;
  const texts = document.createRange();
  return Math.ceil(
    FIT_PX +
      Math.max(
        ...cells.map((cell) => {
          texts.selectNodeContents(cell);
          return texts.getBoundingClientRect().width;
        }),
      ),
  );
}

/** A click that ends the selecting of text does not open the row. */
function hasSelection(): boolean {
  return window.getSelection()?.isCollapsed === false;
}
