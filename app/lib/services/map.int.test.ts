// The counting job and the map on the real engine: whatever the order in which spans come, what is counted is what a plain
// reference counts from all of them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant } from '#app/lib/logs/testing.ts';
import { ident, raw, sql } from '#app/lib/sql/sql.ts';
import { EdgeCounter } from './count.server.ts';
import { readServiceMap } from './map.server.ts';
import { serviceMapRequest, serviceMapResponse } from './schema.ts';
import { referenceEdges } from './testing-map.ts';
import { insertSpans, randomOf, randomSpans, type TestSpan } from './testing-spans.ts';

const START = Date.parse('2026-03-01T10:00:00Z');
const NOW = START + 2 * 3_600_000;
const TABLES = [
  'otel_traces',
  'otel_traces_red_1m',
  'otel_traces_red_15m',
  'otel_traces_red_sums',
  'otel_service_versions_15m',
  'otel_spans_5m',
  'otel_service_edges_5m',
  'otel_service_edges_1h',
  'otel_service_edges_state',
];

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

beforeEach(async () => {
  for (const table of TABLES) await clickhouse.command(sql`TRUNCATE TABLE ${ident('otel', table)}`);
});

function counter(over: ClickHouse = clickhouse): EdgeCounter {
  return new EdgeCounter(
    {
      clickhouse: over,
      now: () => NOW,
      random: Math.random,
      onFailure: ({ error }) => {
        throw error;
      },
    },
    'otel',
  );
}

/** Counts until nothing is due, and answers how many buckets that took. */
async function countAll(own = counter()): Promise<number> {
  for (let total = 0; ; ) {
    const { counted } = await own.run(60_000);
    total += counted;
    if (counted === 0) return total;
  }
}

async function mapOf(more: Partial<Parameters<typeof serviceMapRequest.parse>[0] & object> = {}) {
  const range = { from: START - 3_600_000, to: NOW, ...more };
  return serviceMapResponse.parse(await readServiceMap(reader, testTenant, serviceMapRequest.parse(range)));
}

/** The edges as the reference has them, without what it calls a host and is a service. */
function expected(
  spans: readonly TestSpan[],
  environment = '',
): Record<string, { calls: number; errors: number }> {
  const edges: Record<string, { calls: number; errors: number }> = {};
  for (const edge of referenceEdges(spans).values()) {
    if (environment !== '' && edge.environment !== environment) continue;
    const key = `${edge.source} > ${edge.target}`;
    const { calls = 0, errors = 0 } = edges[key] ?? {};
    edges[key] = { calls: calls + edge.durations.length, errors: errors + edge.errors };
  }
  return edges;
}

async function actual(environment = ''): Promise<ReturnType<typeof expected>> {
  const { edges } = await mapOf({ environment });
  return Object.fromEntries(
    edges.map(({ source, target, calls, errors }) => [`${source} > ${target}`, { calls, errors }]),
  );
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}

