// Test support: generated rows for the differential test, full of what breaks searches, and values to search for in them.
import fc from 'fast-check';
import type { SearchPools } from './arbitraries.ts';
import type { ModelRow, ModelType, ModelValue } from './evaluate.ts';
import { KEYS, type SearchTable } from './testing-tables.ts';
import { NUMERIC_TEXTS, ODD_TEXTS } from './testing-texts.ts';

const WORDS = [
  'connection',
  'refused',
  'Timeout',
  'ERROR',
  'user',
  'id',
  'order',
  'placed',
  'größe',
  'GRÖßE',
  'Ошибка',
  'ошибка',
  'ОШИБКА',
  'Éa',
  'ÉCOLE',
  'éCole',
  'École',
  'eCOLE',
  'Straße',
  'STRAßE',
  'STRAẞE',
  'strasse',
  'naïve',
  'NAïVE',
  'ΟΔΌΣ',
  'οδός',
  'Οδόσ',
  'İzmir',
  'i̇ZMIR',
  'ОшИбКа',
  'аутентификация',
  'АУТЕНТИфикация',
  '日本',
  '10',
  '0',
  '1',
  'a',
  'B2',
  'cart7',
  'GET',
];
const JOINS = [
  ' ',
  ' ',
  ' ',
  ' ',
  '.',
  '-',
  '_',
  '=',
  '/',
  ': ',
  '"',
  "'",
  '\\',
  '%',
  '\n',
  '\t',
  '\0',
  '(',
  '—',
  ' ',
];

const TRACE_IDS = Array.from({ length: 12 }, (_, index) =>
  String(index).repeat(2).padStart(4, 'ab').repeat(8).slice(0, 32),
);

const BASE_NS = 1_767_225_600_000_000_000n;

const odd = fc.constantFrom(...ODD_TEXTS);
const numeric = fc.constantFrom(...NUMERIC_TEXTS);
const word = fc.constantFrom(...WORDS);

/** A few words, put together in all ways; some with a rare number, so that indexes have something to find. */
export const sentence = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: word }, { weight: 1, arbitrary: fc.nat(300).map((n) => `req${n}`) }),
      fc.constantFrom(...JOINS),
    ),
    {
      minLength: 0,
      maxLength: 7,
    },
  )
  .map((parts) => parts.map(([text, join]) => text + join).join(''));

const value = fc.oneof(
  { weight: 3, arbitrary: numeric },
  { weight: 2, arbitrary: odd },
  { weight: 2, arbitrary: fc.nat(200).map((n) => `v${n}`) },
  { weight: 2, arbitrary: fc.constantFrom('/api/cart', '/api/cart/42', 'GET', 'pod-1', 'pod-12', 'Pod-1') },
  { weight: 1, arbitrary: fc.integer({ min: -20, max: 2000 }).map(String) },
);

const attributeMap = (keys: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 4 })
    .map((pairs) => Object.fromEntries(pairs.map(([key, text]) => [key, key === 'empty' ? '' : text])));

const SEVERITY_WORDS = [
  'ERROR',
  'error',
  'Err',
  'WARN',
  'warning',
  'INFO',
  '',
  'notice',
  'fatal',
  'E',
  '17',
  'Größe',
];

const EVENT_KEYS = ['exception.type', 'exception.message', 'attempt', 'odd key'];

/** How the values of a column are made; by its name where that matters, else by its type. */
function columnValues(name: string, type: string, model: ModelType): fc.Arbitrary<ModelValue> {
  const named = NAMED[name];
  if (named) return named;
  const values = byModel(type, model);
  return type.includes('Nullable') ? fc.option(values, { freq: 4, nil: null }) : values;
}

