// The heatmap's geometry: cells of time × duration, where they stand in a box of pixels, and what a stretch of them holds. Pure.
import type { HeatmapResponse } from '#app/lib/traces/schema.ts';
import type { Box } from './box.ts';

/** Columns and rows; the ends are not in it. Row r holds durations from 2^(r / perOctave) ns. */
export interface CellRange {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

export interface HeatCell {
  readonly column: number;
  readonly row: number;
  readonly spans: number;
  readonly errors: number;
}

export interface HeatGrid {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Where column 0 begins; at or before `fromMs`. */
  readonly firstMs: number;
  readonly columns: number;
  readonly perOctave: number;
  /** Rows that are shown: from `low` up to, but without, `high`. */
  readonly low: number;
  readonly high: number;
  readonly cells: readonly HeatCell[];
  /** The cell at `row × columns + column`. */
  readonly at: ReadonlyMap<number, HeatCell>;
  /** Spans of the fullest cell. */
  readonly most: number;
  readonly total: number;
  readonly errors: number;
}

/** More would be too thin to point at: two become one. */
const MOST_ROWS = 26;
/** So that durations that are all alike do not fill the picture with one row. */
const LEAST_OCTAVES = 5;

export function heatGrid(answer: HeatmapResponse): HeatGrid {
  const rows = answer.cells.map(([, row]) => row);
  const height = rows.length === 0 ? 0 : Math.max(...new Set(rows)) - Math.min(...new Set(rows));
  return gridOf(answer.perOctave % 2 === 0 && height > MOST_ROWS ? halved(answer) : answer);
}

/** With half as many rows. */
function halved(answer: HeatmapResponse): HeatmapResponse {
  const cells = new Map<string, [number, number, number, number]>();
  for (const [column, row, spans, errors] of answer.cells) {
    const key = `${column} ${row >> 1}`;
    const [, , more = 0, failed = 0] = cells.get(key) ?? [];
    cells.set(key, [column, row >> 1, more + spans, failed + errors]);
  }
  return { ...answer, perOctave: answer.perOctave / 2, cells: [...cells.values()] };
}

function gridOf(answer: HeatmapResponse): HeatGrid {
  const { fromMs, toMs, stepMs, perOctave } = answer;
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  const columns = Math.max(1, Math.ceil((toMs - firstMs) / stepMs));
  const cells = answer.cells
    .filter(([column]) => column >= 0 && column < columns)
    .map(([column, row, spans, errors]) => ({ column, row, spans, errors }));
  const { low, high } = shownRows(cells, perOctave);
  return {
    fromMs,
    toMs,
    stepMs,
    firstMs,
    columns,
    perOctave,
    low,
    high,
    cells,
    at: new Map(cells.map((cell) => [cell.row * columns + cell.column, cell])),
    most: cells.reduce((most, { spans }) => Math.max(most, spans), 0),
    total: cells.reduce((sum, { spans }) => sum + spans, 0),
    errors: cells.reduce((sum, { errors }) => sum + errors, 0),
  };
}

function shownRows(cells: readonly HeatCell[], perOctave: number): { low: number; high: number } {
  if (cells.length === 0) return { low: 17 * perOctave, high: 30 * perOctave };
  const low = cells.reduce((least, { row }) => Math.min(least, row), Number.POSITIVE_INFINITY) - 1;
  const high = cells.reduce((most, { row }) => Math.max(most, row), 0) + 2;
  const missing = Math.max(0, LEAST_OCTAVES * perOctave - (high - low));
  return { low: Math.max(0, low - Math.floor(missing / 2)), high: high + Math.ceil(missing / 2) };
}

/** Nanoseconds at which a row begins. */
export function rowDuration(row: number, perOctave: number): number {
  return row <= 0 ? 0 : 2 ** (row / perOctave);
}

/** The row of a duration in nanoseconds; not whole. */
export function durationRow(ns: number, perOctave: number): number {
  return Math.log2(Math.max(1, ns)) * perOctave;
}

/** Where a point in time stands: 0 at the left edge, 1 at the right. */
export function timeShare(grid: HeatGrid, ms: number): number {
  return (ms - grid.fromMs) / (grid.toMs - grid.fromMs);
}

/** Where a row begins: 0 at the bottom, 1 at the top. */
export function rowShare(grid: HeatGrid, row: number): number {
  return (row - grid.low) / (grid.high - grid.low);
}

/** The cell that covers a place, both as shares; always one that is shown. */
export function cellAt(grid: HeatGrid, x: number, y: number): { column: number; row: number } {
  const ms = grid.fromMs + x * (grid.toMs - grid.fromMs);
  const column = Math.floor((ms - grid.firstMs) / grid.stepMs);
  const row = Math.floor(grid.low + y * (grid.high - grid.low));
  return {
    column: clamp(column, 0, grid.columns - 1),
    row: clamp(row, grid.low, grid.high - 1),
  };
}

/** The smallest range with both cells in it. */
export function cellsBetween(
  one: { readonly column: number; readonly row: number },
  other: { readonly column: number; readonly row: number },
): CellRange {
  return {
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column) + 1,
    low: Math.min(one.row, other.row),
    high: Math.max(one.row, other.row) + 1,
  };
}

