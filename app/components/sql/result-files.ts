// A result as a file: CSV and NDJSON of the rows that are shown, in their order. Pure.
import { harmlessCell, quotedCell } from '#app/lib/core/csv.ts';
import { type Column, cellText, type Row } from './cells.ts';

/** RFC 4180; NULL is an empty field, a text that is empty is quoted, and none runs as a formula. */
export function toCsv(columns: readonly Column[], rows: readonly Row[]): string {
  const lines = [columns.map(({ name }) => csvField(name)), ...rows.map((row) => row.map(csvField))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = harmlessCell(cellText(value));
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? quotedCell(text) : text;
}

/** One JSON object per line; a column name that comes again gets a number. */
export function toNdjson(columns: readonly Column[], rows: readonly Row[]): string {
  const names = uniqueNames(columns.map(({ name }) => name));
  return rows
    .map((row) => `${JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at]])))}\n`)
    .join('');
}

function uniqueNames(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; seen.has(unique); number++) unique = `${name}_${number}`;
    seen.add(unique);
    return unique;
  });
}
