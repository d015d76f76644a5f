// People's SQL from end to end on the real engine: values, bounds, limits, and the errors they see.
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { DEFAULT_LIMITS, type QueryLimits } from '#app/lib/clickhouse/limits.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { sqlCatalogueOf } from './catalogue.server.ts';
import { runSql, type SqlRunner } from './run-sql.server.ts';
import { sqlRequest } from './schema.ts';

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrate({
    clickhouse,
    database: 'otel',
    cluster: undefined,
    retentionDays: 3650,
    directory: 'clickhouse/migrations',
    log: pino({ level: 'silent' }),
  });
  await clickhouse.command(
    raw(
      "INSERT INTO otel.otel_logs (Timestamp, ServiceName, Body) SELECT toDateTime64('2026-01-01 00:00:00', 9) + number, 'shop', concat('line ', toString(number)) FROM numbers(1000)",
    ),
  );
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

/** Only these of a tenant matter here. */
const tenant = {
  teamId: 'team',
  database: 'otel',
  role: 'member',
  scopes: new Set(['read']),
  actor: { kind: 'loopback' },
} as unknown as Tenant;

function runner(limits: Partial<QueryLimits> = {}): SqlRunner {
  return {
    readerOf: () => clickhouse,
    sources: {
      open: () => Promise.reject(new AppError('not_found', 'There is no source.')),
      tablesOf: () => undefined,
    },
    running: new RunningQueries({ all: { ...DEFAULT_LIMITS, ...limits }, byRole: {} }),
  };
}

const run = (sql: string, more: object = {}, limits: Partial<QueryLimits> = {}) =>
  runSql(runner(limits), tenant, sqlRequest.parse({ sql, ...more }));

describe('answers', () => {
  test('columns with their types, rows in their order, and what it cost', async () => {
    const answer = await run('SELECT ServiceName, count() AS lines FROM otel_logs GROUP BY ServiceName');
    expect(answer).toMatchObject({
      columns: [
        { name: 'ServiceName', type: 'LowCardinality(String)' },
        { name: 'lines', type: 'UInt64' },
      ],
      rows: [['shop', '1000']],
      rowCount: 1,
      statistics: { rowsRead: 1000 },
    });
    expect(answer.truncated).toBeUndefined();
    expect(answer.statistics.bytesRead).toBeGreaterThan(0);
  });

  test('no digit is lost', async () => {
    const { rows } = await run(
      "SELECT 18446744073709551615, toInt128('-170141183460469231731687303715884105728'), toDecimal128('12345678901234567890.123456789', 9), 0.1, nan, -inf, NULL, true, 'ö', [1, NULL], map('a', 1), (1, 'x'), toDateTime64('2026-01-01 00:00:00.123456789', 9, 'UTC')",
    );
    expect(rows[0]).toEqual([
      '18446744073709551615',
      '-170141183460469231731687303715884105728',
      '12345678901234567890.123456789',
      0.1,
      'nan',
      '-inf',
      null,
      true,
      'ö',
      [1, null],
      { a: 1 },
      [1, 'x'],
      '2026-01-01T00:00:00.123456789Z',
    ]);
  });

  test('no rows are an answer, with columns', async () => {
    expect(await run('SELECT Body FROM otel_logs WHERE 0')).toMatchObject({
      columns: [{ name: 'Body', type: 'String' }],
      rows: [],
      rowCount: 0,
    });
  });

  test('columns of the same name are all there; totals beside the rows', async () => {
    const answer = await run(
      'SELECT a.number, b.number, count() FROM numbers(2) AS a CROSS JOIN numbers(1) AS b GROUP BY ALL WITH TOTALS ORDER BY 1',
    );
    expect(answer.rows).toEqual([
      ['0', '0', '1'],
      ['1', '0', '1'],
    ]);
    expect(answer.totals).toEqual(['0', '0', '2']);
  });

  test.each([
    ['SELECT ServiceName FROM otel_logs LIMIT 1', [['shop']]],
    ['SELECT number FROM numbers(1000) LIMIT 2 OFFSET 3', [['3'], ['4']]],
    ['SELECT ServiceName, count() FROM otel_logs GROUP BY 1 WITH TOTALS LIMIT 1', [['shop', '1000']]],
    ['SELECT ServiceName FROM otel_logs LIMIT 1 BY ServiceName LIMIT 1', [['shop']]],
  ])('a LIMIT that leaves rows out: %s', async (sql, rows) => {
    expect(await run(sql)).toMatchObject({ rows, rowCount: rows.length });
  });

  test('parameters', async () => {
    const { rows } = await run(
      'SELECT Body FROM otel_logs WHERE Body = {wanted:String} OR has({list:Array(String)}, Body) ORDER BY Timestamp',
      {
        params: { wanted: 'line 1', list: ['line 7', "it's"] },
      },
    );
    expect(rows).toEqual([['line 1'], ['line 7']]);
  });
});

