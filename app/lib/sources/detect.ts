// Guesses a source from a table's columns: by the names that are common, the types they have, the order and the indexes. Pure.
import { EXPRESSION_NAMES, type ExpressionName } from './fields.ts';
import { parseOrder } from './order.ts';
import { type SourceInput, type SourceKind, sourceInput } from './schema.ts';
import type { TableColumn, TableInfo } from './table.server.ts';
import { isJson, isNullable, isNumber, isText, isTextMap, isTime, isWholeNumber } from './types.ts';

interface Guess {
  /** Names without case, underscores and other signs; the best first. */
  readonly names: readonly string[];
  readonly fits: (type: string) => boolean;
}

const isPairs = (type: string) => isTextMap(type) || isJson(type);
const isId = (type: string) => /^UInt64$/.test(type);

/** In the order in which they choose their columns. `otel_*` and what common loggers and shippers write. */
const GUESSES: Partial<Record<ExpressionName, Guess>> = {
  timestamp: {
    names:
      words(`timestamp ts time datetime eventtime eventtimestamp logtime logtimestamp timestampns timestampms createdat
      created receivedat ingestedat observedtimestamp timeunix starttime date`),
    fits: isTime,
  },
  body: {
    names: words('body message msg log logmessage text line raw content event description spanname name'),
    fits: isText,
  },
  service: {
    names:
      words(`servicename service app application appname component program process logger job container containername
      kubernetescontainername tag host hostname`),
    fits: isText,
  },
  severity: { names: words('severitytext severity level loglevel lvl priority levelname'), fits: isText },
  severityNumber: { names: words('severitynumber severitynum'), fits: isWholeNumber },
  traceId: { names: words('traceid trace oteltraceid ddtraceid requestid'), fits: isText },
  spanId: { names: words('spanid span otelspanid'), fits: isText },
  parentSpanId: { names: words('parentspanid parentid parentspan'), fits: isText },
  eventName: { names: words('eventname eventtype'), fits: isText },
  spanName: { names: words('spanname operationname operation name'), fits: isText },
  spanKind: { names: words('spankind kind'), fits: isText },
  statusCode: { names: words('statuscode spanstatus status'), fits: isText },
  statusMessage: { names: words('statusmessage statusdescription'), fits: isText },
  duration: {
    names:
      words(`duration durationns durationnano durationnanos durationms durationmillis durationus durationmicros durations
      durationseconds elapsed elapsedms latency latencyms took`),
    fits: isNumber,
  },
  sessionId: { names: words('sessionid session rumsessionid'), fits: isText },
  resource: {
    names: words('resourceattributes resource resources resourceattrs resourcestring'),
    fits: isPairs,
  },
  scope: { names: words('scopeattributes scope'), fits: isPairs },
  attributes: {
    names:
      words(`logattributes spanattributes attributes attrs labels tags fields properties props metadata meta context extra
      data params json payload kv attributesstring`),
    fits: isPairs,
  },
  scopeName: { names: words('scopename instrumentationscope loggername'), fits: isText },
  scopeVersion: { names: words('scopeversion'), fits: isText },
  rowId: { names: words('id rowid eventid'), fits: isId },
};

const MOST_PLAIN_COLUMNS = 5;

/** Needed by traces and in the way elsewhere. */
const SPAN_FIELDS: readonly ExpressionName[] = [
  ...(['parentSpanId', 'spanName', 'spanKind', 'statusCode', 'statusMessage', 'duration'] as const),
];
const DEFAULT_COLUMNS: Readonly<Record<SourceKind, readonly ExpressionName[]>> = {
  log: ['timestamp', 'severity', 'service', 'body'],
  session: ['timestamp', 'sessionId', 'body'],
  metric: ['timestamp', 'service', 'body'],
  trace: ['timestamp', 'service', 'spanName', 'duration', 'statusCode'],
};
/** What the search language calls these fields. */
const FIELD_NAMES: Partial<Record<ExpressionName, string>> = {
  severity: 'level',
  spanName: 'name',
  statusCode: 'status',
  sessionId: 'session_id',
};

/** The source as its columns suggest it. What nothing suggests is empty, for a person to fill in; also the timestamp. */
export function detectSource(info: TableInfo): SourceInput {
  const found = guessColumns(info);
  const kind = kindOf(info, found);
  if (kind !== 'trace') for (const name of SPAN_FIELDS) found.delete(name);
  if (kind === 'trace' && found.has('spanName')) found.set('body', found.get('spanName') as TableColumn);
  if (kind !== 'session') found.delete('sessionId');
  const expressions: Partial<Record<ExpressionName, string>> = {};
  for (const name of EXPRESSION_NAMES) {
    const column = found.get(name);
    if (column) expressions[name] = quoted(column.name);
  }
  expressions.timestamp = timestampOf(info, found.get('timestamp'));
  expressions.order = orderOf(info, expressions.timestamp);
  const shown = DEFAULT_COLUMNS[kind].filter((name) => expressions[name]);
  const unnamed = shown.includes('body') || kind === 'trace' ? [] : plainColumns(info, found);
  const duration = found.get('duration')?.name ?? '';
  return sourceInput.parse({
    name: readable(info.table),
    kind,
    table: info.table,
    expressions,
    durationUnit: durationUnit(duration),
    defaultColumns: [...shown.map((name) => FIELD_NAMES[name] ?? name), ...unnamed],
  });
}

