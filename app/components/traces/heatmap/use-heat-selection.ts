// Choosing cells of the heatmap: by dragging, and by arrows from a cell where the keyboard is.
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { type CellRange, cellAt, cellsBetween, type HeatGrid } from './heat-grid.ts';

interface Cell {
  readonly column: number;
  readonly row: number;
}

interface Options {
  readonly grid: HeatGrid;
  readonly onSelect: (range: CellRange) => void;
  /** A click beside all cells, and Esc. */
  readonly onClear: () => void;
}

interface HeatSelection {
  /** What is being chosen, and not chosen yet. */
  readonly draft: CellRange | undefined;
  /** The cell under the pointer or the keyboard. */
  readonly cell: Cell | undefined;
  /** Whether `cell` is the keyboard's. */
  readonly byKeyboard: boolean;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: () => void;
    readonly onPointerLeave: () => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    readonly onBlur: () => void;
  };
}

const MOVES: Readonly<Record<string, readonly [column: number, row: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** With Ctrl or Cmd. */
const LONG_STEP = 5;

export function useHeatSelection({ grid, onSelect, onClear }: Options): HeatSelection {
  const [drag, setDrag] = useState<{ readonly from: Cell; readonly to: Cell }>();
  const [pointed, setPointed] = useState<Cell>();
  const [keyed, setKeyed] = useState<{ readonly anchor: Cell; readonly at: Cell }>();

  const place = (event: PointerEvent<HTMLElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    return cellAt(grid, (event.clientX - left) / width, 1 - (event.clientY - top) / height);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const cell = place(event);
    setKeyed(undefined);
    setDrag({ from: cell, to: cell });
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const cell = place(event);
    setPointed((before) => (before && isSame(before, cell) ? before : cell));
    setDrag((before) => (before && !isSame(before.to, cell) ? { ...before, to: cell } : before));
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    if (!drag) return;
    const to = place(event);
    setDrag(undefined);
    const isEmptyClick = isSame(drag.from, to) && !grid.at.has(to.row * grid.columns + to.column);
    if (isEmptyClick) onClear();
    else onSelect(cellsBetween(drag.from, to));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const move = MOVES[event.key];
    if (move) {
      const before = keyed ?? startOf(grid);
      const times = event.ctrlKey || event.metaKey ? LONG_STEP : 1;
      const at = keyed ? moved(grid, before.at, move, times) : before.at;
      setKeyed({ anchor: event.shiftKey ? before.anchor : at, at });
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (!keyed) return;
      onSelect(cellsBetween(keyed.anchor, keyed.at));
    } else if (event.key === 'Escape') {
      if (keyed) setKeyed(undefined);
      else onClear();
    } else return;
    // The arrows move in time, and the list, elsewhere.
    event.preventDefault();
    event.stopPropagation();
  };
  const cells = drag ? cellsBetween(drag.from, drag.to) : keyed && cellsBetween(keyed.anchor, keyed.at);
  return {
    draft: cells,
    cell: keyed?.at ?? pointed,
    byKeyboard: keyed !== undefined,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: () => setDrag(undefined),
      onPointerLeave: () => setPointed(undefined),
      onKeyDown,
      onBlur: () => setKeyed(undefined),
    },
  };
}

/** The keyboard begins at the fullest cell. */
function startOf(grid: HeatGrid): { anchor: Cell; at: Cell } {
  const fullest = grid.cells.reduce<{ spans: number } & Cell>(
    (most, cell) => (cell.spans > most.spans ? cell : most),
    { spans: 0, column: Math.floor(grid.columns / 2), row: Math.floor((grid.low + grid.high) / 2) },
  );
  const at = { column: fullest.column, row: fullest.row };
  return { anchor: at, at };
}

function moved(
  grid: HeatGrid,
  { column, row }: Cell,
  [dx, dy]: readonly [number, number],
  times: number,
): Cell {
  return {
    column: Math.min(grid.columns - 1, Math.max(0, column + dx * times)),
    row: Math.min(grid.high - 1, Math.max(grid.low, row + dy * times)),
  };
}

function isSame(one: Cell, other: Cell): boolean {
  return one.column === other.column && one.row === other.row;
}
