// Counts of attribute values in ranges that begin and end within a quarter of an hour, the running one among them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';
import { facetLogs } from './facets.server.ts';
import { completeLogValues } from './fields.server.ts';
import { logFacetsRequest, logValuesRequest } from './schema.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant as tenant } from './testing.ts';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** Three minutes into a quarter of an hour. */
const NOW = Math.floor(Date.now() / QUARTER) * QUARTER + 3 * MINUTE;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  // One record a second for four hours, its minute and a word for the half of its quarter in its attributes.
  await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, ServiceName, Body, LogAttributes, ResourceAttributes)
    SELECT fromUnixTimestamp64Milli(toInt64(ms)), 'shop', 'served',
      map('half', if(ms % ${raw(String(QUARTER))} < ${raw(String(QUARTER / 2))}, 'first', 'second'), 'hour', toString(intDiv(ms, 3600000))),
      map('host', concat('host-', toString(number % 3)))
    FROM (SELECT number, ${raw(String(NOW))} - 1 - number * 1000 AS ms FROM numbers(4 * 3600))`);
  reader = createTestReader(clickhouse, { now: () => NOW });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

async function counts(from: number, to: number, fields: readonly string[]) {
  const answer = await facetLogs(reader, tenant, logFacetsRequest.parse({ from, to, fields }));
  return answer.fields.map(({ values }) =>
    Object.fromEntries(values.map(({ value, count }) => [value, count])),
  );
}

test.each([
  ['up to now', NOW - 3 * 60 * MINUTE, NOW],
  ['between odd milliseconds', NOW - 3 * 60 * MINUTE - 12_345, NOW - 5 * MINUTE + 678],
  ['of whole quarters', NOW - 3 * MINUTE - 8 * QUARTER, NOW - 3 * MINUTE],
  ['into the future', NOW - 3 * 60 * MINUTE + 1, NOW + 60 * MINUTE],
])('a range %s is counted exactly', async (_, from, to) => {
  const expected = (of: (ms: number, number: number) => string) => {
    const found: Record<string, number> = {};
    for (let number = 0; number < 4 * 3600; number += 1) {
      const ms = NOW - 1 - number * 1000;
      if (ms >= from && ms < to) found[of(ms, number)] = (found[of(ms, number)] ?? 0) + 1;
    }
    return found;
  };
  expect(await counts(from, to, ['half', 'resource.host', 'attributes.hour'])).toEqual([
    expected((ms) => (ms % QUARTER < QUARTER / 2 ? 'first' : 'second')),
    expected((_ms, number) => `host-${number % 3}`),
    expected((ms) => String(Math.floor(ms / 3_600_000))),
  ]);
});

test('completion does not share out the running quarter as if it were over', async () => {
  // All 180 records of the running quarter and a fifth less than all of the one before.
  const request = logValuesRequest.parse({ from: NOW - 15 * MINUTE, to: NOW, field: 'attributes.half' });
  const { values } = await completeLogValues(reader, tenant, request);
  const sum = values.reduce((total, { count }) => total + count, 0);
  expect(sum).toBe(180 + 720);
});
