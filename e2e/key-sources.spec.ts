// Every operation of the API with a key that is kept to one source, found by enumeration: whatever it asks of another source
// is refused or left out. An operation that this table does not know has to refuse such a key altogether.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendLogs, startWithAdmin } from './lib/logs.ts';
import { INGEST_KEY, type Maple } from './lib/maple.ts';

const SECRET = 'pumpernickel';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

let maple: Maple;
/** Keys by the source that they are kept to. */
const keys: Record<'shop' | 'logs' | 'warnings', string> = { shop: '', logs: '', warnings: '' };
let savedId = '';

beforeAll(async () => {
  maple = await startWithAdmin();
  await sendLogs(maple, 'bakery', [{ body: `${SECRET} was baked`, traceId: TRACE_ID }]);
  await onEngine(
    `CREATE TABLE otel.shop_logs (ts DateTime64(3), message String) ENGINE = MergeTree ORDER BY ts`,
  );
  await onEngine(`INSERT INTO otel.shop_logs VALUES (now64(3), 'basket emptied')`);
  await onEngine(`CREATE VIEW otel.shop_view AS SELECT * FROM otel.shop_logs`);
  const shop = await made('/sources', {
    name: 'Shop',
    kind: 'log',
    table: 'shop_logs',
    expressions: { timestamp: 'ts', body: 'message' },
  });
  const warnings = await made('/sources', {
    name: 'Warnings',
    kind: 'log',
    table: 'otel_logs',
    expressions: { timestamp: 'Timestamp', body: 'Body', filter: "SeverityText = 'WARN'" },
  });
  const keptTo = async (id: string) =>
    (await made('/api-keys', { name: id, scopes: ['read', 'write'], allowedSources: [id] })).key ?? '';
  keys.shop = await keptTo(shop.id ?? '');
  keys.warnings = await keptTo(warnings.id ?? '');
  keys.logs = await keptTo('logs');
  const saved = await made('/saved-searches', { name: SECRET, visibility: 'team', query: SECRET });
  savedId = saved.id ?? '';
});

afterAll(() => maple?.stop());

async function onEngine(statement: string): Promise<void> {
  const response = await fetch(maple.engineUrl, { method: 'POST', body: statement });
  expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
}

/** Made by an administrator's key. */
async function made(path: string, body: object): Promise<{ id?: string; key?: string }> {
  const response = await maple.api(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([path, response.ok]).toEqual([path, true]);
  return response.json();
}

interface Case {
  readonly input?: object;
  /** What the answer is when it asks for what is not its own; 403 unless said. */
  readonly status?: number;
}

const box = { fromMs: Date.now() - 60_000, toMs: Date.now(), minNs: 0, maxNs: 1e6 };

/** What each operation is asked about another source: built in by default, so most need no words. */
const CASES: Readonly<Record<string, Case>> = {
  '/api/v1/logs/search': {},
  '/api/v1/logs/aggregate': {},
  '/api/v1/logs/export': {},
  '/api/v1/logs/fields': {},
  '/api/v1/logs/tail': {},
  '/api/v1/logs/facets': { input: { fields: ['level'] } },
  '/api/v1/logs/values': { input: { field: 'level' } },
  '/api/v1/logs/context': { input: { id: 'x' } },
  '/api/v1/traces/search': {},
  '/api/v1/traces/spans': {},
  '/api/v1/traces/services': {},
  '/api/v1/traces/red': {},
  '/api/v1/traces/heatmap': {},
  '/api/v1/traces/differences': { input: { box } },
  '/api/v1/traces/percentile': {
    input: { service: 'bakery', name: 'bake', kind: 'Server', durationNs: 1, atMs: Date.now() },
  },
  '/api/v1/traces/{traceId}': {},
  '/api/v1/traces/{traceId}/columns': {},
  '/api/v1/traces/{traceId}/match': { input: { query: 'x' } },
  '/api/v1/traces/{traceId}/span': { input: { spanId: 'b7ad6b7169203331' } },
  '/api/v1/services/errors': {},
  '/api/v1/services/map': {},
  '/api/v1/services/service': { input: { service: 'bakery' } },
  '/api/v1/query': { input: { sql: 'SELECT * FROM otel_logs' }, status: 400 },
  'GET /api/v1/sources': { status: 200 },
  'GET /api/v1/sources/{id}': {},
  'GET /api/v1/connections': { status: 200 },
  'GET /api/v1/connections/{id}': { status: 404 },
  'GET /api/v1/saved-searches': { status: 200 },
  'POST /api/v1/saved-searches': { input: { name: 'x', visibility: 'team' } },
  '/api/v1/saved-searches/{id}': { status: 404 },
  'GET /api/v1/facet-pins': {},
  'PUT /api/v1/facet-pins': { input: { scope: 'team', fields: ['host'] } },
  '/api/v1/queries/{id}': { status: 404 },
};

interface Operation {
  readonly method: string;
  readonly path: string;
}

async function operations(): Promise<(Operation & { readonly isOfPersons: boolean })[]> {
  const document = await (await fetch(`${maple.url}/api/v1/openapi.json`)).json();
  return Object.entries<Record<string, { security: object[] }>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security.length > 0)
      .map(([method, { security }]) => ({
        path,
        method: method.toUpperCase(),
        isOfPersons: !JSON.stringify(security).includes('bearerKey'),
      })),
  );
}

