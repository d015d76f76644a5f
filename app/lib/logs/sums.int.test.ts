// Sums, facets, fields and values on a real engine, against the same worked out in memory from the plain rows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw, render, sql } from '#app/lib/sql/sql.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import { aggregateLogs } from './aggregate.server.ts';
import { facetLogs } from './facets.server.ts';
import { completeLogValues, listLogFields } from './fields.server.ts';
import {
  type LogAggregateResponse,
  logAggregateRequest,
  logFacetsRequest,
  logFieldsRequest,
  logValuesRequest,
} from './schema.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant as tenant } from './testing.ts';

const NOW = Date.now();
const HOUR = 3_600_000;
const ROWS = 9_000;

interface PlainRow {
  readonly ms: string;
  readonly service: string;
  readonly severity: string;
  readonly number: number;
  readonly body: string;
  readonly own: Record<string, string>;
  readonly resource: Record<string, string>;
}

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;
let plain: PlainRow[];
/** What the engine was asked. */
const statements: string[] = [];

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  // Over five hours up to now, at odd milliseconds; severities by number, by word, by both and by neither.
  await clickhouse.command(sql`INSERT INTO otel.otel_logs
    (Timestamp, ServiceName, SeverityText, SeverityNumber, Body, LogAttributes, ResourceAttributes)
    SELECT fromUnixTimestamp64Milli(${raw(String(NOW))} - 1 - toInt64(number * ${raw(String((5 * HOUR) / ROWS))})),
      concat('service-', toString(cityHash64(number) % 7)),
      ['INFO', 'info', 'Error', 'warn', '', 'critical'][1 + cityHash64(number, 1) % 6],
      [9, 0, 17, 13, 0, 21][1 + cityHash64(number, 1) % 6],
      ['request served', 'connection refused'][1 + cityHash64(number, 3) % 2],
      mapConcat(map('route', concat('/r', toString(cityHash64(number, 4) % 5)), 'status', toString(200 + cityHash64(number, 5) % 3), 'id', toString(cityHash64(number, 6))),
        if(number % 3 = 0, map('sometimes', 'Yes'), map())),
      map('host', concat('host-', toString(cityHash64(number, 7) % 12)))
    FROM numbers(${raw(String(ROWS))}) SETTINGS max_block_size = 5000, min_insert_block_size_rows = 5000`);
  const answer =
    await clickhouse.query<PlainRow>(sql`SELECT toUnixTimestamp64Milli(Timestamp) AS ms, ServiceName AS service,
    SeverityText AS severity, SeverityNumber AS number, Body AS body, LogAttributes AS own, ResourceAttributes AS resource
    FROM otel.otel_logs`);
  plain = answer.rows;
  const query: ClickHouse['query'] = (statement, options) => {
    statements.push(render(statement).text);
    return clickhouse.query(statement, options);
  };
  reader = createTestReader({ ...clickhouse, query }, { now: () => NOW });
  await reader.sources.open(tenant, 'logs');
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const level = ({ severity, number }: PlainRow) => severityLevel({ severity, severityNumber: number });
const inRange = (from: number, to: number) => plain.filter(({ ms }) => Number(ms) >= from && Number(ms) < to);

function countBy(rows: readonly PlainRow[], of: (row: PlainRow) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
  return counts;
}

/** Every point as one text: labels, time and value. */
function flat({ series }: LogAggregateResponse): string[] {
  return series
    .flatMap(({ labels, points }) => points.map((point) => JSON.stringify([labels, ...point])))
    .toSorted();
}

const aggregate = (request: object) => aggregateLogs(reader, tenant, logAggregateRequest.parse(request));

