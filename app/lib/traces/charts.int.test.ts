// Lists of spans, charts, differences and percentiles on a real engine against what the same spans say in memory.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { formatNanos } from '#app/lib/core/time.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import {
  createTestReader,
  migrateTestDatabase,
  type TestReader,
  testTenant as tenant,
} from '#app/lib/logs/testing.ts';
import { ident, sql } from '#app/lib/sql/sql.ts';
import { traceDifferences } from './differences.server.ts';
import { traceHeatmap } from './heatmap.server.ts';
import { spanPercentile } from './percentile.server.ts';
import { traceRed } from './red.server.ts';
import {
  differencesRequest,
  heatmapRequest,
  percentileRequest,
  redRequest,
  type SpanRow,
  spanSearchRequest,
} from './schema.ts';
import { searchSpans } from './spans.server.ts';
import { arbitrarySpans, clearSpans, insertSpans, type TestSpan, testId } from './testing.ts';

const NOW = Math.floor(Date.now() / 60_000) * 60_000;
const END = BigInt(NOW) * 1_000_000n;
const DAY = 86_400_000;
/** A run walks through dozens of pages; a busy machine takes its time. */
const PATIENCE_MS = 300_000;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const range = { from: NOW - DAY, to: NOW };
const matching = (spans: readonly TestSpan[], matches: (span: TestSpan) => boolean) =>
  spans.filter(
    (span) => span.startNs >= END - BigInt(DAY) * 1_000_000n && span.startNs < END && matches(span),
  );

const SEARCHES: readonly { query: string; matches: (span: TestSpan) => boolean }[] = [
  { query: '', matches: () => true },
  { query: 'service:cart', matches: ({ service }) => service === 'cart' },
  { query: 'kind:server NOT service:stock', matches: (s) => s.kind === 'Server' && s.service !== 'stock' },
  { query: 'kind:(client OR server)', matches: ({ kind }) => kind === 'Client' || kind === 'Server' },
  { query: 'status:error', matches: ({ status }) => status === 'Error' },
  { query: 'http.route:*', matches: ({ attributes }) => 'http.route' in attributes },
];

describe('spans', () => {
  async function walk(request: object): Promise<SpanRow[][]> {
    const pages: SpanRow[][] = [];
    let cursor: string | undefined;
    do {
      const answer = await searchSpans(
        reader,
        tenant,
        spanSearchRequest.parse({ ...range, ...request, cursor }),
      );
      pages.push(answer.spans);
      cursor = answer.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return pages;
  }

  test.each(['newest', 'slowest'] as const)(
    '%s first: each is on one page, however many are the same',
    async (sort) => {
      await fc.assert(
        fc.asyncProperty(
          arbitrarySpans(END),
          fc.constantFrom(...SEARCHES),
          fc.integer({ min: 3, max: 20 }),
          async (some, { query, matches }, limit) => {
            // Some are stored twice, the same in everything.
            const spans = [...some, ...some.filter((_, index) => index % 4 === 0)];
            await clearSpans(clickhouse);
            await insertSpans(clickhouse, spans);
            reader.forget();
            const pages = await walk({ query, sort, limit });
            const key = (span: { spanId: string }, at: string) => `${at} ${span.spanId}`;
            expect(
              pages
                .flat()
                .map((span) => key(span, span.timestamp))
                .sort(),
            ).toEqual(
              matching(spans, matches)
                .map((span) => key(span, formatNanos(span.startNs)))
                .sort(),
            );
            const order = pages
              .flat()
              .map(({ timestamp, durationNs }) => (sort === 'newest' ? timestamp : durationNs));
            expect(order).toEqual(order.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
            for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
          },
        ),
        { numRuns: 8 },
      );
    },
    PATIENCE_MS,
  );
});

describe('rate, errors and duration', () => {
  test(
    'are those of the spans, from the rollups and without them',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          arbitrarySpans(END),
          fc.constantFrom(...SEARCHES),
          fc.constantFrom('auto', '10s', '5m', '15m', '1h'),
          fc.constantFrom('', 'otel_traces_red_1m', 'otel_traces_red_15m', 'otel_traces_red_sums'),
          async (spans, { query, matches }, interval, broken) => {
            const length = interval === '10s' ? 3 * 3_600_000 : DAY;
            await clearSpans(clickhouse);
            await insertSpans(clickhouse, spans);
            if (broken !== '') await clickhouse.command(sql`TRUNCATE TABLE ${ident('otel', broken)}`);
            reader.forget();
            const red = await traceRed(
              reader,
              tenant,
              redRequest.parse({ from: NOW - length, to: NOW, query, interval }),
            );
            const ours = matching(spans, matches).filter(
              ({ startNs }) => startNs >= END - BigInt(length) * 1_000_000n,
            );
            const slots = Map.groupBy(
              ours,
              ({ startNs }) => Number(startNs / 1_000_000n / BigInt(red.intervalMs)) * red.intervalMs,
            );
            expect(red.points.map(({ ms, count, errors }) => [ms, count, errors])).toEqual(
              [...slots]
                .map(([ms, found]) => [
                  ms,
                  found.length,
                  found.filter(({ status }) => status === 'Error').length,
                ])
                .sort(([a = 0], [b = 0]) => a - b),
            );
            for (const { ms, p50, p99 } of red.points) {
              const durations = (slots.get(ms) ?? []).map(({ durationNs }) => Number(durationNs));
              for (const value of [p50, p99]) {
                // The digest keeps durations as 32-bit floating point.
                expect(value).toBeGreaterThanOrEqual(Math.min(...durations) * 0.999_999);
                expect(value).toBeLessThanOrEqual(Math.max(...durations) * 1.000_001);
              }
            }
          },
        ),
        { numRuns: 25 },
      );
    },
    PATIENCE_MS,
  );

  test('a range that begins and ends within minutes counts what is in it', async () => {
    await clearSpans(clickhouse);
    const at = (ms: number, n: number): TestSpan => ({
      traceId: testId(n, 16),
      spanId: testId(n, 8),
      parentSpanId: '',
      startNs: BigInt(NOW - ms) * 1_000_000n,
      durationNs: 1_000_000n,
      service: 'a',
      name: 'n',
      kind: 'Server',
      status: 'Unset',
      attributes: {},
    });
    const spans = Array.from({ length: 600 }, (_, n) => at(3_600_000 - n * 5_000, n + 1));
    await insertSpans(clickhouse, spans);
    const red = await traceRed(
      reader,
      tenant,
      redRequest.parse({ from: NOW - 3_599_000, to: NOW - 1_201_000, query: 'service:a', interval: '5m' }),
    );
    const wanted = spans.filter(
      ({ startNs }) =>
        startNs >= BigInt(NOW - 3_599_000) * 1_000_000n && startNs < BigInt(NOW - 1_201_000) * 1_000_000n,
    );
    expect(red.points.reduce((sum, { count }) => sum + count, 0)).toBe(wanted.length);
  });

  test('an interval is needed', async () => {
    await expect(traceRed(reader, tenant, redRequest.parse({ interval: 'none' }))).rejects.toMatchObject({
      code: 'bad_request',
    });
  });
});