/** Ids that stand in a path. */
function idFor(path: string): string {
  if (path.includes('saved-searches')) return savedId;
  if (path.includes('sources')) return 'logs';
  return '11111111-1111-4111-8111-111111111111';
}

function ask({ method, path }: Operation, input: object, key: string): Promise<Response> {
  const address = new URL(
    path
      .replace('{traceId}', TRACE_ID)
      .replace('{id}', idFor(path))
      .replace(/\{\w+\}/, 'x'),
    maple.url,
  );
  const hasBody = method !== 'GET' && method !== 'DELETE';
  if (!hasBody)
    for (const [name, value] of Object.entries(input))
      address.searchParams.set(
        name,
        typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value),
      );
  return fetch(address, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(hasBody && { 'content-type': 'application/json' }) },
    ...(hasBody && { body: JSON.stringify(input) }),
    signal: AbortSignal.timeout(10_000),
  });
}

test('every operation keeps to the sources of the key', async () => {
  const rows: string[] = [];
  const wrong: string[] = [];
  for (const operation of await operations()) {
    const { method, path, isOfPersons } = operation;
    const { input = {}, status: expected = 403 } = CASES[`${method} ${path}`] ?? CASES[path] ?? {};
    const response = await ask(operation, input, keys.shop);
    // What belongs to persons knows no keys.
    const status = isOfPersons ? 401 : expected;
    const text = await response.text();
    const row = `${method} ${path}: ${response.status}`;
    rows.push(row);
    if (response.status !== status || text.includes(SECRET))
      wrong.push(`${row}, not ${status}: ${text.slice(0, 200)}`);
  }
  expect(wrong).toEqual([]);
  expect(rows.length).toBeGreaterThan(40);
});

test('its own source it reads by all that logs are read with', async () => {
  const own: Readonly<Record<string, object>> = {
    '/api/v1/logs/search': {},
    '/api/v1/logs/aggregate': {},
    '/api/v1/logs/export': {},
    '/api/v1/logs/fields': {},
    '/api/v1/logs/facets': { fields: ['body'] },
    '/api/v1/logs/values': { field: 'body' },
  };
  for (const [path, input] of Object.entries(own)) {
    const response = await ask({ method: 'POST', path }, { ...input, source: 'Shop' }, keys.shop);
    expect([path, response.status, await response.text()]).toEqual([path, 200, expect.any(String)]);
  }
  const list = await (await ask({ method: 'GET', path: '/api/v1/sources' }, {}, keys.shop)).json();
  expect(list.sources.map(({ name }: { name: string }) => name)).toEqual(['Shop']);
});

