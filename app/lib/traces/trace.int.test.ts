// One trace on a real engine: found by its id alone however it is written, as columns, as documents, and span by span.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import {
  createTestReader,
  migrateTestDatabase,
  type TestReader,
  testTenant as tenant,
} from '#app/lib/logs/testing.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import { SpanDecoder } from '#app/lib/trace-model/native-decode.ts';
import { traceColumns } from './columns.server.ts';
import { matchTrace } from './match.server.ts';
import type { TraceReader } from './reader.ts';
import {
  spanGetRequest,
  traceGetRequest,
  traceMatchRequest,
  traceRequest,
  traceSearchRequest,
} from './schema.ts';
import { searchTraces } from './search.server.ts';
import { traceSpan } from './span.server.ts';
import { insertSpans, type TestSpan, testId } from './testing.ts';
import { traceAsDocument } from './trace.server.ts';

const NOW = Date.now();
const START = BigInt(NOW - 60_000) * 1_000_000n + 7n;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader & TraceReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = { ...createTestReader(clickhouse, { now: () => NOW }), retentionDays: () => 30 };
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const span = (traceId: string, n: number, more: Partial<TestSpan> = {}): TestSpan => ({
  traceId,
  spanId: testId(0xabc000 + n, 8),
  parentSpanId: n === 0 ? '' : testId(0xabc000, 8),
  startNs: START + BigInt(n) * 1_000_000n,
  durationNs: 5_000_001n,
  service: n % 2 === 0 ? 'cart' : 'stock',
  name: n === 0 ? 'GET /cart' : `step ${n % 3}`,
  kind: n === 0 ? 'Server' : 'Client',
  status: n === 2 ? 'Error' : 'Unset',
  attributes: n % 2 === 0 ? { 'http.route': '/cart' } : {},
  ...more,
});

async function text(body: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(body).text();
}
async function columnsOf(traceId: string): Promise<SpanColumns> {
  const { body } = await traceColumns(reader, tenant, traceRequest.parse({ traceId }));
  const decoder = new SpanDecoder(traceId);
  decoder.push(new Uint8Array(await new Response(body).arrayBuffer()));
  return decoder.finish();
}
const get = async (traceId: string, format = 'maple', more = {}) => {
  const body = await traceAsDocument(reader, tenant, traceGetRequest.parse({ traceId, format, ...more }));
  return JSON.parse(await text(body));
};

