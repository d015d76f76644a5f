// How many statements a page takes: deep down, and around a large trace, hardly more than the first one.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import {
  createTestReader,
  migrateTestDatabase,
  type TestReader,
  testTenant as tenant,
} from '#app/lib/logs/testing.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';
import { spanSearchRequest, traceSearchRequest } from './schema.ts';
import { searchTraces } from './search.server.ts';
import { searchSpans } from './spans.server.ts';

const NOW = Date.now();
const RANGE = { from: NOW - 3_600_000, to: NOW };
const SMALL = 900;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;
let statements = 0;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  const counting: ClickHouse = {
    ...clickhouse,
    query: (statement, options) => {
      statements += 1;
      return clickhouse.query(statement, options);
    },
  };
  reader = createTestReader(counting, { now: () => NOW });
  // A trace every 100 ms, of three spans; and among them a large one with a span every millisecond for half of the time.
  const at = (ms: string) =>
    sql`fromUnixTimestamp64Milli(${raw(String(NOW - 120_000))}) + toIntervalMicrosecond(${raw(ms)} * 1000)`;
  await clickhouse.command(sql`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName, Duration, SpanAttributes)
    SELECT ${at('number * 100 + step * 3 + 0.5')}, lower(hex(sipHash128(number))), toString(step), 'n', if(step = 0, 'web', 'db'), 1000, map('request.id', hex(sipHash64(number)))
    FROM numbers(${raw(String(SMALL))}) ARRAY JOIN [0, 1, 2] AS step`);
  await clickhouse.command(sql`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName, Duration)
    SELECT ${at('20000 + number')}, repeat('ab', 16), toString(number), 'n', 'web', 1000 FROM numbers(45000)`);
  // Opens the source, which takes statements of its own.
  await searchTraces(reader, tenant, traceSearchRequest.parse(RANGE));
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

beforeEach(() => {
  statements = 0;
});

describe('pages of traces', () => {
  test.each([
    // Which, what is known of them, which were listed before, and, unless all do, how many of their spans match.
    ['', SMALL + 1, 3],
    ['service:web', SMALL + 1, 4],
    ['service:db', SMALL, 4],
  ])('"%s": %i traces, %i statements each', async (query, traces, each) => {
    const found = new Set<string>();
    let pages = 0;
    let cursor: string | undefined;
    do {
      const request = traceSearchRequest.parse({ ...RANGE, query, limit: 50, cursor });
      const answer = await searchTraces(reader, tenant, request);
      for (const { traceId, matched, spanCount } of answer.traces) {
        expect(found.has(traceId)).toBe(false);
        found.add(traceId);
        if (spanCount === 3) expect(matched).toBe(query === '' ? 3 : query === 'service:web' ? 1 : 2);
      }
      cursor = answer.nextCursor ?? undefined;
      pages += 1;
    } while (cursor !== undefined);
    expect(found.size).toBe(traces);
    // The large trace may take a page's room once, and the last page looks through all that is left of the hour.
    expect(statements).toBeLessThanOrEqual((pages + 2) * each);
  });

  test('what looks like an id is found and counted in one statement, and looked up in another', async () => {
    const {
      rows: [row],
    } = await clickhouse.query<{ id: string }>(sql`SELECT hex(sipHash64(toUInt64(77))) AS id`);
    const query = `request.id:${row?.id}`;
    const { traces } = await searchTraces(reader, tenant, traceSearchRequest.parse({ ...RANGE, query }));
    expect(traces).toMatchObject([{ spanCount: 3, matched: 3 }]);
    expect(statements).toBe(2);
  });
});

test('pages of spans take one statement each', async () => {
  let cursor: string | undefined;
  const found = new Set<string>();
  for (let page = 0; page < 5; page += 1) {
    const request = spanSearchRequest.parse({ ...RANGE, query: 'service:db', limit: 100, cursor });
    const answer = await searchSpans(reader, tenant, request);
    for (const { traceId, spanId } of answer.spans) found.add(`${traceId} ${spanId}`);
    cursor = answer.nextCursor ?? undefined;
  }
  expect(found.size).toBe(500);
  expect(statements).toBe(5);
});
