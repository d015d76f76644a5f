// The names of the columns. Drag one to another place, drag its edge to make it wider, click for what else can be done.
// By keyboard, on a name: Alt and an arrow moves the column, Delete removes it; on an edge: arrows change the width.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, memo, type PointerEvent, useRef, useState } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { GridBody, GridHeader, GridRow } from '#app/components/ui/grid.tsx';
import { columnKind, columnLabel, LEAST_WIDTH, MOST_WIDTH } from './columns.ts';

export const HEADER_PX = 28;
const KEY_STEP_PX = 16;
/** A shorter drag is a click that slipped; CSS pixels. */
const SHORTEST_DRAG_PX = 5;

export interface ColumnActions {
  readonly onMove: (name: string, to: number) => void;
  readonly onRemove: (name: string) => void;
  /** Undefined: as wide as at first. */
  readonly onResize: (name: string, width: number | undefined) => void;
  /** As wide as the longest text on the screen. */
  readonly onFit: (name: string) => void;
  readonly onOrder: () => void;
}

interface TableHeaderProps extends ColumnActions {
  readonly columns: readonly string[];
  readonly numeric: ReadonlySet<string>;
  readonly order: 'desc' | 'asc';
  /** What the time column says: the zone, and the date when all rows have one. */
  readonly timeLabel: string;
}

/** Scrolling draws the list anew, but not its header. */
export const TableHeader = memo(function TableHeader(props: TableHeaderProps) {
  const { columns, numeric, order, timeLabel, ...actions } = props;
  const row = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ readonly name: string; readonly x: number; readonly to: number }>();
  const placeAt = (x: number, name: string): number => {
    const others = [...(row.current?.querySelectorAll<HTMLElement>('[data-header]') ?? [])].filter(
      (cell) => cell.dataset.header !== name,
    );
    return others.filter((cell) => {
      const { left, width } = cell.getBoundingClientRect();
      return x > left + width / 2;
    }).length;
  };
  return (
    <GridBody className="sticky top-0 z-10 border-b border-line bg-surface" style={{ height: HEADER_PX }}>
      <GridRow
        ref={row}
        aria-rowindex={1}
        className="grid h-full grid-cols-(--cols) items-center gap-x-3 pr-3 pl-4 text-2xs text-ink-3"
      >
        {columns.map((name, at) => {
          const others = columns.filter((column) => column !== drag?.name);
          return (
            <HeaderCell
              key={name}
              name={name}
              at={at}
              isRight={numeric.has(name)}
              label={columnKind(name) === 'time' ? timeLabel : columnLabel(name)}
              order={columnKind(name) === 'time' ? order : undefined}
              isDragged={drag?.name === name}
              isBefore={drag !== undefined && others[drag.to] === name}
              isAfter={drag !== undefined && drag.to >= others.length && others.at(-1) === name}
              onDrag={(x) => setDrag({ name, x, to: placeAt(x, name) })}
              onDrop={(isKept) => {
                if (drag && isKept) actions.onMove(name, drag.to);
                setDrag(undefined);
              }}
              {...actions}
            />
          );
        })}
      </GridRow>
    </GridBody>
  );
});

interface HeaderCellProps extends ColumnActions {
  readonly name: string;
  readonly at: number;
  readonly label: string;
  readonly isRight: boolean;
  readonly order: 'desc' | 'asc' | undefined;
  readonly isDragged: boolean;
  /** Whether what is dragged would stand before, or after this one. */
  readonly isBefore: boolean;
  readonly isAfter: boolean;
  readonly onDrag: (x: number) => void;
  readonly onDrop: (isKept: boolean) => void;
}

function HeaderCell(props: HeaderCellProps) {
  const { name, at, label, isRight, order, isDragged, isBefore, isAfter } = props;
  const { onDrag, onDrop, onMove, onRemove, onFit, onResize, onOrder } = props;
  const start = useRef<number>(undefined);
  const isMoved = useRef(false);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    // A fast pointer leaves the name before it has moved once.
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = event.clientX;
    isMoved.current = false;
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (start.current === undefined) return;
    if (!isMoved.current && Math.abs(event.clientX - start.current) < SHORTEST_DRAG_PX) return;
    isMoved.current = true;
    onDrag(event.clientX);
  };
  const finish = (isKept: boolean) => {
    start.current = undefined;
    if (isMoved.current) onDrop(isKept);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (event.altKey && step !== 0) onMove(name, at + step);
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove(name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <GridHeader
      data-header={name}
      aria-sort={order && (order === 'desc' ? 'descending' : 'ascending')}
      className={cn(
        'group/header relative flex h-full min-w-0 items-center',
        isRight && 'justify-end',
        isDragged && 'opacity-50',
        isBefore && 'before:absolute before:inset-y-0 before:-left-1.5 before:w-0.5 before:bg-accent',
        isAfter && 'after:absolute after:inset-y-0 after:-right-1.5 after:w-0.5 after:bg-accent',
      )}
    >
      <button
        type="button"
        data-tip={order ? `${order === 'desc' ? 'Newest' : 'Oldest'} first: click to turn round` : name}
        className="flex min-w-0 items-center gap-1 rounded-sm hover:text-ink"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => finish(true)}
        onPointerCancel={() => finish(false)}
        onClick={() => {
          if (!isMoved.current && order) onOrder();
        }}
        onKeyDown={onKeyDown}
      >
        <span className="truncate" suppressHydrationWarning>
          {label}
        </span>
        {/* Not a label of the button, which would replace what can be seen. */}
        {order && <span className="sr-only">{order === 'desc' ? 'newest' : 'oldest'} first</span>}
        {order &&
          (order === 'desc' ? (
            <ArrowDown className="size-3 shrink-0" aria-hidden />
          ) : (
            <ArrowUp className="size-3 shrink-0" aria-hidden />
          ))}
      </button>
      <Edge name={name} onResize={onResize} onFit={onFit} />
    </GridHeader>
  );
}

interface EdgeProps extends Pick<ColumnActions, 'onResize' | 'onFit'> {
  readonly name: string;
}

/** The right edge of a column: dragged, it changes the width; a double click fits the column to its texts. */
function Edge({ name, onResize, onFit }: EdgeProps) {
  const from = useRef<{ readonly x: number; readonly width: number }>(undefined);
  const [width, setWidth] = useState(0);
  const ownWidth = (element: HTMLElement) =>
    Math.round(element.parentElement?.getBoundingClientRect().width ?? 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${name}`}
      aria-valuenow={width}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={MOST_WIDTH}
      tabIndex={0}
      className="absolute inset-y-0 -right-2 z-10 flex w-3 cursor-col-resize touch-none justify-center -outline-offset-2"
      onFocus={(event) => setWidth(ownWidth(event.currentTarget))}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width: ownWidth(event.currentTarget) };
      }}
      onPointerMove={(event) => {
        if (from.current) onResize(name, clamp(from.current.width + event.clientX - from.current.x));
      }}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onDoubleClick={() => onFit(name)}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? -KEY_STEP_PX : event.key === 'ArrowRight' ? KEY_STEP_PX : 0;
        if (step !== 0) {
          const next = clamp(ownWidth(event.currentTarget) + step);
          onResize(name, next);
          setWidth(next);
        } else if (event.key === 'Enter') onFit(name);
        else return;
        event.preventDefault();
      }}
    >
      <span className="my-1.5 w-px bg-line group-hover/header:bg-line-strong" />
    </div>
  );
}

function clamp(width: number): number {
  return Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width)));
}
