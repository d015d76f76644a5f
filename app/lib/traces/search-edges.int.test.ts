// Trace search where things are not as they should be: summaries that miss spans, spans that come while one pages, tables of
// others, limits that are reached, and requests that are wrong.
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
import { matchTrace } from './match.server.ts';
import { spanSearchRequest, type TraceSummary, traceMatchRequest, traceSearchRequest } from './schema.ts';
import { searchTraces } from './search.server.ts';
import { searchSpans } from './spans.server.ts';
import { clearSpans, expectedTraces, insertSpans, type TestSpan, testId } from './testing.ts';
import { traceAsDocument } from './trace.server.ts';

const NOW = Date.now();
const END = BigInt(NOW) * 1_000_000n;
const HOUR = 3_600_000;
const SORTS = ['newest', 'slowest', 'spans', 'errors'] as const;

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

/** A trace of `n % 7 + 1` spans, each a second after the one before. */
function traceOf(n: number, more: Partial<TestSpan> = {}): TestSpan[] {
  return Array.from({ length: (n % 7) + 1 }, (_, s) => ({
    traceId: testId(n + 1, 16),
    spanId: testId(n * 100 + s + 1, 8),
    parentSpanId: s === 0 ? '' : testId(n * 100 + 1, 8),
    startNs: END - 3_000_000_000_000n + BigInt(n) * 7_000_000_000n + BigInt(s) * 1_000_000_000n,
    durationNs: BigInt(n % 5) * 1_000_000_000n,
    service: ['cart', 'stock'][s % 2] ?? '',
    name: `step ${s}`,
    kind: 'Server',
    status: s > 0 && n % 3 === 0 ? 'Error' : 'Unset',
    attributes: {},
    ...more,
  }));
}

const search = (request: object) =>
  searchTraces(reader, tenant, traceSearchRequest.parse({ from: NOW - HOUR, to: NOW, ...request }));

async function walk(request: object, between?: () => Promise<void>): Promise<TraceSummary[]> {
  const found: TraceSummary[] = [];
  let cursor: string | undefined;
  do {
    const answer = await search({ ...request, cursor });
    found.push(...answer.traces);
    cursor = answer.nextCursor ?? undefined;
    await between?.();
  } while (cursor !== undefined);
  return found;
}

const ids = (traces: readonly { traceId: string }[]) => traces.map(({ traceId }) => traceId).sort();

describe('summaries that miss spans', () => {
  const spans = Array.from({ length: 40 }, (_, n) => traceOf(n)).flat();
  const wanted = expectedTraces(spans, { fromNs: END - BigInt(HOUR) * 1_000_000n, toNs: END }, () => true);
  const isLost = ({ traceId }: TestSpan) => Number(BigInt(`0x${traceId}`)) % 3 === 0;

  beforeAll(async () => {
    await clearSpans(clickhouse);
    await insertSpans(clickhouse, spans.filter(isLost));
    await clickhouse.command(sql`TRUNCATE TABLE otel.otel_trace_summaries`);
    await insertSpans(
      clickhouse,
      spans.filter((span) => !isLost(span)),
    );
  });

  test.each(SORTS)('are not relied on: %s first', async (sort) => {
    for (const query of ['', 'service:cart']) {
      const found = await walk({ sort, query, limit: 7 });
      expect(ids(found)).toEqual(ids(wanted));
      const spansOf = new Map(wanted.map(({ traceId, spans: count }) => [traceId, count]));
      for (const { traceId, spanCount } of found) expect(spanCount).toBe(spansOf.get(traceId));
    }
  });

  test('with a bound on the duration too', async () => {
    const long = wanted.filter(({ durationNs }) => durationNs >= 4_000_000_000n);
    for (const sort of SORTS)
      expect(ids(await walk({ sort, minDuration: '4s', limit: 5 }))).toEqual(ids(long));
  });
});