/** The box of a range of cells, inside the time of the grid. */
export function boxOfCells(grid: HeatGrid, { left, right, low, high }: CellRange): Box {
  return {
    fromMs: Math.max(grid.fromMs, grid.firstMs + left * grid.stepMs),
    toMs: Math.min(grid.toMs, grid.firstMs + right * grid.stepMs),
    // Whole nanoseconds at or above the row's begin: those are the spans that the row counts.
    minNs: Math.ceil(rowDuration(low, grid.perOctave)),
    maxNs: Math.ceil(rowDuration(high, grid.perOctave)),
  };
}

/** What a range of cells holds. */
export function sumCells(grid: HeatGrid, range: CellRange): { spans: number; errors: number } {
  let [spans, errors] = [0, 0];
  for (const cell of grid.cells) {
    if (cell.column < range.left || cell.column >= range.right) continue;
    if (cell.row < range.low || cell.row >= range.high) continue;
    spans += cell.spans;
    errors += cell.errors;
  }
  return { spans, errors };
}

/** How full a cell is, 0 to 1, on a logarithmic scale: one span among thousands is still seen. */
export function heat(spans: number, most: number): number {
  return most <= 1 ? 1 : Math.log(1 + spans) / Math.log(1 + most);
}

/**
 * About the duration (nanoseconds) below which so much of the spans is, from the counts of the rows: as exact as a row is
 * high. Undefined without spans.
 */
export function gridPercentile(grid: HeatGrid, share: number): number | undefined {
  if (grid.total === 0) return undefined;
  const rows = new Map<number, number>();
  for (const { row, spans } of grid.cells) rows.set(row, (rows.get(row) ?? 0) + spans);
  let rest = share * grid.total;
  for (const [row, spans] of [...rows].toSorted(([a], [b]) => a - b)) {
    if (rest <= spans) return 2 ** ((row + rest / spans) / grid.perOctave);
    rest -= spans;
  }
  return rowDuration(Math.max(...rows.keys()) + 1, grid.perOctave);
}

const ROUND_NS = [1, 10, 100].flatMap((times) => [1, 1e3, 1e6].map((unit) => times * unit));
const SECONDS_NS = [1, 10, 60, 600, 3_600, 36_000, 86_400].map((seconds) => seconds * 1e9);
/** Between the decades, where there is room. */
const HALVES = [2, 5];

/** Round durations (nanoseconds) in the shown rows, at most about `most`. */
export function durationTicks(grid: HeatGrid, most: number): number[] {
  const inside = (ns: number) => {
    const row = durationRow(ns, grid.perOctave);
    return row >= grid.low && row <= grid.high;
  };
  const decades = [...ROUND_NS, ...SECONDS_NS].filter(inside).toSorted((a, b) => a - b);
  if (decades.length > most) return decades.filter((_, at) => at % Math.ceil(decades.length / most) === 0);
  if (decades.length * 3 > most) return decades;
  const finer = [...ROUND_NS, 1e9].flatMap((ns) => HALVES.map((times) => ns * times)).filter(inside);
  return [...decades, ...finer].toSorted((a, b) => a - b);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