describe('heatmap', () => {
  test(
    'each span is in the cell of its time and duration',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          arbitrarySpans(END),
          fc.constantFrom(...SEARCHES),
          fc.integer({ min: 1, max: 8 }),
          fc.integer({ min: 1, max: 400 }),
          async (spans, { query, matches }, perOctave, columns) => {
            await clearSpans(clickhouse);
            await insertSpans(clickhouse, spans);
            reader.forget();
            const heat = await traceHeatmap(
              reader,
              tenant,
              heatmapRequest.parse({ ...range, query, perOctave, columns }),
            );
            expect((heat.toMs - heat.fromMs) / heat.stepMs).toBeLessThanOrEqual(columns);
            const first = Math.floor(heat.fromMs / heat.stepMs);
            const cells = new Map<string, [number, number]>();
            for (const { startNs, durationNs, status } of matching(spans, matches)) {
              const column = Number(startNs / BigInt(heat.stepMs * 1_000_000)) - first;
              const row = durationNs === 0n ? 0 : Math.floor(Math.log2(Number(durationNs)) * perOctave);
              const cell = cells.get(`${column} ${row}`) ?? [0, 0];
              cells.set(`${column} ${row}`, [cell[0] + 1, cell[1] + (status === 'Error' ? 1 : 0)]);
            }
            expect(
              new Map(heat.cells.map(([c, r, count, errors]) => [`${c} ${r}`, [count, errors]])),
            ).toEqual(cells);
          },
        ),
        { numRuns: 10 },
      );
    },
    PATIENCE_MS,
  );
});