describe('against the reference', () => {
  test('spans that are all there are counted as it does, by environment and altogether', async () => {
    const spans = randomSpans(1, 400, START);
    await insertSpans(clickhouse, spans);
    await countAll();
    expect(await actual()).toEqual(expected(spans));
    expect(await actual('prod')).toEqual(expected(spans, 'prod'));
    expect(Object.keys(expected(spans)).length).toBeGreaterThan(50);
  });

  test.each([2, 3, 4])('in any order, with counts in between and restarts (seed %i)', async (seed) => {
    const random = randomOf(seed * 7_919);
    const spans = randomSpans(seed, 150, START);
    const waiting = shuffled(spans, random);
    let own = counter();
    while (waiting.length > 0) {
      await insertSpans(clickhouse, waiting.splice(0, 60 + Math.floor(random() * 300)));
      if (random() < 0.3) own = counter();
      if (random() < 0.8) await own.run(random() < 0.5 ? 0 : 60_000);
    }
    await countAll(own);
    expect(await actual()).toEqual(expected(spans));
    // Settled: nothing is counted again.
    expect(await counter().run(60_000)).toEqual({ counted: 0, waiting: 0 });
  });

  test.each([7, 8])('broken off at any statement and begun anew (seed %i)', async (seed) => {
    const random = randomOf(seed * 104_729);
    const spans = randomSpans(seed, 120, START);
    const waiting = shuffled(spans, random);
    while (waiting.length > 0) {
      await insertSpans(clickhouse, waiting.splice(0, 100 + Math.floor(random() * 300)));
      let left = Math.floor(random() * 9);
      const fragile: ClickHouse = {
        ...clickhouse,
        async command(...call) {
          left -= 1;
          if (left < 0) throw new Error('gone');
          await clickhouse.command(...call);
        },
      };
      await counter(fragile)
        .run(60_000)
        .catch((error: Error) => expect(error.message).toBe('gone'));
    }
    await countAll();
    expect(await actual()).toEqual(expected(spans));
  });

  test('several at once do no harm', async () => {
    const spans = randomSpans(10, 150, START);
    const halves = [spans.slice(0, spans.length / 2), spans.slice(spans.length / 2)];
    for (const half of halves) {
      await insertSpans(clickhouse, half);
      await Promise.all([counter(), counter(), counter()].map((each) => each.run(60_000)));
    }
    await countAll();
    expect(await actual()).toEqual(expected(spans));
  });

  test('hours that are summed up say what their buckets say, also when spans came since', async () => {
    const spans = randomSpans(9, 400, START);
    const late = spans.filter((_, index) => index % 4 === 0);
    await insertSpans(
      clickhouse,
      spans.filter((_, index) => index % 4 !== 0),
    );
    await countAll();
    const sums = async () =>
      (
        await clickhouse.query<{ version: string; calls: string }>(
          sql`SELECT toString(Version) AS version, sum(Calls) AS calls FROM otel.otel_service_edges_1h GROUP BY Version ORDER BY Version`,
        )
      ).rows;
    const before = await sums();
    expect(before).toHaveLength(1);
    const asked = [
      {},
      { environment: 'prod' },
      { service: spans[0]?.service ?? '' },
      { from: START + 600_000 },
      { from: START - 3_600_000, to: START + 3_600_000 },
    ];
    const shown = async () =>
      await Promise.all(
        asked.map(async (request) =>
          (await mapOf(request)).edges
            .map(({ p50, p95, p99, query, ...counts }) => counts)
            .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
        ),
      );
    const summed = await shown();
    // That they are what was read: the buckets are not needed.
    await clickhouse.command(sql`CREATE TABLE otel.kept AS otel.otel_service_edges_5m`);
    await clickhouse.command(sql`INSERT INTO otel.kept SELECT * FROM otel.otel_service_edges_5m`);
    await clickhouse.command(
      raw(
        `ALTER TABLE otel.otel_service_edges_5m DELETE WHERE toStartOfHour(Bucket) IN (SELECT Hour FROM otel.otel_service_edges_1h) SETTINGS mutations_sync = 2`,
      ),
    );
    expect((await shown())[4]).toEqual(summed[4]);
    expect(summed[4]?.length).toBeGreaterThan(30);
    await clickhouse.command(sql`TRUNCATE TABLE otel.otel_service_edges_5m`);
    await clickhouse.command(sql`INSERT INTO otel.otel_service_edges_5m SELECT * FROM otel.kept`);
    await clickhouse.command(sql`DROP TABLE otel.kept`);

    // Late spans are counted by one who is stopped before it sums up, and then summed up by another.
    await insertSpans(clickhouse, late);
    const hasty: ClickHouse = {
      ...clickhouse,
      command: (statement, options) =>
        statement.parts.join('').includes('otel_service_edges_1h')
          ? Promise.reject(new Error('stopped'))
          : clickhouse.command(statement, options),
    };
    await expect(countAll(counter(hasty))).rejects.toThrow('stopped');
    expect(await sums()).toEqual(before);
    expect(await actual()).toEqual(expected(spans));
    await counter().run(60_000);
    expect((await sums()).length).toBeGreaterThan(1);
    expect(await actual()).toEqual(expected(spans));
    expect(await actual('prod')).toEqual(expected(spans, 'prod'));
    const again = await shown();
    await clickhouse.command(sql`TRUNCATE TABLE otel.otel_service_edges_1h`);
    expect(await shown()).toEqual(again);
  });

  test('percentiles are those of the calls as the caller saw them', async () => {
    const spans = randomSpans(11, 300, START);
    await insertSpans(clickhouse, spans);
    await countAll();
    const { edges } = await mapOf();
    const all = new Map<string, number[]>();
    for (const { source, target, durations } of referenceEdges(spans).values())
      all.set(`${source} ${target}`, [...(all.get(`${source} ${target}`) ?? []), ...durations]);
    for (const edge of edges) {
      const durations = (all.get(`${edge.source} ${edge.target}`) ?? []).sort((a, b) => a - b);
      const { rows } = await clickhouse.query<{ q: [number, number, number] }>(
        raw(`SELECT quantilesTDigest(0.5, 0.95, 0.99)(toUInt64(arrayJoin([${durations.join()}]))) AS q`),
      );
      [edge.p50, edge.p95, edge.p99].forEach((found, index) => {
        const right = rows[0]?.q[index] ?? 0;
        expect(Math.abs(found - right) / right, `${edge.source} ${edge.target}`).toBeLessThan(0.02);
      });
    }
  });
});