const NAMED: Readonly<Record<string, fc.Arbitrary<ModelValue>>> = {
  Body: fc.oneof({ weight: 6, arbitrary: sentence }, { weight: 1, arbitrary: odd }),
  note: fc.option(sentence, { freq: 6, nil: null }),
  SpanName: fc.oneof(
    fc.constantFrom('GET /api/cart', 'POST /api/orders/7', 'charge card', 'db.query', ''),
    sentence,
  ),
  TraceId: fc.constantFrom('', ...TRACE_IDS),
  SpanId: fc.constantFrom('', 'ab12', 'cd34'),
  ParentSpanId: fc.constantFrom('', 'ab12', 'cd34'),
  SeverityText: fc.constantFrom(...SEVERITY_WORDS),
  Level: fc.constantFrom(...SEVERITY_WORDS),
  sev: fc.constantFrom(null, ...SEVERITY_WORDS),
  SeverityNumber: fc.constantFrom(0n, 0n, 1n, 5n, 9n, 10n, 13n, 16n, 17n, 18n, 21n, 24n, 30n),
  Number: fc.constantFrom(-1n, 0n, 0n, 9n, 13n, 17n, 21n),
  ServiceName: fc.constantFrom('cart', 'Cart', 'checkout', 'pay-ment', ''),
  SpanKind: fc.constantFrom('Server', 'Client', 'Internal', 'SERVER', ''),
  StatusCode: fc.constantFrom('Unset', 'Ok', 'Error'),
  code: fc.constantFrom('', 'abc', 'abcdef', 'a b', 'ABC'),
  colour: fc.constantFrom('red', 'green', "it's (blue)"),
  uid: fc.constantFrom('61f0c404-5cb3-11e7-907b-a6006ad3dba0', '00000000-0000-0000-0000-000000000000'),
  ip: fc.constantFrom('10.0.0.1', '192.168.0.7', '0.0.0.0'),
  big: fc.constantFrom(0n, 1n, 9_007_199_254_740_993n, 18_446_744_073_709_551_615n),
  maybe: fc.constantFrom(null, 0n, -1n, 5n, 200n, 9_007_199_254_740_993n, -9_223_372_036_854_775_808n),
  Duration: fc.constantFrom(
    0n,
    1n,
    999n,
    1_000n,
    250_000_000n,
    1_500_000_000n,
    60_000_000_000n,
    250_000_001n,
  ),
  took: fc.constantFrom(0, 0.5, 1, 1.5, 250, 1500, 60000, 0.1),
  ratio: fc.constantFrom(0, -1.5, 0.1, 0.25, 1e21, 5, 200, 1e-7),
  small: fc.constantFrom(0, 0.10000000149011612, 0.5, -2, 16777216),
  LogAttributes: attributeMap(KEYS.attributes),
  SpanAttributes: attributeMap(KEYS.attributes),
  Attributes: attributeMap(KEYS.attributes),
  ResourceAttributes: attributeMap(KEYS.resource),
  Resource: attributeMap(KEYS.resource),
  ScopeAttributes: attributeMap(KEYS.scope),
  labels: attributeMap(['a', 'b c', 'x.y']),
  'Events.Attributes': fc.array(
    fc.oneof(
      attributeMap(EVENT_KEYS),
      fc.tuple(fc.constantFrom('Timeout', 'IOError', 'a b'), sentence).map(([type, message]) => ({
        'exception.type': type,
        'exception.message': message,
      })),
    ),
    { minLength: 3, maxLength: 3 },
  ),
};

function byModel(type: string, model: ModelType): fc.Arbitrary<ModelValue> {
  switch (model) {
    case 'integer':
      return type.startsWith('U')
        ? fc.constantFrom(0n, 1n, 5n, 200n)
        : fc.constantFrom(-5n, 0n, 5n, 200n, 404n);
    case 'float':
    case 'float32':
      return fc.constantFrom(0, 0.5, -1.5);
    case 'bool':
      return fc.boolean();
    case 'time0':
    case 'time3':
    case 'time9': {
      const step = type.includes('(9)') ? 1n : type.includes('64') ? 1_000_000n : 1_000_000_000n;
      return fc.nat(3000).map((n) => BASE_NS + ((BigInt(n) * 1_234_567_891n) / step) * step);
    }
    case 'texts':
      return fc.array(fc.constantFrom('exception', 'retry', 'a b', '', 'x%'), { maxLength: 3 });
    case 'integers':
      return fc.array(fc.constantFrom(-1n, 0n, 5n, 200n), { maxLength: 3 });
    default:
      return value as fc.Arbitrary<ModelValue>;
  }
}

/** That many rows of a table, the same for the same seed; the first column is the row's number. */
export function tableRows(table: SearchTable, count: number, seed: number): ModelRow[] {
  const record = fc.record(
    Object.fromEntries(
      table.columns.slice(1).map(([name, type, model]) => [name, columnValues(name, type, model)]),
    ),
  );
  const [rows = []] = fc.sample(fc.array(record, { minLength: count, maxLength: count, size: 'max' }), {
    seed,
    numRuns: 1,
  });
  return rows.map((row, index) => ({ Id: BigInt(index), ...row, ...eventsOf(row) }));
}

/** A span has as many maps of attributes as it has events. */
function eventsOf(row: ModelRow): ModelRow {
  const maps = row['Events.Attributes'] as readonly Record<string, string>[] | undefined;
  const names = row['Events.Name'] as readonly string[] | undefined;
  return maps && names ? { 'Events.Attributes': maps.slice(0, names.length) } : {};
}