describe('counts over time', () => {
  const from = NOW - 4 * HOUR + 61_234;
  const to = NOW - 77_777;
  const histogram = (rows: readonly PlainRow[], labels: (row: PlainRow) => object, stepMs: number) =>
    [...countBy(rows, (row) => JSON.stringify([labels(row), Math.floor(Number(row.ms) / stepMs) * stepMs]))]
      .map(([key, count]) => JSON.stringify([...JSON.parse(key), count]))
      .toSorted();

  test.each([
    ['', ['level']],
    ['', ['service', 'level']],
    ['', []],
    ['service:service-3 AND NOT level:info', ['level']],
    ['level:(error OR fatal)', ['service']],
  ])('%s by %j: the small table says what the records say', async (query, groupBy) => {
    statements.length = 0;
    const fromVolume = await aggregate({ from, to, query, groupBy, interval: '10m', limit: 100 });
    const matching = inRange(from, to).filter(
      (row) =>
        (!query.startsWith('service') || (row.service === 'service-3' && level(row) !== 'info')) &&
        (!query.startsWith('level') || ['error', 'fatal'].includes(level(row))),
    );
    const labels = (row: PlainRow) =>
      Object.fromEntries(groupBy.map((name) => [name, name === 'level' ? level(row) : row.service]));
    expect(flat(fromVolume)).toEqual(histogram(matching, labels, 600_000));
    // The volume, and the records at the ends: not all of them after that.
    expect(statements).toHaveLength(2);
    expect(statements[0]).toContain('otel_logs_volume_1m');
  });

  test('a volume that misses an insert is not believed', async () => {
    await clickhouse.command(sql`ALTER TABLE otel.otel_logs_volume_1m DELETE WHERE Minute = toStartOfMinute(fromUnixTimestamp64Milli(${raw(String(NOW - 2 * HOUR))}))
      SETTINGS mutations_sync = 2`);
    const answer = await aggregate({ from, to, groupBy: ['service'], interval: 'none' });
    const expected = countBy(inRange(from, to), ({ service }) => service);
    expect(new Map(answer.series.map(({ labels, points }) => [labels.service, points[0]?.[1]]))).toEqual(
      expected,
    );
    await clickhouse.command(sql`INSERT INTO otel.otel_logs_volume_1m
      SELECT toStartOfMinute(Timestamp), ServiceName, SeverityNumber, SeverityText, count(), sum(length(Body)) FROM otel.otel_logs
      WHERE toStartOfMinute(Timestamp) = toStartOfMinute(fromUnixTimestamp64Milli(${raw(String(NOW - 2 * HOUR))})) GROUP BY ALL`);
  });

  test.each(['7s', '1m', '90s', '1h'])('intervals of %s', async (interval) => {
    const [short, stepMs] = [
      NOW - 30 * 60_000,
      { '7s': 7_000, '1m': 60_000, '90s': 90_000, '1h': HOUR }[interval] ?? 1,
    ];
    const answer = await aggregate({ from: short, to: NOW, groupBy: ['route'], query: 'refused', interval });
    const rows = inRange(short, NOW).filter(({ body }) => body.includes('refused'));
    expect(flat(answer)).toEqual(histogram(rows, (row) => ({ route: row.own.route }), stepMs));
    expect(answer.intervalMs).toBe(stepMs);
  });

  test('the largest series by name and all others as one', async () => {
    const answer = await aggregate({ from, to, groupBy: ['host'], interval: '1h', limit: 3 });
    const counts = [...countBy(inRange(from, to), ({ resource }) => resource.host ?? '')].sort(
      (a, b) => b[1] - a[1] || (JSON.stringify([a[0]]) < JSON.stringify([b[0]]) ? -1 : 1),
    );
    expect(answer.series.slice(0, 3).map(({ labels }) => labels.host)).toEqual(
      counts.slice(0, 3).map(([host]) => host),
    );
    expect(answer.series[3]).toMatchObject({ isOther: true, labels: {} });
    const total = answer.series.flatMap(({ points }) => points).reduce((sum, [, count]) => sum + count, 0);
    expect(total).toBe(inRange(from, to).length);
    expect(answer.isCut).toBe(true);
  });

  test('a group for each record: the others are still exact', async () => {
    const answer = await aggregate({ from, to, groupBy: ['id', 'level'], interval: '1h', limit: 5 });
    expect(answer.series).toHaveLength(6);
    const total = answer.series.flatMap(({ points }) => points).reduce((sum, [, count]) => sum + count, 0);
    expect(total).toBe(inRange(from, to).length);
  });
});