describe('a trace by its id', () => {
  const ID = '0123456789abcdef00000000000000ff';
  beforeAll(() =>
    insertSpans(
      clickhouse,
      Array.from({ length: 7 }, (_, n) => span(ID, n)),
    ),
  );

  test.each([
    ['as it is', ID],
    ['in upper case', ID.toUpperCase()],
    ['as a UUID', '01234567-89AB-cdef-0000-0000000000ff'],
    ['with spaces around', ` ${ID}\n`],
  ])('%s', async (_, written) => {
    const trace = await get(written);
    expect(trace.traceId).toBe(ID);
    expect(trace.spans).toHaveLength(7);
    expect(trace.statistics.rowsRead).toBe(7);
  });

  test('without the zeros in front, as tools with ids of 64 bits write it', async () => {
    const id = testId(0xfeed, 16);
    await insertSpans(clickhouse, [span(id, 0)]);
    expect((await get('feed')).traceId).toBe(id);
  });

  test('that is no number at all, in a table that takes any', async () => {
    const id = `ö/'"\\%00?#${'x'.repeat(200)}`;
    await insertSpans(clickhouse, [span(id, 0), span(id, 1)]);
    expect((await get(id)).spans).toHaveLength(2);
  });

  test.each(['f'.repeat(32), '0', "'; DROP TABLE otel_traces --", '%', 'z'.repeat(256)])(
    'that nobody has: %s',
    async (traceId) => {
      const error = { code: 'not_found', message: expect.stringContaining(traceId.slice(0, 70)) };
      await expect(get(traceId)).rejects.toMatchObject({
        ...error,
        hint: expect.stringContaining('30 days'),
      });
      await expect(traceColumns(reader, tenant, traceRequest.parse({ traceId }))).rejects.toMatchObject(
        error,
      );
    },
  );

  test('whose spans are years apart and came in no order', async () => {
    const id = testId(0x77, 16);
    const old = { startNs: BigInt(NOW - 400 * 86_400_000) * 1_000_000n };
    await insertSpans(clickhouse, [span(id, 1)]);
    await insertSpans(clickhouse, [span(id, 0, old)]);
    const { spans } = await get(id);
    expect(spans.map(({ spanId }: { spanId: string }) => spanId)).toEqual([
      testId(0xabc000, 8),
      testId(0xabc001, 8),
    ]);
  });

  test('that the summaries do not know, or know from before', async () => {
    const [lost, partial] = [testId(0x51, 16), testId(0x52, 16)];
    await insertSpans(clickhouse, [span(lost, 0), span(lost, 1), span(partial, 0), span(partial, 1)]);
    await clickhouse.command(
      sql`DELETE FROM otel.otel_trace_summaries WHERE TraceId IN (${raw(`'${lost}', '${partial}'`)}) SETTINGS lightweight_deletes_sync = 2`,
    );
    await clickhouse.command(
      sql`INSERT INTO otel.otel_trace_summaries (TraceId, Day, Start, End, IsPartial) SELECT TraceId, toDate(min(Timestamp)), toDateTime(min(Timestamp)), toDateTime(max(Timestamp)) + 1, 1 FROM otel.otel_traces WHERE TraceId = ${raw(`'${partial}'`)} GROUP BY TraceId`,
    );
    for (const id of [lost, partial]) {
      expect((await get(id)).spans).toHaveLength(2);
      expect((await columnsOf(id)).count).toBe(2);
      const listed = await searchTraces(
        reader,
        tenant,
        traceSearchRequest.parse({ query: `trace_id:${id}`, from: 'now-1h' }),
      );
      expect(listed.traces).toMatchObject([
        { traceId: id, spanCount: 2, rootName: 'GET /cart', hasRoot: true },
      ]);
    }
  });
});