describe('many traces of which few are long', () => {
  beforeAll(async () => {
    await clearSpans(clickhouse);
    await clickhouse.command(sql`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName, Duration)
      SELECT fromUnixTimestamp64Milli(${raw(String(NOW - HOUR))} + number * 100), lower(hex(sipHash128(number))), '01', 'n', 's',
        if(number % 1000 = 7, 9000000000, 1000) FROM numbers(30000)`);
  });

  test('all of them are found, page by page', async () => {
    const found = await walk({ minDuration: '9s', limit: 10 });
    expect(new Set(ids(found)).size).toBe(30);
    expect(found).toHaveLength(30);
    expect(await walk({ minDuration: '9s', maxDuration: '9s', limit: 100 })).toHaveLength(30);
    expect(await walk({ minDuration: '10s' })).toEqual([]);
  });
});

describe('the value of an attribute among a million spans', () => {
  const COUNT = 1_200_000;
  const STEP_NS = 3_000_000n;
  const traceOfSpan = (n: number) => testId(Math.floor(n / 10) + 1, 16);

  beforeAll(async () => {
    await clearSpans(clickhouse);
    await clickhouse.command(sql`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName, SpanAttributes)
      SELECT fromUnixTimestamp64Nano(${raw(String(END))} - ${raw(String(STEP_NS))} * (${raw(String(COUNT))} - number)),
        lower(leftPad(hex(intDiv(number, 10) + 1), 32, '0')), lower(leftPad(hex(number + 1), 16, '0')), 'n', 's',
        map('often', 'yes', 'place', if(number % 300000 = 123456, 'moon', 'earth')) FROM numbers(${raw(String(COUNT))})`);
  }, 120_000);

  test('that few have: all of them at once, counted', async () => {
    const { traces, nextCursor } = await search({ query: 'attributes.place:moon', limit: 10 });
    const places = [3, 2, 1, 0].map((n) => n * 300_000 + 123_456);
    expect(traces.map(({ traceId, matched }) => [traceId, matched])).toEqual(
      places.map((n) => [traceOfSpan(n), 1]),
    );
    expect(nextCursor).toBeNull();
    const walked = await walk({ query: 'attributes.place:moon service:s', limit: 1 });
    expect(walked.map(({ traceId }) => traceId)).toEqual(places.map(traceOfSpan));
  });

  test('that nobody has', async () => {
    const { traces, nextCursor } = await search({ query: 'attributes.place:mars' });
    expect([traces, nextCursor]).toEqual([[], null]);
  });

  test('that all have: the newest, without looking at the rest', async () => {
    const { traces, nextCursor, statistics } = await search({ query: 'attributes.often:yes', limit: 3 });
    const newest = [1, 2, 3].map((n) => traceOfSpan(COUNT - n * 10));
    expect(traces.map(({ traceId, matched }) => [traceId, matched])).toEqual(newest.map((id) => [id, 10]));
    expect(nextCursor).not.toBeNull();
    expect(statistics.rowsRead).toBeLessThan(COUNT);
  });
});

describe('spans that come while one pages', () => {
  test.each(SORTS)('no trace is listed twice; %s first', async (sort) => {
    await clearSpans(clickhouse);
    const old = Array.from({ length: 60 }, (_, n) => traceOf(n)).flat();
    await insertSpans(clickhouse, old);
    let round = 0;
    const found = await walk({ sort, limit: 9 }, async () => {
      round += 1;
      // Late spans of listed traces and of others, before and behind the place, and new traces.
      await insertSpans(
        clickhouse,
        Array.from({ length: 12 }, (_, n) => ({
          ...(traceOf(n * 5)[0] as TestSpan),
          spanId: testId(100_000 + round * 100 + n, 8),
          startNs: END - 3_100_000_000_000n - BigInt(round * n) * 1_000_000_000n,
          durationNs: 0n,
          parentSpanId: testId(1, 8),
        })),
      );
      await insertSpans(clickhouse, traceOf(1_000 + round * 10));
    });
    expect(new Set(ids(found)).size).toBe(found.length);
    // Sorted by time, spans that are older than the place a trace is listed at do not move it.
    if (sort === 'newest') expect(ids(found)).toEqual(expect.arrayContaining(ids(traceHeads(old))));
  });

  function traceHeads(spans: readonly TestSpan[]): TestSpan[] {
    return [...new Map(spans.map((span) => [span.traceId, span])).values()];
  }
});

