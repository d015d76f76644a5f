// The columns of the list: which, in which order, how wide. Pure.
import type { LogRow } from '#app/lib/logs/schema.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';

export const DEFAULT_COLUMNS = ['timestamp', 'level', 'service', 'body'] as const;
/** More than the server takes in one question. */
const MOST_COLUMNS = 50;

/** Reads `cols` of the URL: names with commas between them; a comma in a name has a backslash before it. */
export function parseColumns(text: string, fallback: readonly string[]): readonly string[] {
  const names = [...text.matchAll(/(?:\\.|[^,\\])+/gs)]
    .map(([name]) => name.replace(/\\(.)/gs, '$1').trim())
    .filter((name) => name !== '');
  const chosen = [...new Set(names)].slice(0, MOST_COLUMNS);
  return chosen.length > 0 ? chosen : fallback;
}

/** The opposite of `parseColumns`; empty for the columns that are shown anyway. */
export function printColumns(columns: readonly string[], fallback: readonly string[]): string {
  const text = columns.map((name) => name.replace(/[\\,]/g, '\\$&')).join(',');
  return columns.length === fallback.length && columns.every((name, at) => name === fallback[at]) ? '' : text;
}

/** With one more column, before the body when that is the last one: it takes what room is left. */
export function addColumn(columns: readonly string[], name: string): readonly string[] {
  if (columns.includes(name)) return columns;
  const last = columns.at(-1);
  return last !== undefined && isBody(last) ? [...columns.slice(0, -1), name, last] : [...columns, name];
}

/** Without one column; the last one stays. */
export function removeColumn(columns: readonly string[], name: string): readonly string[] {
  const rest = columns.filter((column) => column !== name);
  return rest.length === 0 ? columns : rest;
}

/** With the column `name` at the place `to` of the others. */
export function moveColumn(columns: readonly string[], name: string, to: number): readonly string[] {
  const rest = columns.filter((column) => column !== name);
  const at = Math.min(rest.length, Math.max(0, to));
  return [...rest.slice(0, at), name, ...rest.slice(at)];
}

export type ColumnKind = 'time' | 'level' | 'service' | 'body' | 'field';

const KINDS: Readonly<Record<string, ColumnKind>> = {
  timestamp: 'time',
  '@timestamp': 'time',
  level: 'level',
  severity: 'level',
  severity_text: 'level',
  service: 'service',
  'service.name': 'service',
  service_name: 'service',
  body: 'body',
  message: 'body',
};

/** How a column is shown: some have a form of their own. */
export function columnKind(name: string): ColumnKind {
  return Object.hasOwn(KINDS, name) ? (KINDS[name] ?? 'field') : 'field';
}

export function isBody(name: string): boolean {
  return columnKind(name) === 'body';
}

/** What a column's header says. */
export function columnLabel(name: string): string {
  const kind = columnKind(name);
  return kind === 'field' ? name.replace(/^(attributes|resource|scope)\./, '') : LABELS[kind];
}

const LABELS = { time: 'Time', level: 'Level', service: 'Service', body: 'Body' } as const;

/** Fields that have a place of their own in a record, with their other names. */
const OWN: Readonly<Record<string, (row: LogRow) => string>> = Object.fromEntries(
  (
    [
      [['trace_id', 'trace.id', 'traceid', 'traceId'], (row) => row.traceId],
      [['span_id', 'span.id', 'spanid', 'spanId'], (row) => row.spanId],
      [['event', 'event.name', 'event_name'], (row) => row.eventName],
      [['scope_name', 'scope.name'], (row) => row.scope.name],
      [['scope_version', 'scope.version'], (row) => row.scope.version],
      [['severity_number'], (row) => String(row.severityNumber)],
    ] as const satisfies readonly (readonly [readonly string[], (row: LogRow) => string])[]
  ).flatMap(([names, read]) => names.map((name) => [name, read])),
);

/** What the record itself says about a column, when it came with its attributes: those of a live tail do. */
function readField(row: LogRow, name: string): string | undefined {
  const own = Object.hasOwn(OWN, name) ? OWN[name] : undefined;
  if (own) return own(row);
  const [scope, key] = splitScope(name);
  if (scope === 'attributes') return row.attributes[key];
  if (scope === 'resource') return row.resource[key];
  if (scope === 'scope') return row.scope.attributes[key];
  // The record's own attribute wins over the resource's, as in the search language.
  return row.attributes[name] || row.resource[name];
}

function splitScope(name: string): readonly [string, string] {
  const dot = name.indexOf('.');
  return dot < 0 ? ['', name] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** A cell's text; empty when the record has no such field. Time is printed by the row, which knows the zone. */
export function cellText(row: LogRow, name: string): string {
  switch (columnKind(name)) {
    case 'time':
      return row.timestamp;
    case 'level': {
      const level = severityLevel(row);
      return level === 'unset' ? row.severity : level;
    }
    case 'service':
      return row.service;
    case 'body':
      return row.body;
    default:
      return row.columns?.[name] ?? readField(row, name) ?? '';
  }
}

/** Fields that every row of the list has. */
const LISTED: ReadonlySet<string> = new Set(['severity_number', 'event', 'event.name', 'event_name']);

/** The columns whose values the server must send: all that rows of the list do not have anyway. */
export function columnsToAsk(columns: readonly string[]): readonly string[] {
  return columns.filter((name) => columnKind(name) === 'field' && !LISTED.has(name));
}

/** Widths that people chose, CSS pixels, by column. */
export type Widths = Readonly<Record<string, number>>;

export const LEAST_WIDTH = 40;
export const MOST_WIDTH = 2_000;
const LEAST_BODY = 240;
const FIELD_WIDTH = 150;

/** A column's width; undefined: it takes what is left. */
export function columnWidth(name: string, widths: Widths, withDate: boolean): number | undefined {
  const chosen = widths[name];
  if (chosen !== undefined) return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, chosen));
  switch (columnKind(name)) {
    case 'time':
      return withDate ? 148 : 96;
    case 'level':
      return 54;
    case 'service':
      return 130;
    case 'body':
      return undefined;
    default:
      return FIELD_WIDTH;
  }
}

/** What the grid of a row is made of. The last column takes what is left when no other does. */
export interface GridShape {
  /** `grid-template-columns`. */
  readonly template: string;
  /** Below this width the list scrolls sideways; CSS pixels. */
  readonly least: number;
}

export const CELL_GAP_PX = 12;

/** The grid for columns of these widths. */
export function gridShape(columns: readonly string[], widths: Widths, withDate: boolean): GridShape {
  const sizes = columns.map((name) => columnWidth(name, widths, withDate));
  const flexible = sizes.includes(undefined);
  const tracks = sizes.map((size, at) => {
    if (size === undefined) return `minmax(${LEAST_BODY}px,1fr)`;
    return !flexible && at === sizes.length - 1 ? `minmax(${size}px,1fr)` : `${size}px`;
  });
  const least = sizes.reduce<number>((sum, size) => sum + (size ?? LEAST_BODY), 0);
  return { template: tracks.join(' '), least: least + CELL_GAP_PX * (columns.length - 1) };
}