describe('documents', () => {
  const ID = testId(0xd0c, 16);
  beforeAll(async () => {
    await clickhouse.command(sql`INSERT INTO otel.otel_traces
      (Timestamp, TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName, Duration, StatusCode, StatusMessage,
       SpanAttributes, ResourceAttributes, ScopeName, ScopeVersion, \`Events.Timestamp\`, \`Events.Name\`, \`Events.Attributes\`,
       \`Links.TraceId\`, \`Links.SpanId\`, \`Links.TraceState\`, \`Links.Attributes\`)
      SELECT fromUnixTimestamp64Nano(1700000000123456789 + number), ${raw(`'${ID}'`)}, lower(leftPad(hex(number + 1), 16, '0')),
        if(number = 0, '', '0000000000000001'), if(number = 0, 'a=b', ''), 'name "<b>"', 'Server', if(number = 1, 'b', 'a'), 9007199254740993,
        if(number = 0, 'Error', 'Ok'), if(number = 0, 'broken', ''), map('k', 'v'), map('service.name', if(number = 1, 'b', 'a')),
        if(number = 2, 'other', 'lib'), '1', [fromUnixTimestamp64Nano(1700000000123456790)], ['exception'],
        [map('exception.type', 'E')], if(number = 0, [${raw(`'${testId(5, 16)}'`)}], []), if(number = 0, ['00000000000000aa'], []),
        if(number = 0, ['c=d'], []), if(number = 0, [map('l', 'x')], []) FROM numbers(3)`);
  });

  test('OTLP/JSON', async () => {
    const document = await get(ID, 'otlp');
    expect(Object.keys(document)).toEqual(['resourceSpans']);
    expect(document.resourceSpans).toHaveLength(2);
    const groups = document.resourceSpans.toSorted((a: { resource: object }, b: { resource: object }) =>
      JSON.stringify(a.resource) < JSON.stringify(b.resource) ? -1 : 1,
    );
    expect(groups[0].resource).toEqual({
      attributes: [{ key: 'service.name', value: { stringValue: 'a' } }],
    });
    expect(groups[0].scopeSpans.map(({ scope }: { scope: object }) => scope)).toEqual([
      { name: 'lib', version: '1' },
      { name: 'other', version: '1' },
    ]);
    expect(groups[0].scopeSpans[0].spans).toEqual([
      {
        traceId: ID,
        spanId: '0000000000000001',
        traceState: 'a=b',
        name: 'name "<b>"',
        kind: 2,
        startTimeUnixNano: '1700000000123456789',
        endTimeUnixNano: '1709007199378197782',
        attributes: [{ key: 'k', value: { stringValue: 'v' } }],
        events: [
          {
            timeUnixNano: '1700000000123456790',
            name: 'exception',
            attributes: [{ key: 'exception.type', value: { stringValue: 'E' } }],
          },
        ],
        links: [
          {
            traceId: testId(5, 16),
            spanId: '00000000000000aa',
            traceState: 'c=d',
            attributes: [{ key: 'l', value: { stringValue: 'x' } }],
          },
        ],
        status: { code: 2, message: 'broken' },
      },
    ]);
    expect(groups[1].scopeSpans[0].spans[0]).toMatchObject({
      parentSpanId: '0000000000000001',
      status: { code: 1 },
    });
  });

  test('Jaeger JSON', async () => {
    const { data, errors } = await get(ID, 'jaeger');
    expect(errors).toBeNull();
    expect(data[0].traceID).toBe(ID);
    expect(data[0].processes).toEqual({
      p1: { serviceName: 'a', tags: [] },
      p2: { serviceName: 'b', tags: [] },
    });
    expect(data[0].spans).toHaveLength(3);
    expect(data[0].spans[0]).toMatchObject({
      spanID: '0000000000000001',
      operationName: 'name "<b>"',
      references: [{ refType: 'FOLLOWS_FROM', traceID: testId(5, 16), spanID: '00000000000000aa' }],
      startTime: 1_700_000_000_123_456,
      processID: 'p1',
      logs: [
        {
          timestamp: 1_700_000_000_123_456,
          fields: [
            { key: 'event', value: 'exception' },
            { key: 'exception.type', value: 'E' },
          ],
        },
      ],
    });
    expect(data[0].spans[0].tags).toEqual(
      expect.arrayContaining([
        { key: 'span.kind', type: 'string', value: 'server' },
        { key: 'error', type: 'bool', value: true },
        { key: 'otel.status_code', type: 'string', value: 'ERROR' },
      ]),
    );
  });

  test('one span, with those that link to it', async () => {
    await insertSpans(clickhouse, [
      span(testId(5, 16), 0, { spanId: '00000000000000aa', startNs: 1_700_000_000_000_000_000n }),
    ]);
    const found = await traceSpan(
      reader,
      tenant,
      spanGetRequest.parse({ traceId: testId(5, 16), spanId: 'AA' }),
    );
    expect(found.span).toMatchObject({ spanId: '00000000000000aa', attributes: { 'http.route': '/cart' } });
    expect(found.backlinks).toMatchObject([{ traceId: ID, spanId: '0000000000000001' }]);
    expect(found.backlinksPartial).toBeNull();
    await expect(
      traceSpan(reader, tenant, spanGetRequest.parse({ traceId: ID, spanId: 'ff' })),
    ).rejects.toMatchObject({ code: 'not_found', hint: expect.stringContaining(ID) });
  });
});

describe('what matches in a trace', () => {
  const ID = testId(0x3a7c, 16);
  beforeAll(() =>
    insertSpans(
      clickhouse,
      Array.from({ length: 6 }, (_, n) => span(ID, n)),
    ),
  );

  test('by the search language and by SQL', async () => {
    const match = async (query: string, language = 'lucene') =>
      (
        await matchTrace(reader, tenant, traceMatchRequest.parse({ traceId: ID, query, language }))
      ).spanIds.toSorted();
    expect(await match('status:error')).toEqual([testId(0xabc002, 8)]);
    expect(await match('service:stock kind:client')).toEqual([1, 3, 5].map((n) => testId(0xabc000 + n, 8)));
    expect(await match(`ParentSpanId = ''`, 'sql')).toEqual([testId(0xabc000, 8)]);
    await expect(match('(')).rejects.toMatchObject({ code: 'bad_request', position: { from: 0, to: 1 } });
  });
});