describe('bounds', () => {
  test('10,000 rows unless asked for otherwise, and it says so', async () => {
    const answer = await run('SELECT number FROM numbers(1000000000)');
    expect(answer.rowCount).toBe(10_000);
    expect(answer.rows.at(-1)).toEqual(['9999']);
    expect(answer.truncated).toMatchObject({ by: 'rows', message: expect.stringContaining('10,000') });
    expect(answer.statistics.rowsRead).toBeLessThan(1_000_000_000);
    expect(answer.statistics.rowsRead).toBeGreaterThanOrEqual(10_000);
  });

  test('exactly as many rows as there are is the whole', async () => {
    const answer = await run('SELECT number FROM numbers(50)', { limit: 50 });
    expect(answer.rowCount).toBe(50);
    expect(answer.truncated).toBeUndefined();
  });

  test('the order of the SQL is kept, also of a UNION', async () => {
    const answer = await run('SELECT number FROM numbers(100) ORDER BY number DESC', { limit: 2 });
    expect(answer.rows).toEqual([['99'], ['98']]);
    expect((await run('SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1', { limit: 2 })).rowCount).toBe(2);
  });

  test.each([
    ['many rows', "SELECT repeat('x', 1000) FROM numbers(1000000)"],
    ['one row', "SELECT arrayStringConcat(arrayMap(x -> repeat('x', 1000000), range(50)))"],
  ])('bytes: %s', async (_, sql) => {
    const answer = await run(sql, { limit: 100_000 }, { maxResultBytes: 1024 ** 2 });
    expect(JSON.stringify(answer.rows).length).toBeLessThan(1.1 * 1024 ** 2);
    expect(answer.truncated).toMatchObject({ by: 'bytes', message: expect.stringContaining('1 MiB') });
  });
});

describe('errors', () => {
  test.each([
    ['SELECT nope FROM otel_logs', 'nope', /Unknown expression identifier/],
    ['SELECT count( FROM otel_logs', '(', /Unmatched/],
    ['SELECT * FROM system.tables', 'system.tables', /your own team/],
  ])('%s points at %s', async (sql, expected, message) => {
    const error = await run(sql).then(
      () => undefined,
      (thrown: AppError) => thrown,
    );
    expect(error).toMatchObject({ code: 'bad_request', message: expect.stringMatching(message) });
    expect(error?.position && sql.slice(error.position.from, error.position.to)).toBe(expected);
  });

  test.each([
    ['SELECT Body + 1 FROM otel_logs', 'bad_request'],
    ["SELECT throwIf(1, 'no')", 'bad_request'],
    ['SELECT intDiv(1, number) FROM numbers(3)', 'bad_request'],
    ['SELECT throwIf(number = 2000000) FROM numbers(3000000)', 'bad_request'],
    ["SELECT toDate('x')", 'bad_request'],
    ["SELECT match('a', '(')", 'bad_request'],
  ])('%s is %s', async (sql, code) => {
    await expect(run(sql, { limit: 100_000 }))
      .resolves.toMatchObject({ truncated: { by: 'rows' } })
      .catch(async () => {
        await expect(run(sql, { limit: 100_000 })).rejects.toMatchObject({ code });
      });
  });

  test('limits', async () => {
    const endless = 'SELECT count() FROM numbers(10000000000000) WHERE sipHash64(number) = 1';
    await expect(run(endless, {}, { maxSeconds: 1 })).rejects.toMatchObject({
      code: 'timeout',
      message: 'The query ran longer than its time limit of 1 s.',
    });
    await expect(run('SELECT count() FROM numbers(100000)', {}, { maxRows: 1000 })).rejects.toMatchObject({
      code: 'limit_exceeded',
    });
    await expect(
      run('SELECT groupArray(number) FROM numbers(100000000)', {}, { maxMemoryBytes: 50_000_000 }),
    ).rejects.toMatchObject({ code: 'limit_exceeded', message: expect.stringContaining('memory') });
  });

  test('a table beyond those that may be named', async () => {
    const one = { ...runner(), sources: { ...runner().sources, tablesOf: () => ['otel_logs'] } };
    const ask = (sql: string) => runSql(one, tenant, sqlRequest.parse({ sql }));
    expect(await ask('SELECT count() FROM otel_logs')).toMatchObject({ rows: [['1000']] });
    const sql = 'SELECT count() FROM otel_logs WHERE Body IN (SELECT SpanName FROM otel_traces)';
    const error = await ask(sql).then(
      () => undefined,
      (thrown: AppError) => thrown,
    );
    expect(error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('may not be read') });
    expect(error?.position && sql.slice(error.position.from, error.position.to)).toBe('otel_traces');
    const { tables } = await sqlCatalogueOf(one, tenant, undefined);
    expect(tables.map(({ name }) => name)).toEqual(['otel_logs']);
  });

  test('a source that is not there', async () => {
    await expect(run('SELECT 1', { source: 'nope' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('can be cancelled, also while rows come', async () => {
    const one = runner();
    for (const sql of [
      'SELECT count() FROM numbers(10000000000000) WHERE sipHash64(number) = 1',
      'SELECT number, sleepless FROM (SELECT number, sipHash64(number) % 100000007 AS sleepless FROM numbers(10000000000000)) WHERE sleepless = 0',
    ]) {
      const operationId = randomUUID();
      const answer = runSql(one, tenant, sqlRequest.parse({ sql, operationId, limit: 100_000 }));
      answer.catch(() => undefined);
      await expect
        .poll(async () => (await one.running.progress(tenant, operationId)).rowsRead)
        .toBeGreaterThan(0);
      one.running.cancel(tenant, operationId);
      await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    }
  });
});

test('the catalogue has tables, columns and functions', async () => {
  const catalogue = await sqlCatalogueOf(runner(), tenant, undefined);
  expect(catalogue.tables.find(({ name }) => name === 'otel_logs')?.columns).toContainEqual({
    name: 'Body',
    type: 'String',
  });
  expect(catalogue.functions).toContain('quantile');
  expect(catalogue.functions).not.toContain('hostName');
});