describe('differences', () => {
  const make = (n: number, more: Partial<TestSpan>): TestSpan => ({
    traceId: testId(n, 16),
    spanId: testId(n, 8),
    parentSpanId: '',
    startNs: END - 3_600_000_000_000n + BigInt(n) * 1_000_003n,
    durationNs: 1_000_000n,
    service: 'cart',
    name: 'GET /',
    kind: 'Server',
    status: 'Unset',
    attributes: { 'request.id': testId(n, 16), region: n % 2 === 0 ? 'eu' : 'us' },
    ...more,
  });
  const box = { fromMs: NOW - DAY, toMs: NOW, minNs: 1_000_000_000, maxNs: 10_000_000_000 };

  test('what the slow ones have in common comes first, ids not at all', async () => {
    await clearSpans(clickhouse);
    const fast = Array.from({ length: 300 }, (_, n) => make(n, {}));
    const slow = Array.from({ length: 60 }, (_, n) =>
      make(1_000 + n, {
        durationNs: 2_000_000_000n,
        status: n % 2 === 0 ? 'Error' : 'Unset',
        attributes: { 'request.id': testId(n, 16), region: n % 2 === 0 ? 'eu' : 'us', 'db.shard': 'seven' },
      }),
    );
    await insertSpans(clickhouse, [...fast, ...slow]);
    reader.forget();
    const found = await traceDifferences(reader, tenant, differencesRequest.parse({ ...range, box }));
    expect(found).toMatchObject({ selected: 60, others: 300, isSample: false });
    expect(found.fields.map(({ name, difference }) => [name, Math.round(difference * 1000) / 1000])).toEqual([
      ['db.shard', 1],
      ['status', 0.5],
    ]);
    expect(found.fields[0]?.values).toEqual([{ value: 'seven', selected: 1, others: 0 }]);
    const status = found.fields[1]?.values.toSorted((a, b) => (a.value < b.value ? -1 : 1));
    expect(status).toEqual([
      { value: 'Error', selected: 0.5, others: 0 },
      { value: 'Unset', selected: 0.5, others: 1 },
    ]);
  });

  test('of many spans a sample is looked at, spread as they are', async () => {
    await clearSpans(clickhouse);
    await clickhouse.command(sql`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName, Duration, SpanAttributes)
      SELECT fromUnixTimestamp64Milli(${{ kind: 'param', type: 'Int64', value: NOW - 3_600_000 }} + intDiv(number, 100)), hex(number), hex(number), 'n',
        if(number % 10 = 0, 'b', 'a'), if(number % 5 = 0, 2000000000, 1000), map('half', toString(number % 2)) FROM numbers(200000)`);
    const found = await traceDifferences(reader, tenant, differencesRequest.parse({ ...range, box }));
    expect(found.isSample).toBe(true);
    for (const side of [found.selected, found.others]) {
      expect(side).toBeGreaterThan(5_000);
      expect(side).toBeLessThan(20_000);
    }
    // In the box every second span is of b, outside of it none.
    const service = found.fields.find(({ name }) => name === 'service');
    expect(service?.difference).toBeCloseTo(0.5, 1);
  });

  test.each([[{ ...box, minNs: 5, maxNs: 5 }], [{ ...box, fromMs: NOW, toMs: NOW - 1 }]])(
    'an empty box is a mistake',
    async (wrong) => {
      await expect(
        traceDifferences(reader, tenant, differencesRequest.parse({ ...range, box: wrong })),
      ).rejects.toMatchObject({ code: 'bad_request' });
    },
  );
});

describe('percentile', () => {
  const operation = { service: 'cart', name: 'GET /', kind: 'Server' };

  test.each([true, false])(
    'rank among the spans of the operation; with the rollup: %s',
    async (hasRollup) => {
      await clearSpans(clickhouse);
      const spans = Array.from(
        { length: 1_000 },
        (_, n): TestSpan => ({
          traceId: testId(n, 16),
          spanId: testId(n + 1, 8),
          parentSpanId: '',
          startNs: END - BigInt(n + 1) * 60_000_000_000n,
          durationNs: BigInt(n + 1) * 1_000_000n,
          ...operation,
          name: n % 2 === 0 ? 'GET /' : 'GET /other',
          status: 'Unset',
          attributes: {},
        }),
      );
      await insertSpans(clickhouse, spans);
      if (!hasRollup) await clickhouse.command(sql`TRUNCATE TABLE otel.otel_traces_red_1m`);
      const ask = (durationMs: number) =>
        spanPercentile(
          reader,
          tenant,
          percentileRequest.parse({ ...operation, durationNs: durationMs * 1e6, atMs: NOW - 60_000 }),
        );
      const middle = await ask(500);
      expect(middle.spans).toBe(500);
      expect(middle.rank).toBeCloseTo(0.5, 1);
      expect(middle.p50 / 1e6).toBeGreaterThan(480);
      expect(middle.p50 / 1e6).toBeLessThan(520);
      expect((await ask(5_000)).rank).toBe(1);
      expect((await ask(0)).rank).toBe(0);
      const none = await spanPercentile(
        reader,
        tenant,
        percentileRequest.parse({ ...operation, service: 'nobody', durationNs: 1, atMs: NOW }),
      );
      expect(none).toMatchObject({ spans: 0, rank: null, p50: 0 });
    },
  );
});