test('a source that is there and one that is not are told apart by nothing', async () => {
  const answers = await Promise.all(
    ['logs', 'Warnings', 'nope'].map(async (source) => {
      const response = await ask({ method: 'POST', path: '/api/v1/logs/search' }, { source }, keys.shop);
      return [response.status, await response.text()];
    }),
  );
  expect(new Set(answers.map(String)).size).toBe(1);
  expect(String(answers[0])).toContain('Shop');
});

describe('SQL', () => {
  const run = async (sql: string, key: string, more: object = {}) => {
    const response = await ask({ method: 'POST', path: '/api/v1/query' }, { sql, ...more }, key);
    return { status: response.status, answer: await response.json() };
  };

  test.each<[keyof typeof keys, string]>([
    ['shop', 'SELECT message FROM shop_logs'],
    ['shop', 'SELECT message FROM otel.shop_logs'],
    ['shop', 'WITH a AS (SELECT message FROM shop_logs) SELECT * FROM a'],
    ['shop', 'SELECT 1'],
    ['logs', 'SELECT Body FROM otel_logs'],
  ])('a key for %s may run: %s', async (key, sql) => {
    expect(await run(sql, keys[key])).toMatchObject({ status: 200, answer: { rowCount: 1 } });
  });

  test.each<[keyof typeof keys, string]>([
    ['shop', 'SELECT Body FROM otel_logs'],
    ['shop', 'SELECT Body FROM otel.otel_logs'],
    ['shop', 'SELECT Body FROM `otel`.`otel_logs`'],
    ['shop', 'SELECT * FROM shop_view'],
    ['shop', 'SELECT * FROM otel_logs_volume_1m'],
    ['shop', 'SELECT * FROM no_such_table'],
    ['shop', 'SELECT message FROM shop_logs WHERE message IN otel_logs'],
    ['shop', 'SELECT message FROM shop_logs WHERE message IN (SELECT Body FROM otel_logs)'],
    ['shop', 'SELECT message FROM shop_logs UNION ALL SELECT Body FROM otel_logs'],
    ['shop', 'SELECT * FROM shop_logs AS a JOIN otel_logs AS b ON a.message = b.Body'],
    ['shop', 'SELECT * FROM shop_logs, otel_logs'],
    ['shop', 'WITH (SELECT max(Body) FROM otel_logs) AS b SELECT b FROM shop_logs'],
    ['shop', 'WITH otel_logs AS (SELECT 1 AS n) SELECT * FROM otel_logs'],
    ['shop', 'WITH shop_logs AS (SELECT Body FROM otel_logs) SELECT * FROM shop_logs'],
    ['shop', 'SELECT (SELECT count() FROM otel_traces)'],
    ['shop', "SELECT * FROM merge(currentDatabase(), '.*')"],
    ['shop', 'SELECT * FROM {t:Identifier}'],
    ['logs', 'SELECT count() FROM otel_traces'],
    ['logs', 'SELECT count() FROM otel_attribute_keys'],
    ['warnings', 'SELECT Body FROM otel_logs'],
  ])('a key for %s may not run: %s', async (key, sql) => {
    const { status, answer } = await run(sql, keys[key], { params: { t: 'otel_logs' } });
    expect([status, answer.error?.code]).toEqual([400, 'bad_request']);
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  test('a table that is there and one that is not are told apart by nothing', async () => {
    const [there, nowhere] = await Promise.all(
      ['otel_traces', 'otel_nothing'].map(async (table) => {
        const { answer } = await run(`SELECT * FROM ${table}`, keys.shop);
        return JSON.stringify(answer)
          .replaceAll(table, 'x')
          .replace(/"to":\d+/, '');
      }),
    );
    expect(there).toBe(nowhere);
    expect(there).toContain('shop_logs');
  });
});

test('a key for one source sends nothing, and an ingest key reads nothing', async () => {
  const sent = await fetch(`${maple.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.shop}` },
    body: '{}',
  });
  expect(sent.status).toBe(403);
  const read = await ask({ method: 'GET', path: '/api/v1/logs/search' }, {}, INGEST_KEY);
  expect(read.status).toBe(403);
});