/** What to ask a table for: mostly values that its rows have, whole or as pieces. */
export function searchPools(table: SearchTable, rows: readonly ModelRow[]): SearchPools {
  const scopes = (['attributes', 'resource', 'scope'] as const).filter(
    (scope) => table.model[scope] !== undefined,
  );
  const keys = scopes.flatMap((scope) =>
    KEYS[scope].map((key) => [`${scope}.${key}`, table.model[scope] ?? '', key] as const),
  );
  const places = new Map<string, readonly string[]>();
  const textsOf = (column: string, key?: string): string[] => {
    const found = rows.flatMap((row) => {
      const held = row[column] ?? null;
      if (held === null) return [];
      if (Array.isArray(held))
        return held.flatMap((element: string | bigint | Record<string, string>) =>
          typeof element === 'object' ? (element[key ?? ''] ?? []) : String(element),
        );
      if (typeof held === 'object')
        return key === undefined ? [] : ((held as Record<string, string>)[key] ?? []);
      return [
        typeof held === 'bigint' && table.model.own.timestamp?.column === column ? isoOf(held) : String(held),
      ];
    });
    return [...new Set(found)].slice(0, 200);
  };
  for (const [name, , model] of table.columns) {
    if (model === 'map' || model === 'maps') continue;
    places.set(
      name,
      model.startsWith('time')
        ? rows.slice(0, 50).map((row) => (row[name] === null ? isoOf(BASE_NS) : isoOf(row[name] as bigint)))
        : textsOf(name),
    );
  }
  for (const [alias, own] of Object.entries(table.model.own))
    places.set(
      alias,
      own.reading === 'empty'
        ? ['true', 'false', 'TRUE', '1']
        : own.key === undefined
          ? (places.get(own.column) ?? [])
          : textsOf(own.column, own.key),
    );
  const { events } = table.model;
  if (events !== undefined)
    for (const key of EVENT_KEYS) places.set(`event.attributes.${key}`, textsOf(events, key));
  for (const [name, column, key] of keys) {
    places.set(name, textsOf(column, key));
    if (!name.startsWith('scope.')) places.set(key, [...(places.get(key) ?? []), ...textsOf(column, key)]);
  }
  const mapColumns = table.columns.filter(([, , model]) => model === 'map').map(([name]) => name);
  for (const column of mapColumns)
    for (const key of ['a', 'x.y', 'http.route']) places.set(`${column}.${key}`, textsOf(column, key));
  if (table.model.level) {
    const words = [
      ...SEVERITY_WORDS,
      'err',
      'Warning',
      'unset',
      'debug',
      '17',
      '9',
      'information',
      'critical',
    ];
    for (const name of ['level', 'severity']) places.set(name, words);
  }
  if (table.model.attributes) places.set('never.seen', ['x', '5']);
  const names = [...places.keys()];
  return {
    fields: fc.constantFrom(...names),
    values: (name) => valuesOf(places.get(name) ?? []),
    bounds: (name) => boundsOf(name, places.get(name) ?? []),
    regexes: () =>
      fc.constantFrom(
        '^a',
        'b$',
        '.',
        '^$',
        '[0-9]+',
        'err|ERR',
        '(?:a|b)c?',
        '\\d{3}',
        '^v1',
        'Größe',
        '\\.',
        'x{2,}',
        '[^a]$',
        'o.{0,3}e',
      ),
    texts: fc.oneof(
      { weight: 4, arbitrary: word },
      { weight: 2, arbitrary: fc.nat(300).map((n) => `req${n}`) },
      { weight: 2, arbitrary: sentence.filter((text) => text !== '') },
      {
        weight: 2,
        arbitrary: fc
          .tuple(sentence, fc.nat(20), fc.integer({ min: 1, max: 12 }))
          .map(([text, from, length]) => text.slice(from, from + length) || 'x'),
      },
      { weight: 1, arbitrary: odd.map((text) => text || 'a') },
    ),
  };
}

function valuesOf(texts: readonly string[]): fc.Arbitrary<string> {
  const own = texts.length > 0 ? fc.constantFrom(...texts) : fc.constant('x');
  return fc.oneof(
    { weight: 8, arbitrary: own },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: numeric },
  );
}

function boundsOf(name: string, texts: readonly string[]): fc.Arbitrary<string> {
  if (name === 'level' || name === 'severity')
    return fc.constantFrom('error', 'WARN', 'info', 'fatal', 'trace', 'debug', '13', '17', 'critical');
  const own = texts.filter((text) => text !== '');
  return fc.oneof(
    { weight: 3, arbitrary: own.length > 0 ? fc.constantFrom(...own) : fc.constant('5') },
    {
      weight: 3,
      arbitrary: fc.constantFrom('0', '5', '-1', '200', '404.5', '1e3', '0.1', '9007199254740993'),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom('250ms', '1s', '1.5s', '7us', '900ns', '2m', '1KB', '10MiB', '1kib', '5B'),
    },
    { weight: 1, arbitrary: fc.constantFrom('abc', 'v5', 'Z', '日') },
  );
}

function isoOf(ns: bigint): string {
  return `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19)}.${String(ns % 1_000_000_000n).padStart(9, '0')}Z`;
}