describe('a table that Maple did not make', () => {
  beforeAll(async () => {
    // Named as our own statements name what they select.
    await clickhouse.command(sql`CREATE TABLE otel.foreign (ts DateTime64(6), traceId FixedString(16), id Nullable(String), service Nullable(String), hash UInt8,
      took Float64, state Nullable(String), spans UInt8, row UInt8, inside UInt8, items UInt8) ENGINE = MergeTree ORDER BY ts`);
    await clickhouse.command(sql`INSERT INTO otel.foreign SELECT fromUnixTimestamp64Milli(${raw(String(NOW - HOUR))} + number * 1000), concat('TRACE-', leftPad(toString(intDiv(number, 4)), 10, '0')), toString(number),
      if(number % 2 = 0, 'even', NULL), 3, if(number = 77, -5, number % 10 + 0.5), if(number % 8 = 0, 'STATUS_CODE_ERROR', NULL), 9, 9, 9, 9 FROM numbers(200)`);
    reader.add('foreign', {
      timestamp: 'ts',
      traceId: 'toString(traceId)',
      spanId: 'id',
      service: 'service',
      duration: 'took',
      statusCode: 'state',
      body: "concat('work ', toString(spans))",
    });
    reader.forget();
  });

  test.each(SORTS)('is searched by whole traces; %s first', async (sort) => {
    const found = await walk({ source: 'foreign', from: NOW - 2 * HOUR, sort, limit: 7 });
    expect(found).toHaveLength(50);
    const first = found.find(({ traceId }) => traceId === 'TRACE-0000000002');
    expect(first).toMatchObject({
      spanCount: 4,
      errorCount: 1,
      rootName: 'work 9',
      hasRoot: true,
      // In nanoseconds, the table's default unit: the last one starts three seconds after the first.
      durationNs: 3_000_000_002,
    });
    expect(first?.services).toEqual([
      { name: '', spans: 2 },
      { name: 'even', spans: 2 },
    ]);
    const errors = await walk({
      source: 'foreign',
      from: NOW - 2 * HOUR,
      sort,
      query: 'status:STATUS_CODE_ERROR',
    });
    expect(errors).toHaveLength(25);
  });

  test('is read by id, by span and by search', async () => {
    const traceId = 'trace-0000000003';
    const keeping = { ...reader, retentionDays: () => 30 };
    const body = await traceAsDocument(keeping, tenant, {
      traceId,
      source: 'foreign',
      format: 'maple',
    });
    const trace = await new Response(body).json();
    expect(trace.traceId).toBe('TRACE-0000000003');
    expect(trace.spans).toMatchObject(
      [12, 13, 14, 15].map((n) => ({ spanId: String(n), kind: '', attributes: {}, events: [] })),
    );
    const request = traceMatchRequest.parse({ traceId, source: 'foreign', query: 'service:even' });
    const { spanIds } = await matchTrace(keeping, tenant, request);
    expect(spanIds.toSorted()).toEqual(['12', '14']);
    const spans = await searchSpans(
      reader,
      tenant,
      spanSearchRequest.parse({
        source: 'foreign',
        from: NOW - 2 * HOUR,
        to: NOW,
        sort: 'slowest',
        limit: 3,
      }),
    );
    expect(spans.spans.map(({ durationNs }) => durationNs)).toEqual([10, 10, 10]);
  });

  test('without trace ids it is no source of spans', async () => {
    reader.add('traceless', { timestamp: 'ts' });
    await clickhouse.command(sql`CREATE TABLE otel.traceless (ts DateTime) ENGINE = MergeTree ORDER BY ts`);
    await expect(search({ source: 'traceless' })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('no trace ids'),
    });
  });
});