describe('by hand', () => {
  const at = (
    minute: number,
    more: Partial<TestSpan> & Pick<TestSpan, 'spanId' | 'service' | 'kind'>,
  ): TestSpan => ({
    traceId: 't',
    parentId: '',
    name: 'x',
    ms: START + minute * 60_000,
    duration: 1_000_000,
    isError: false,
    attributes: {},
    resource: {},
    links: [],
    ...more,
  });
  const page = at(4, { spanId: '1', service: 'web', kind: 'Server' });
  const call = at(4, {
    spanId: '2',
    parentId: '1',
    service: 'web',
    kind: 'Client',
    duration: 9_000_000,
    isError: true,
    attributes: { 'server.address': 'Cart.svc:80' },
  });
  const answer = at(6, { spanId: '3', parentId: '2', service: 'cart', kind: 'Server' });
  const read = at(6, {
    spanId: '4',
    parentId: '3',
    service: 'cart',
    kind: 'Client',
    attributes: { 'db.system': 'postgresql', 'db.name': 'shop' },
  });
  const send = at(7, {
    spanId: '5',
    parentId: '3',
    service: 'cart',
    kind: 'Producer',
    attributes: { 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'exchange' },
  });
  const take = at(40, {
    traceId: 'u',
    spanId: '6',
    service: 'mail',
    kind: 'Consumer',
    attributes: { 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'queue' },
    links: [{ traceId: 't', spanId: '5' }],
  });
  const ALL = [
    'user:user > service:web',
    'service:web > service:cart',
    'service:cart > database:postgresql/shop',
    'service:cart > queue:rabbitmq/exchange',
    'queue:rabbitmq/exchange > service:mail',
  ].sort();
  const found = async (more = {}) =>
    (await mapOf(more)).edges.map(({ source, target }) => `${source} > ${target}`).sort();

  async function arrive(...spans: TestSpan[]): Promise<void> {
    await insertSpans(clickhouse, spans);
    await countAll();
  }

  test('a call with both its sides is one, with the latency and the failure that the caller saw', async () => {
    await arrive(page, call, answer, read, send, take);
    expect(await found()).toEqual(ALL);
    const { edges, nodes, countedMs, pastMs } = await mapOf();
    expect(edges.find(({ target }) => target === 'service:cart')).toMatchObject({
      calls: 1,
      errors: 1,
      p50: 9_000_000,
      query: expect.stringContaining('Cart.svc:80'),
    });
    expect(nodes.find(({ id }) => id === 'queue:rabbitmq/exchange')).toMatchObject({
      name: 'rabbitmq/exchange',
      kind: 'queue',
      system: 'rabbitmq',
      calls: 1,
    });
    expect(countedMs).toBe(pastMs);
  });

  test('a caller that comes late, five minutes before what it called', async () => {
    await arrive(page, answer);
    expect(await found()).toEqual(['user:user > service:web']);
    await arrive(call);
    expect(await found()).toEqual(['service:web > service:cart', 'user:user > service:web']);
  });

  test('what is called comes late: until then it is a host', async () => {
    await arrive(page, call);
    expect(await found()).toEqual(['service:web > external:cart.svc', 'user:user > service:web']);
    await arrive(answer);
    expect(await found()).toEqual(['service:web > service:cart', 'user:user > service:web']);
  });

  test('what a consumer links to comes half an hour late', async () => {
    await arrive(take);
    expect(await found()).toEqual(['queue:rabbitmq/queue > service:mail']);
    await arrive(send);
    expect(await found()).toContain('queue:rabbitmq/exchange > service:mail');
    expect(await found()).not.toContain('queue:rabbitmq/queue > service:mail');
  });

  test('a host that has the name of a service is that service', async () => {
    const lost = { ...call, attributes: { 'server.address': 'mail' } };
    await arrive(page, lost, take);
    expect(await found()).toContain('service:web > service:mail');
  });

  test('one service and what it talks to; services that nobody calls have their own requests', async () => {
    await arrive(page, call, answer, read, send, take);
    expect(await found({ service: 'mail' })).toEqual(['queue:rabbitmq/exchange > service:mail']);
    const { nodes } = await mapOf({ service: 'web' });
    expect(nodes.map(({ id }) => id).sort()).toEqual(['service:cart', 'service:web', 'user:user']);
    await arrive(at(10, { traceId: 'v', spanId: '9', service: 'alone', kind: 'Internal', isError: true }));
    expect((await mapOf()).nodes.find(({ id }) => id === 'service:alone')).toMatchObject({
      calls: 1,
      errors: 1,
    });
  });

  test('what is not counted yet is told', async () => {
    await insertSpans(clickhouse, [page, answer]);
    const { edges, pastMs, countedMs } = await mapOf();
    expect(edges).toEqual([]);
    // The five minutes of either of them.
    expect(pastMs - countedMs).toBe(600_000);
  });
});
