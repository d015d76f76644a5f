// Values of a result as texts, what kind a column is by its ClickHouse type, and sorting. Pure.
import { formatExact } from '#app/components/time/format.ts';
import type { SqlResponse } from '#app/lib/query/schema.ts';

export type ColumnKind = 'number' | 'time' | 'text';
export type Column = SqlResponse['columns'][number];
export type Row = readonly unknown[];

export interface Sorting {
  readonly column: number;
  readonly direction: 'asc' | 'desc';
}

/** What the values of a type are to a reader. */
export function columnKind(type: string): ColumnKind {
  const inner = type.replace(/^(?:Nullable\(|LowCardinality\(|SimpleAggregateFunction\(\w+, )+/, '');
  if (/^(U?Int\d|B?Float|Decimal)/.test(inner)) return 'number';
  if (/^Date(Time)?(32|64)?\b/.test(inner)) return 'time';
  return 'text';
}

/** A value as one reads it; null is told apart by the caller. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A point in time in the viewer's zone; any other value as it is. */
export function shownText(value: unknown, kind: ColumnKind, zone: string): string {
  const isInstant = kind === 'time' && typeof value === 'string' && value.endsWith('Z');
  return isInstant ? formatExact(value, zone) : cellText(value);
}

/** A number for drawing and sorting; 64-bit integers arrive as text. */
export function cellNumber(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}

/** Epoch milliseconds of a Date, DateTime or DateTime64 in ISO form. */
export function cellTime(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(ms) ? null : ms;
}

/** The order of the rows by a column, as indexes; NULLs are last either way. */
export function sortedIndexes(
  rows: readonly Row[],
  columns: readonly Column[],
  sorting: Sorting | undefined,
): number[] {
  const indexes = rows.map((_, index) => index);
  if (sorting === undefined) return indexes;
  const { column, direction } = sorting;
  const isNumber = columnKind(columns[column]?.type ?? '') === 'number';
  const sign = direction === 'asc' ? 1 : -1;
  const value = (index: number) => rows[index]?.[column] ?? null;
  return indexes.sort((a, b) => {
    const left = value(a);
    const right = value(b);
    if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1;
    return sign * (isNumber ? compareNumbers(left, right) : compareTexts(left, right)) || a - b;
  });
}

const WHOLE = /^-?\d+$/;

function compareNumbers(left: unknown, right: unknown): number {
  // Whole numbers beyond 2^53 differ in digits that a double does not have.
  if (typeof left === 'string' && typeof right === 'string' && WHOLE.test(left) && WHOLE.test(right)) {
    const difference = BigInt(left) - BigInt(right);
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  }
  const [a, b] = [cellNumber(left), cellNumber(right)];
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareTexts(left: unknown, right: unknown): number {
  const [a, b] = [cellText(left), cellText(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const LEAST_CHARS = 8;
const MOST_CHARS = 48;
const LOOKED_AT = 200;
const PADDING_CHARS = 3;

/** The width of each column in characters, by its name and its first values. */
export function columnWidths(columns: readonly Column[], rows: readonly Row[]): number[] {
  return columns.map(({ name, type }, at) => {
    // The header has room for the arrow of sorting.
    let longest = Math.max(name.length + 2, Math.min(type.length, 16));
    for (const row of rows.slice(0, LOOKED_AT)) longest = Math.max(longest, cellText(row[at]).length);
    return Math.min(MOST_CHARS, Math.max(LEAST_CHARS, longest + PADDING_CHARS));
  });
}
