// Opening the built-in sources on the real engine.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSealer } from '#app/lib/auth/seal.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { raw, render, sql } from '#app/lib/sql/sql.ts';
import { sourceTable } from '#app/lib/telemetry/source.ts';
import { createSources, type Sources } from './sources.server.ts';
import { SECRET, startTestSources } from './testing.ts';

let lab: Awaited<ReturnType<typeof startTestSources>>;
let clickhouse: ClickHouse;
let sources: Sources;
let ours: Tenant;

beforeAll(async () => {
  lab = await startTestSources();
  ({ clickhouse, sources, ours } = lab);
});

afterAll(() => lab?.stop());

describe('built-in sources', () => {
  test('logs has its columns, its indexes and the keys that were seen', async () => {
    await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, LogAttributes, ResourceAttributes)
      VALUES (now64(9), {'order.id': '7'}, {'host.name': 'h'})`);
    lab.clock.now += 60_000;
    const { source, defaultColumns } = await sources.open(ours, 'logs');
    expect(source).toMatchObject({ id: 'logs', kind: 'log', database: 'otel', table: 'otel_logs' });
    expect(source.timestamp).toMatchObject({ type: 'DateTime64(9)', column: 'Timestamp' });
    expect(source.body).toMatchObject({ type: 'String', column: 'Body' });
    expect(source.columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Body', 'Id', 'TraceFlags']),
    );
    expect(source.indexes).toContainEqual({
      name: 'idx_body',
      type: 'text',
      typeFull: "text(tokenizer = 'splitByNonAlpha')",
      expression: 'lower(Body)',
    });
    expect(source.attributes?.keys).toEqual(new Set(['order.id']));
    expect(source.resource?.keys).toEqual(new Set(['host.name']));
    expect(source.rowIdIsArrival).toBe(true);
    expect(render(source.rowId).text).toBe('`Id`');
    expect(defaultColumns).toContain('body');
    expect(source.timeBucket && render(source.timeBucket()).text).toBe('toStartOfFiveMinutes(`Timestamp`)');
  });

  test('traces has a row id although its table has none', async () => {
    await clickhouse.command(sql`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, SpanAttributes) VALUES
      ('2026-01-01 00:00:00', 'a', 'b', {'k': '1'}), ('2026-01-01 00:00:00', 'a', 'b', {'k': '2'}),
      ('2026-01-01 00:00:00', 'a', 'b', {'k': '2'})`);
    const { source } = await sources.open(ours, 'traces');
    expect(source.rowIdIsArrival).toBe(false);
    expect(source.duration).toMatchObject({ column: 'Duration', unit: 'ns' });
    const { rows } = await clickhouse.query<{ id: string; type: string }>(
      sql`SELECT ${source.rowId} AS id, toTypeName(id) AS type FROM ${sourceTable(source)}`,
    );
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
    expect(rows.map(({ type }) => type)).toEqual(['UInt64', 'UInt64', 'UInt64']);
  });

  test('the time bucket of a bound outside of what DateTime holds still includes every row', async () => {
    const { source } = await sources.open(ours, 'logs');
    const bucket = (ns?: bigint) => source.timeBucket?.(ns) ?? raw('');
    const { rows } = await clickhouse.query<{ n: string }>(sql`SELECT count() AS n FROM ${sourceTable(source)}
      WHERE ${bucket()} >= ${bucket(-300_000_000_000_000_000n)} AND ${bucket()} <= ${bucket(7_000_000_000_000_000_000n)}`);
    expect(rows).toEqual([{ n: '1' }]);
  });

  test('what changes in the table is seen within half a minute', async () => {
    const before = await sources.open(ours, 'logs');
    await clickhouse.command(sql`ALTER TABLE otel.otel_logs ADD COLUMN extra String ALIAS upper(Body)`);
    lab.clock.now += 10_000;
    expect((await sources.open(ours, 'logs')).source).toBe(before.source);
    lab.clock.now += 30_000;
    const { columns } = (await sources.open(ours, 'logs')).source;
    expect(columns).toContainEqual({ name: 'extra', type: 'String' });
  });

  test('many at once ask the server once', async () => {
    lab.clock.now += 60_000;
    const all = await Promise.all(Array.from({ length: 20 }, () => sources.open(ours, 'logs')));
    expect(new Set(all.map(({ source }) => source)).size).toBe(1);
  });

  test('without the rollup there are no keys, but rows', async () => {
    await clickhouse.command(sql`RENAME TABLE otel.otel_attributes_15m TO otel.away`);
    lab.clock.now += 60_000;
    const fresh = createSources({
      db: lab.identity.db,
      readerOf: () => clickhouse,
      sealer: createSealer(SECRET),
      allowedHosts: [],
      log: pino({ level: 'silent' }),
    });
    expect((await fresh.open(ours, 'logs')).source.attributes?.keys).toEqual(new Set());
    // Those that were seen before are still offered.
    expect((await sources.open(ours, 'logs')).source.attributes?.keys).toEqual(new Set(['order.id']));
    await clickhouse.command(sql`RENAME TABLE otel.away TO otel.otel_attributes_15m`);
  });

  test('an unknown source and a team without tables are told apart', async () => {
    await expect(sources.open(ours, 'lgos')).rejects.toMatchObject({
      code: 'not_found',
      hint: 'Did you mean logs?',
    });
    await expect(sources.open(ours, 'something else')).rejects.toMatchObject({
      hint: 'There are logs, traces.',
    });
    const empty = { teamId: 'empty', database: 'otel_empty' } as Tenant;
    await expect(sources.open(empty, 'logs')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('otel_empty.otel_logs'),
    });
  });
});