describe('other aggregates', () => {
  const range = { from: NOW - HOUR, to: NOW, interval: 'none' };
  const only = (answer: LogAggregateResponse) => answer.series[0]?.points[0]?.[1];
  const statuses = () => inRange(NOW - HOUR, NOW).map(({ own }) => Number(own.status));

  test('of numbers in attributes', async () => {
    const sum = statuses().reduce((total, status) => total + status, 0);
    expect(only(await aggregate({ ...range, aggregate: 'sum(status)' }))).toBe(sum);
    expect(only(await aggregate({ ...range, aggregate: 'avg(status)' }))).toBeCloseTo(
      sum / statuses().length,
    );
    expect(only(await aggregate({ ...range, aggregate: 'min(status)' }))).toBe(200);
    expect(only(await aggregate({ ...range, aggregate: 'max(status)' }))).toBe(202);
    expect(only(await aggregate({ ...range, aggregate: 'p50(status)' }))).toBe(201);
    expect(only(await aggregate({ ...range, aggregate: 'count_distinct(host)' }))).toBe(12);
    const rate = only(await aggregate({ ...range, aggregate: 'rate' }));
    expect(rate).toBeCloseTo(statuses().length / 3_600);
  });

  test('a field without numbers has no average, and nothing is no number', async () => {
    for (const field of ['route', 'body', 'nosuch'])
      expect(await aggregate({ ...range, aggregate: `avg(${field})` })).toMatchObject({
        series: [],
        hint: expect.stringContaining(`has a number in ${field}`),
      });
    expect((await aggregate({ ...range, aggregate: 'avg(status)' })).hint).toBeNull();
    expect((await aggregate({ ...range, query: 'xyzzyx', aggregate: 'avg(body)' })).hint).toBeNull();
    await expect(aggregate({ ...range, aggregate: 'avg(timestamp)' })).rejects.toMatchObject({
      code: 'bad_request',
    });
  });
});

const facets = async (request: object) =>
  (await facetLogs(reader, tenant, logFacetsRequest.parse(request))).fields;