/** In a table without a body, the first columns that are no role are what there is to see. */
function plainColumns({ columns }: TableInfo, found: ReadonlyMap<ExpressionName, TableColumn>): string[] {
  const taken = new Set([...found.values()].map(({ name }) => name));
  return columns
    .filter(({ name, type }) => !taken.has(name) && (isText(type) || isNumber(type)))
    .slice(0, MOST_PLAIN_COLUMNS)
    .map(({ name }) => name);
}

function guessColumns(info: TableInfo): Map<ExpressionName, TableColumn> {
  const found = new Map<ExpressionName, TableColumn>();
  const taken = new Set<string>();
  const take = (name: ExpressionName, column: TableColumn | undefined) => {
    if (column === undefined || found.has(name)) return;
    found.set(name, column);
    taken.add(column.name);
  };
  const stored = info.columns.filter((column) => !column.isAlias);
  // An index for words says best which column words are searched in.
  take('body', indexedText(info));
  for (const [name, guess] of Object.entries(GUESSES) as [ExpressionName, Guess][]) {
    // Spans are named by what also serves as their body.
    const free = stored.filter((column) => name === 'spanName' || !taken.has(column.name));
    const fitting = free.filter(({ type }) => guess.fits(type));
    for (const wanted of guess.names)
      take(
        name,
        fitting.find((column) => plain(column.name) === wanted),
      );
  }
  take(
    'timestamp',
    stored.find(({ type }) => isTime(type)),
  );
  const pairs = stored.filter(({ name, type }) => isPairs(type) && !taken.has(name));
  if (pairs.length === 1) take('attributes', pairs[0]);
  return found;
}

/** The column with an index on the words of its text. */
function indexedText({ columns, indexes }: TableInfo): TableColumn | undefined {
  for (const { type, expression } of indexes) {
    if (!/^(text|full_text|inverted|tokenbf_v1|ngrambf_v1)$/.test(type)) continue;
    const name = /^(?:lower(?:UTF8)?\()?`?([^`()]+)`?\)?$/.exec(expression)?.[1];
    const column = columns.find((candidate) => candidate.name === name && isText(candidate.type));
    if (column && !GUESSES.traceId?.names.includes(plain(column.name))) return column;
  }
  return undefined;
}

function kindOf(info: TableInfo, found: ReadonlyMap<ExpressionName, TableColumn>): SourceKind {
  if (found.has('duration') && found.has('traceId') && (found.has('spanId') || found.has('parentSpanId')))
    return 'trace';
  const names = new Set(info.columns.map(({ name }) => plain(name)));
  if (names.has('metricname') && (names.has('value') || names.has('sum'))) return 'metric';
  return found.has('sessionId') && /session/i.test(info.table) ? 'session' : 'log';
}

/** The column itself, or how a DateTime is made of it. */
function timestampOf(info: TableInfo, column: TableColumn | undefined): string {
  if (column) return isNullable(column.type) ? `assumeNotNull(${quoted(column.name)})` : quoted(column.name);
  const names = GUESSES.timestamp?.names ?? [];
  const named = names
    .map((wanted) => info.columns.find(({ name }) => plain(name) === wanted))
    .find((candidate) => candidate !== undefined);
  if (named === undefined) return '';
  const name = isNullable(named.type) ? `assumeNotNull(${quoted(named.name)})` : quoted(named.name);
  if (/^String$/.test(named.type.replace(/^\w+\((.*)\)$/, '$1')))
    return `parseDateTime64BestEffortOrZero(${name}, 3)`;
  if (!isWholeNumber(named.type)) return '';
  if (/ns$|nano/i.test(named.name)) return `fromUnixTimestamp64Nano(toInt64(${name}))`;
  return /ms$|milli/i.test(named.name) ? `fromUnixTimestamp64Milli(toInt64(${name}))` : '';
}

/** The first part of the sorting key when it is a function of the timestamp; empty when it is the timestamp itself. */
function orderOf({ sortingKey }: TableInfo, timestamp: string): string {
  if (timestamp === '') return '';
  let depth = 0;
  const end = [...sortingKey].findIndex((char) => {
    if (char === '(') depth++;
    if (char === ')') depth--;
    return char === ',' && depth === 0;
  });
  const first = (end === -1 ? sortingKey : sortingKey.slice(0, end)).trim();
  const call = parseOrder(first, timestamp);
  return call ? first : '';
}

function durationUnit(column: string): SourceInput['durationUnit'] {
  const name = plain(column);
  if (/(ms|millis|milliseconds)$/.test(name)) return 'ms';
  if (/(us|micros|microseconds)$/.test(name)) return 'us';
  return /(seconds|durations|secs?)$/.test(name) ? 's' : 'ns';
}

/** `@timestamp` and `Log_Message` as they are compared: `timestamp`, `logmessage`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** As an expression: in backquotes where it is no plain word. */
function quoted(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** `nginx_access_logs` as `Nginx access logs`. */
function readable(table: string): string {
  const text = table.replaceAll(/[_\-.]+/g, ' ').trim() || table;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`.slice(0, 80);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
