// The indexes of the log table find the rows that reading everything finds, also among rows that were stored before them.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { param, raw, sql } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { migrate } from './migrate.server.ts';

const MIGRATIONS = 'clickhouse/migrations';
const BEFORE = ['001_logs.sql', '002_traces.sql', '003_metrics.sql', '004_sessions.sql', '005_rollups.sql'];
const ALL = `use_query_condition_cache = 0`;
const NONE = `${ALL}, use_skip_indexes = 0, query_plan_direct_read_from_text_index = 0`;
/** Texts that a pair written without care would mix up. */
const ODD = ["it's", 'back\\slash', 'a=b', "','", '', 'ü\n\t', ')'];

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let directory: string;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  directory = await mkdtemp(join(tmpdir(), 'maple-log-indexes-'));
  for (const name of BEFORE) await cp(join(MIGRATIONS, name), join(directory, name));
  const options = {
    clickhouse,
    database: 'otel',
    cluster: undefined,
    retentionDays: 3650,
    log: pino({ level: 'silent' }),
  };
  await migrate({ ...options, directory });
  await insert();
  // No merges: the old part keeps waiting for its indexes.
  await clickhouse.command(raw('SYSTEM STOP MERGES otel.otel_logs'));
  await migrate({ ...options, directory: MIGRATIONS });
  await insert();
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
  await rm(directory, { recursive: true });
});

async function insert(): Promise<void> {
  await clickhouse.command(
    sql`INSERT INTO otel.otel_logs (Timestamp, Body, LogAttributes, ResourceAttributes)
      WITH ${param('Array(String)', ODD)} AS odd
      SELECT toDateTime64('2026-01-15 10:00:00', 9, 'UTC') + number, concat('word', toString(number % 9)),
        mapConcat(map('user.id', toString(number % 70), 'odd', odd[1 + number % 7], odd[1 + number % 7], 'v'),
          if(number % 3 = 0, map('both', 'own'), map())),
        map('host.name', concat('h', toString(number % 5)), 'both', 'shared')
      FROM numbers(20000)`,
  );
}

const item = (key: string, value: string) =>
  sql`toString((${param('String', key)}, ${param('String', value)}))`;
const own = (key: string, value: string) => sql`has(LogAttributeItems, ${item(key, value)})`;
const resource = (key: string, value: string) => sql`has(ResourceAttributeItems, ${item(key, value)})`;
const either = (key: string, value: string) =>
  sql`(${own(key, value)} OR (NOT has(mapKeys(LogAttributes), ${param('String', key)}) AND ${resource(key, value)}))`;

/** Rows that satisfy a condition. Keys are asked for by has(mapKeys()): mapContains() never finds the empty key. */
async function count(condition: ReturnType<typeof sql>, settings: string): Promise<number> {
  const { rows } = await clickhouse.query<{ n: string }>(
    sql`SELECT count() AS n FROM otel.otel_logs WHERE ${condition} SETTINGS ${raw(settings)}`,
  );
  return Number(rows[0]?.n);
}

const CASES: readonly [string, ReturnType<typeof sql>, ReturnType<typeof sql>, number][] = [
  ['an attribute', own('user.id', '42'), sql`LogAttributes['user.id'] = '42'`, 572],
  ['not an attribute', sql`NOT ${own('user.id', '42')}`, sql`LogAttributes['user.id'] != '42'`, 39_428],
  ['a resource attribute', resource('host.name', 'h3'), sql`ResourceAttributes['host.name'] = 'h3'`, 8000],
  ['a key', sql`has(mapKeys(LogAttributes), 'both')`, sql`LogAttributes['both'] = 'own'`, 13_334],
  ['not a key', sql`NOT has(mapKeys(LogAttributes), 'both')`, sql`LogAttributes['both'] = ''`, 26_666],
  ['either map, the own value', either('both', 'own'), sql`LogAttributes['both'] = 'own'`, 13_334],
  [
    'either map, the resource value behind the own one',
    either('both', 'shared'),
    sql`LogAttributes['both'] = ''`,
    26_666,
  ],
  [
    'a word or an attribute',
    sql`hasToken(lower(Body), 'word7') OR ${own('user.id', '42')}`,
    sql`Body = 'word7' OR LogAttributes['user.id'] = '42'`,
    4952,
  ],
  [
    'a key, or a part of the value of a key that no row has',
    sql`mapContains(LogAttributes, 'both') OR LogAttributes['nowhere'] LIKE '7%'`,
    sql`LogAttributes['both'] = 'own'`,
    13_334,
  ],
];

describe.each([
  ['with parts that have no index yet', async () => undefined],
  [
    'with an index in every part',
    async () => {
      await clickhouse.command(raw('SYSTEM START MERGES otel.otel_logs'));
      await clickhouse.command(raw('OPTIMIZE TABLE otel.otel_logs FINAL'));
    },
  ],
])('%s', (_, prepare) => {
  beforeAll(prepare);

  test.each(CASES)('%s', async (_name, indexed, plain, rows) => {
    expect(await count(plain, NONE)).toBe(rows);
    expect(await count(indexed, NONE)).toBe(rows);
    expect(await count(indexed, ALL)).toBe(rows);
  });

  test.each(ODD.map((text, index) => [text, index]))(
    'the text %j as value and as key',
    async (text, index) => {
      const expected = 2 * Math.floor((20_000 - 1 - index) / 7 + 1);
      expect(await count(own('odd', text), ALL)).toBe(expected);
      expect(await count(own(text, 'v'), ALL)).toBe(expected);
      expect(await count(sql`has(mapKeys(LogAttributes), ${param('String', text)})`, ALL)).toBe(expected);
    },
  );
});