describe('facets', () => {
  const names = ['level', 'service', 'route', 'host', 'status', 'sometimes', 'resource.host', 'id', 'body'];
  const fieldOf = (row: PlainRow, name: string): string => {
    if (name === 'level') return level(row);
    if (name === 'service') return row.service;
    if (name === 'body') return row.body;
    return row.own[name] ?? row.resource[name.replace('resource.', '')] ?? '';
  };

  function expected(rows: readonly PlainRow[], name: string, limit = 10) {
    const counts = countBy(rows, (row) => fieldOf(row, name));
    counts.delete('');
    const values = [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return { values: values.slice(0, limit), distinct: counts.size };
  }

  // Aligned to the quarters of the attribute rollup, so that its counts are exact too.
  const from = Math.ceil((NOW - 5 * HOUR) / 900_000) * 900_000;
  const to = Math.floor(NOW / 900_000) * 900_000;

  test.each([
    ['', () => true],
    ['level:error', (row: PlainRow) => level(row) === 'error'],
    ['refused', (row: PlainRow) => row.body.includes('refused')],
    [
      'route:\\/r1 service:service-2',
      (row: PlainRow) => row.own.route === '/r1' && row.service === 'service-2',
    ],
  ] as const)('of %s are what the rows say', async (query, isMatch) => {
    const rows = inRange(from, to).filter(isMatch);
    for (const found of await facets({ from, to, query, fields: names }))
      expect(found).toMatchObject({ name: found.name, sampled: null, ...expected(rows, found.name) });
  });

  test('over a short range, to the millisecond', async () => {
    const short = { from: NOW - 1_234_567, to: NOW - 12_345 };
    for (const found of await facets({ ...short, fields: names }))
      expect(found).toMatchObject(expected(inRange(short.from, short.to), found.name));
  });

  test('of too many matches are of the newest, and say so', async () => {
    const ago = NOW - 30 * HOUR;
    await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, Body, LogAttributes)
      SELECT fromUnixTimestamp64Milli(${raw(String(ago))} + number), 'many', map('part', if(number < 19000, 'old', 'new')) FROM numbers(25000)`);
    const [part] = await facets({ from: ago, to: ago + HOUR, query: 'many', fields: ['part'] });
    expect(part).toMatchObject({
      sampled: 10_000,
      values: [
        { value: 'new', count: 6_000 },
        { value: 'old', count: 4_000 },
      ],
    });
  });

  test('numbers have a range', async () => {
    const [status, route] = await facets({ from, to, fields: ['status', 'route'] });
    expect(status?.numeric).toEqual({ min: 200, max: 202 });
    expect(route?.numeric).toBeNull();
    const [filtered] = await facets({ from, to, query: 'refused', fields: ['status'] });
    expect(filtered?.numeric).toEqual({ min: 200, max: 202 });
  });

  test.each(['', 'refused'])('%s: values that contain a text', async (query) => {
    const found = await facets({
      from,
      to,
      query,
      fields: ['host', 'service', 'sometimes'],
      contains: 'T-1',
    });
    expect(found.map(({ values }) => values.map(({ value }) => value).toSorted())).toEqual([
      ['host-1', 'host-10', 'host-11'],
      [],
      [],
    ]);
    expect(found[0]?.distinct).toBe(12);
  });
});

describe('fields and values', () => {
  const range = { from: NOW - 5 * HOUR, to: NOW };

  test('fields have their counts', async () => {
    const { fields } = await listLogFields(reader, tenant, logFieldsRequest.parse(range));
    const byName = new Map(fields.map((field) => [field.name, field]));
    expect(byName.get('level')).toMatchObject({ kind: 'severity', scope: 'source' });
    expect(byName.get('route')).toMatchObject({ scope: 'attributes', count: ROWS });
    expect(byName.get('host')).toMatchObject({ scope: 'resource', count: ROWS });
    expect(byName.get('sometimes')).toMatchObject({ count: ROWS / 3 });
    expect(byName.size).toBe(fields.length);
  });

  test('columns are those of the table, with the unit of durations', async () => {
    const logs = await listLogFields(reader, tenant, logFieldsRequest.parse(range));
    expect(logs.columns).toContainEqual(
      expect.objectContaining({ name: 'LogAttributes', scope: 'attributes' }),
    );
    expect(logs.columns.every(({ unit }) => unit === null)).toBe(true);
    const spans = await listLogFields(reader, tenant, logFieldsRequest.parse({ ...range, source: 'traces' }));
    expect(spans.columns).toContainEqual({ name: 'Duration', type: 'UInt64', unit: 'ns', scope: null });
  });

  test.each([
    ['level', 'fat', ['fatal']],
    ['severity', 'ERR', ['error']],
    ['service', 'service-6', ['service-6']],
    ['host', 'HOST-1', ['host-1', 'host-10', 'host-11']],
    ['resource.host', '11', ['host-11']],
    ['route', 'r4', ['/r4']],
    ['body', 'conn', ['connection refused']],
    ['nowhere', '', []],
  ])('%s that begin with or contain %s', async (field, prefix, values) => {
    const answer = await completeLogValues(
      reader,
      tenant,
      logValuesRequest.parse({ ...range, field, prefix }),
    );
    expect(answer.values.map(({ value }) => value).toSorted()).toEqual(values);
    expect(answer.complete).toBe(true);
  });

  test('ids are completed from a sample, and said not to be all', async () => {
    const answer = await completeLogValues(
      reader,
      tenant,
      logValuesRequest.parse({ ...range, field: 'id', prefix: '1', limit: 5 }),
    );
    expect(answer.values).toHaveLength(5);
    for (const { value } of answer.values) expect(value).toMatch(/^1/);
    expect(answer.complete).toBe(false);
  });
});

test.each([
  [{ aggregate: 'median(x)' }],
  [{ aggregate: 'count(' }],
  [{ interval: '0s' }],
  [{ interval: 'soon' }],
  [{ interval: '1s', from: 'now-5h' }],
  [{ from: 'now', to: 'now-1h' }],
  [{ query: 'level:' }],
  [{ query: 'sleep(1) = 0; DROP TABLE x', language: 'sql' }],
  [{ query: '(SELECT 1) = 1', language: 'sql' }],
])('%j is refused', async (request) => {
  await expect(aggregate(request)).rejects.toMatchObject({ code: 'bad_request' });
});