describe('columns', () => {
  test('every span once, ids as numbers, odd ids as texts', async () => {
    const id = testId(0xc01, 16);
    const odd = ['', 'not hexadecimal!', 'abc', 'ABCDEFABCDEFABCD'];
    await insertSpans(clickhouse, [
      ...Array.from({ length: 200 }, (_, n) => span(id, n)),
      ...odd.map((spanId, n) =>
        span(id, 300 + n, { spanId, parentSpanId: 'odd parent', kind: 'Producer', status: 'Ok' }),
      ),
    ]);
    const { spans, body } = await traceColumns(reader, tenant, traceRequest.parse({ traceId: id }));
    expect(spans).toBeUndefined();
    const bytes = Buffer.from(await new Response(body).arrayBuffer());
    const types = bytes.toString('latin1');
    for (const part of [
      'start\x05Int64',
      'id\x06UInt64',
      'oddId\x16LowCardinality(String)',
      'links\x06UInt16',
    ])
      expect(types).toContain(part);
  });

  test('numbers of ids, codes of kinds and statuses in every way that they are written', async () => {
    const id = testId(0xc02, 16);
    const cases = [
      ['00000000000000fe', '', 'Server', 'Ok', [2, 1], ''],
      ['ABCDEF0000000001', '00000000000000fe', 'SPAN_KIND_CLIENT', 'STATUS_CODE_ERROR', [3, 2], ''],
      ['abcdef000000000\n', 'nobody', 'span_kind_consumer', 'error', [5, 2], 'abcdef000000000\n'],
      ['abcdef0000000001\n', '', 'Internal', 'STATUS_CODE_UNSET', [1, 0], 'abcdef0000000001\n'],
      ['abcdef000000000g', '', 'producer', '', [4, 0], 'abcdef000000000g'],
      ['abcdef00000000010', '', 'other', 'no word', [0, 0], 'abcdef00000000010'],
    ] as const;
    await insertSpans(
      clickhouse,
      cases.map(([spanId, parentSpanId, kind, status], n) =>
        span(id, n, { spanId, parentSpanId, kind, status }),
      ),
    );
    const columns = await columnsOf(id);
    const spans = [...columns.start.entries()]
      .toSorted(([, one], [, other]) => one - other)
      .map(([place]) => [[columns.kind[place], columns.status[place]], columns.oddIds.get(place) ?? '']);
    expect(spans).toEqual(cases.map(([, , , , codes, oddId]) => [codes, oddId]));
  });

  describe('of a large trace', () => {
    const id = testId(0xb16, 16);
    beforeAll(() =>
      clickhouse.command(sql`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName)
      SELECT now64(9) - number / 1e6, ${raw(`'${id}'`)}, lower(leftPad(hex(number + 1), 16, '0')), 'work', 'big' FROM numbers(600000)`),
    );
    const running = async () => {
      const { rows } = await clickhouse.query(
        sql`SELECT 1 FROM system.processes WHERE query LIKE '%parentId%' AND query NOT LIKE '%processes%'`,
      );
      return rows.length;
    };

    test('a client that leaves stops the engine', async () => {
      const { spans, body } = await traceColumns(reader, tenant, traceRequest.parse({ traceId: id }));
      expect(spans).toBe(600_000);
      const stream = body.getReader();
      await stream.read();
      expect(reader.running.list(tenant)).toMatchObject([{ kind: 'traces.columns' }]);
      await stream.cancel();
      await expect.poll(() => reader.running.list(tenant).length).toBe(0);
      await expect.poll(running).toBe(0);
    });

    test('a count that fails stops the engine', async () => {
      // A stream has no limit on time, and counting has.
      const limits = { maxSeconds: 0.001 };
      const hurried = { ...reader, ...createTestReader(clickhouse, { now: reader.now, limits }) };
      const asked = traceColumns(hurried, tenant, traceRequest.parse({ traceId: id }));
      await expect(asked).rejects.toMatchObject({ code: 'timeout' });
      await expect.poll(running).toBe(0);
    });
  });
});