describe('limits and mistakes', () => {
  beforeEach(() => reader.forget());

  test.each(['NOT service:s', 'NOT service:s name:n NOT status:error'])(
    'a search that a limit ends shows what it found, and goes on from there: %s',
    async (query) => {
      await clearSpans(clickhouse);
      // Few matches among many spans: the first window is cheap, the rest is more than may be read.
      await clickhouse.command(sql`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName)
      SELECT fromUnixTimestamp64Milli(${raw(String(NOW))} - number * 36), lower(hex(sipHash128(number))), '01', 'n', if(number % 5000 = 11, 'rare', 's') FROM numbers(600000)`);
      const limited = createTestReader(clickhouse, { now: () => NOW, limits: { maxRows: 250_000 } });
      const first = await searchTraces(
        limited,
        tenant,
        traceSearchRequest.parse({ from: NOW - 6 * HOUR, to: NOW, query, limit: 100 }),
      );
      expect(first.traces.length).toBeGreaterThan(0);
      expect(first.partial).toMatchObject({ limit: 'rows', searchedTo: expect.any(String) });
      const rest = await search({
        from: NOW - 6 * HOUR,
        query,
        cursor: first.nextCursor,
        limit: 500,
      });
      expect(new Set(ids([...first.traces, ...rest.traces])).size).toBe(120);
      expect(first.traces.length + rest.traces.length).toBe(120);
    },
  );

  test('a search for nothing says what may be wrong', async () => {
    await insertSpans(clickhouse, traceOf(3, { attributes: { 'http.route': '/a' } }));
    const none = await search({ query: 'http.rout:"/a"' });
    expect(none).toMatchObject({ traces: [], nextCursor: null });
    expect(none.hint).toContain('http.route');
    expect(none.unknownFields).toMatchObject([{ name: 'http.rout', position: { from: 0, to: 9 } }]);
  });

  test.each([
    ['from after to', { from: NOW, to: NOW - 1 }],
    ['a time that is none', { from: 'yesterday' }],
    ['a query with a mistake', { query: 'service:(' }],
    ['SQL with a mistake', { query: 'no_such_column = 1', language: 'sql' }],
    ['SQL that reads elsewhere', { query: '1 IN (SELECT 1 FROM system.tables)', language: 'sql' }],
    ['a duration that is none', { minDuration: 'long' }],
    ['a negative duration', { maxDuration: -1 }],
    ['durations the wrong way round', { minDuration: '2s', maxDuration: '1s' }],
    ['a cursor that is none', { cursor: 'abc' }],
    ['a cursor of another order', { cursor: Buffer.from('t1.slowest.1.1.0.1.-').toString('base64url') }],
    ['a cursor of spans', { cursor: Buffer.from('s1.newest.1.-.0.0.0.1.-').toString('base64url') }],
    [
      'a cursor from the future',
      { cursor: Buffer.from(`t1.newest.${2n ** 63n}.1.0.1.-`).toString('base64url') },
    ],
    ['an unknown source', { source: 'nobody' }],
  ])('%s is refused', async (_, request) => {
    const asked = async () => search(request);
    await expect(asked()).rejects.toSatisfy(
      (error: { code?: string; name?: string }) =>
        error.code === 'bad_request' || error.code === 'not_found' || error.name === 'ZodError',
    );
  });

  test('a query of 100 kB is answered or refused, not broken', async () => {
    const words = Array.from({ length: 9_000 }, (_, n) => `word${n}`)
      .join(' OR ')
      .slice(0, 99_990);
    const asked = search({ query: words.slice(0, words.lastIndexOf(' OR ')) });
    const code = await asked.then(
      () => 'answered',
      (error: { code?: string }) => error.code,
    );
    expect(['answered', 'bad_request', 'limit_exceeded']).toContain(code);
  });
});
