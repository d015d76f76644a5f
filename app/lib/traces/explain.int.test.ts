// The SQL that people get from a search of traces finds what the search finds, by itself and through the guard.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { guardSelect } from '#app/lib/clickhouse/guard.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import {
  createTestReader,
  migrateTestDatabase,
  type TestReader,
  testTenant as tenant,
} from '#app/lib/logs/testing.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { explainTraces } from './explain.server.ts';
import { spanSearchRequest, traceExplainRequest, traceSearchRequest } from './schema.ts';
import { searchTraces } from './search.server.ts';
import { searchSpans } from './spans.server.ts';
import { insertSpans, type TestSpan, testId } from './testing.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const MS = 1_000_000n;
const END = BigInt(NOW) * MS;

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
let reader: TestReader;

/** Trace n begins n minutes ago, lasts n × 10 ms, has 1 + n % 4 spans, and fails where n is odd; the last began before the hour. */
function traces(): TestSpan[] {
  return Array.from({ length: 62 }, (_, n) =>
    Array.from({ length: 1 + (n % 4) }, (_, at) => ({
      traceId: testId(n + 1, 16),
      spanId: testId(n * 10 + at + 1, 8),
      parentSpanId: at === 0 ? '' : testId(n * 10 + 1, 8),
      startNs: END - BigInt(n + 1) * 60_000n * MS + BigInt(at) * MS,
      durationNs: BigInt(n * 10 - at) * MS < 0n ? 0n : BigInt(n * 10 - at) * MS,
      service: at === 0 ? "it's web" : 'db',
      name: at === 0 ? 'GET /' : 'SELECT',
      kind: at === 0 ? 'Server' : 'Client',
      status: n % 2 === 1 && at === 0 ? 'Error' : 'Unset',
      attributes: { n: String(n) },
    })),
  ).flat();
}

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
  await insertSpans(clickhouse, traces());
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const RANGE = { from: 'now-1h', to: 'now', limit: 500 };

describe('the SQL of a search', () => {
  test.each([
    {},
    { query: 'service:db' },
    { query: `service:"it's web" status:error`, sort: 'slowest' },
    { query: 'service:db', sort: 'spans' },
    { sort: 'errors' },
    { sort: 'slowest', minDuration: '250ms', maxDuration: 400 },
    { query: "SpanName = 'SELECT' AND Duration > 300000000", language: 'sql', sort: 'slowest' },
  ])('of traces: %o', async (request) => {
    const { traces: found } = await searchTraces(
      reader,
      tenant,
      traceSearchRequest.parse({ ...RANGE, ...request }),
    );
    expect(found.length).toBeGreaterThan(0);
    const asked = traceExplainRequest.parse({ ...RANGE, ...request, show: 'traces' });
    const { sql } = await explainTraces(reader, tenant, asked);
    const { rows } = await clickhouse.query<Record<string, string>>(raw(sql));
    const what = rows.map((row) => [
      row.trace_id,
      row.root_service,
      row.root_name,
      Number(row.duration_ns),
      Number(row.spans),
      Number(row.errors),
    ]);
    const expected = found.map((trace) => [
      trace.traceId,
      trace.rootService,
      trace.rootName,
      trace.durationNs,
      trace.spanCount,
      trace.errorCount,
    ]);
    // Where the measure is the same, any order is right.
    const isTied = 'sort' in request && request.sort !== 'slowest';
    expect(isTied ? what.sort() : what).toEqual(isTied ? expected.sort() : expected);
    expect(await guardSelect(clickhouse, sql, { databases: ['otel'] })).toBeDefined();
  });

  test.each([{}, { query: 'service:db', sort: 'slowest' }])('of spans: %o', async (request) => {
    const { spans } = await searchSpans(reader, tenant, spanSearchRequest.parse({ ...RANGE, ...request }));
    const asked = traceExplainRequest.parse({ ...RANGE, ...request, show: 'spans' });
    const { sql } = await explainTraces(reader, tenant, asked);
    const { rows } = await clickhouse.query<Record<string, string>>(raw(sql));
    expect(rows.map(({ SpanId }) => SpanId)).toEqual(spans.map(({ spanId }) => spanId));
  });

  test('tells of the mistake when there is one', async () => {
    const asked = traceExplainRequest.parse({ query: '(a', show: 'traces' });
    await expect(explainTraces(reader, tenant, asked)).rejects.toMatchObject({ code: 'bad_request' });
  });
});
