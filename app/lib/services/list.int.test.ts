// The list of services, one service and the errors on the real engine, beside what a plain reference makes of the same spans.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant } from '#app/lib/logs/testing.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { spanSearchRequest } from '#app/lib/traces/schema.ts';
import { searchSpans } from '#app/lib/traces/spans.server.ts';
import { listErrorGroups } from './errors.server.ts';
import { listServices } from './list.server.ts';
import { readServiceMap } from './map.server.ts';
import {
  errorGroupsRequest,
  errorGroupsResponse,
  type Red,
  serviceListRequest,
  serviceListResponse,
  serviceMapRequest,
  serviceRequest,
  serviceResponse,
} from './schema.ts';
import { readService } from './service.server.ts';
import { insertSpans, randomSpans, type TestSpan } from './testing-spans.ts';

const START = Date.parse('2026-03-01T10:00:00Z');
const MINUTE = 60_000;
const NOW = START + 12 * MINUTE + 20_000;

/** A service without Server and Consumer spans, and one with a deploy and a rollback. */
const MORE: TestSpan[] = Array.from({ length: 40 }, (_, index) => ({
  traceId: `aa${index}`,
  spanId: `bb${index}`,
  parentId: '',
  service: index % 2 === 0 ? 'cron' : 'shop',
  name: 'run',
  kind: index % 2 === 0 ? 'Internal' : 'Server',
  ms: START + index * 15_000,
  duration: 1_000_000 * (index + 1),
  isError: index % 10 === 1,
  attributes: {},
  resource: {
    'service.version': index < 12 || index >= 28 ? '1.0' : '1.1',
    'k8s.pod.name': `pod-${index % 4}`,
    'host.name': 'node-1',
  },
  links: [],
}));

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;
const random = randomSpans(21, 300, START);
// The rollup counts what was stored, a span that was stored twice as two.
const spans = [...random, ...MORE];

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
  for (let from = 0; from < spans.length; from += 300)
    await insertSpans(clickhouse, spans.slice(from, from + 300));
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const ask = async (more: Record<string, unknown>) =>
  serviceListResponse.parse(await listServices(reader, testTenant, serviceListRequest.parse(more)));
const askOne = async (more: Record<string, unknown>) =>
  serviceResponse.parse(await readService(reader, testTenant, serviceRequest.parse(more)));

const environmentOf = ({ resource }: TestSpan) =>
  resource['deployment.environment.name'] || resource['deployment.environment'] || '';

/** The spans that stand for the requests of a service. */
function requestsOf(service: string, environment = '', all: readonly TestSpan[] = spans): TestSpan[] {
  const own = all.filter(
    (span) => span.service === service && (environment === '' || environmentOf(span) === environment),
  );
  const entry = own.filter(({ kind }) => kind === 'Server' || kind === 'Consumer');
  return entry.length > 0 ? entry : own;
}

const within = (from: number, to: number) => (span: TestSpan) => span.ms >= from && span.ms < to;

async function expectRed(found: Red, of: readonly TestSpan[], seconds: number): Promise<void> {
  expect(found.requests).toBe(of.length);
  expect(found.errors).toBe(of.filter(({ isError }) => isError).length);
  expect(found.rate).toBeCloseTo(of.length / seconds, 9);
  expect(found.errorRate).toBeCloseTo(found.errors / of.length, 9);
  const durations = of.map(({ duration }) => duration);
  const { rows } = await clickhouse.query<{ q: [number, number, number] }>(
    raw(`SELECT quantilesTDigest(0.5, 0.95, 0.99)(toUInt64(arrayJoin([${durations.join()}]))) AS q`),
  );
  const right = rows[0]?.q ?? [0, 0, 0];
  [found.p50, found.p95, found.p99].forEach((value, index) => {
    expect(Math.abs(value - (right[index] ?? 0)) / (right[index] || 1)).toBeLessThan(0.02);
  });
}

describe('the list', () => {
  test.each(['', 'prod'])(
    'has the services of the environment "%s" with their requests',
    async (environment) => {
      const [from, to] = [START + 2 * MINUTE, START + 8 * MINUTE];
      const { services, environments, fromMs, toMs } = await ask({ from, to, environment, points: 6 });
      expect([fromMs, toMs]).toEqual([from, to]);
      expect(environments).toEqual(['prod', 'test']);
      const both = spans.filter(within(from - 6 * MINUTE, to));
      const names = new Set(
        spans
          .filter(within(from, to))
          .filter((span) => environment === '' || environmentOf(span) === environment)
          .map(({ service }) => service),
      );
      expect(new Set(services.map(({ name }) => name))).toEqual(names);
      for (const service of services) {
        const requests = requestsOf(service.name, environment, both);
        const now = requests.filter(within(from, to));
        await expectRed(service, now, 360);
        const before = requests.filter(within(from - 6 * MINUTE, from));
        if (before.length === 0) expect(service.before).toBeNull();
        else await expectRed(service.before as Red, before, 360);
        expect(service.points).toHaveLength(6);
        service.points.forEach((point, index) => {
          const inside = requests.filter(within(from + index * MINUTE, from + (index + 1) * MINUTE));
          expect(point).toMatchObject({
            ms: from + index * MINUTE,
            requests: inside.length,
            errors: inside.filter(({ isError }) => isError).length,
          });
          expect(point.p95 === null).toBe(inside.length === 0);
        });
      }
    },
  );

  test('a service without Server and Consumer spans is judged by all it has', async () => {
    const { services } = await ask({ from: START, to: START + 10 * MINUTE });
    expect(services.find(({ name }) => name === 'cron')).toMatchObject({ requests: 20, errors: 0 });
  });

  test('the ends are whole minutes; what is not yet past lowers no rate', async () => {
    const { services, fromMs, toMs } = await ask({
      from: START + 30_000,
      to: START + 20 * MINUTE,
      points: 0,
    });
    expect([fromMs, toMs]).toEqual([START, START + 20 * MINUTE]);
    const shop = services.find(({ name }) => name === 'shop');
    expect(shop).toMatchObject({ requests: 20, before: null, points: [] });
    expect(shop?.rate).toBeCloseTo(20 / (12 * 60 + 20), 9);
    expect(shop?.lastSeenMs).toBe(START + 9 * MINUTE);
  });

  test('Apdex: satisfied, tolerating, and failed ones that are neither', async () => {
    const from = START;
    // Durations are 2, 4, … 40 ms; a fifth fails.
    const apdex = async (apdexMs: number) =>
      (await ask({ from, to: START + 10 * MINUTE, apdexMs })).services.find(({ name }) => name === 'shop')
        ?.apdex;
    expect(await apdex(100)).toBeCloseTo(0.8, 2);
    expect(await apdex(10)).toBeCloseTo(((5 + 15 / 2) / 20) * 0.8, 1);
    expect(await apdex(1)).toBeCloseTo(((0 + 2 / 2) / 20) * 0.8, 1);
  });

  test('any range that can be written is answered', async () => {
    const all = { from: 0, to: '2106-02-07T06:28:15Z' };
    expect((await ask(all)).services.length).toBeGreaterThan(5);
    expect((await askOne({ ...all, service: 'shop' })).service.requests).toBe(20);
    expect(
      errorGroupsResponse.parse(await listErrorGroups(reader, testTenant, errorGroupsRequest.parse(all))),
    ).toBeDefined();
    expect(
      (await readServiceMap(reader, testTenant, serviceMapRequest.parse(all))).nodes.length,
    ).toBeGreaterThan(5);
    await expect(ask({ from: 'now', to: 'now-1h' })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(ask({ from: 'yesterday' })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('an empty range has no services', async () => {
    expect((await ask({ from: START - 100 * MINUTE, to: START - 90 * MINUTE })).services).toEqual([]);
  });
});

describe('one service', () => {
  test('has its operations, which make up the whole', async () => {
    const { service, operations } = await askOne({ service: 'cart', from: START, to: START + 30 * MINUTE });
    const requests = requestsOf('cart');
    expect(service.requests).toBe(requests.length);
    const total = requests.reduce((sum, { duration }) => sum + duration, 0);
    for (const operation of operations) {
      const own = requests.filter(({ name, kind }) => name === operation.name && kind === operation.kind);
      await expectRed(operation, own, 12 * 60 + 20);
      expect(operation.timeShare).toBeCloseTo(
        own.reduce((sum, { duration }) => sum + duration, 0) / total,
        6,
      );
    }
    expect(operations.reduce((sum, { requests: count }) => sum + count, 0)).toBe(requests.length);
    expect(operations.reduce((sum, { timeShare }) => sum + timeShare, 0)).toBeCloseTo(1, 6);
  });

  test.each([
    ['as a whole', START],
    ['by some of its minutes', START - 7 * 60 * MINUTE],
  ])('a deploy, a rollback and the instances, read %s', async (_how, from) => {
    const { deploys, instances } = await askOne({ service: 'shop', from, to: START + 11 * MINUTE });
    expect(deploys.slice(-2)).toEqual([
      { ms: START + 13 * 15_000, version: '1.1', previous: '1.0' },
      { ms: START + 29 * 15_000, version: '1.0', previous: '1.1' },
    ]);
    expect(new Set(instances.map(({ id }) => id))).toEqual(new Set(['pod-1', 'pod-3']));
    expect(instances.reduce((sum, { spans: count }) => sum + count, 0)).toBe(20);
    expect(instances[0]).toMatchObject({ host: 'node-1' });
  });

  test('an unknown one is not found, in the range and environment asked for', async () => {
    const from = START;
    await expect(askOne({ service: 'shopp', from })).rejects.toMatchObject({ code: 'not_found' });
    await expect(askOne({ service: 'shop', from, environment: 'x' })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('"x"'),
    });
  });
});

describe('errors', () => {
  const HOUR = 60 * MINUTE;
  const BASE = START - 24 * HOUR;

  beforeAll(async () => {
    const stored = [
      ['cart', 'IoError', 'read 17 failed', BASE],
      ['cart', 'IoError', 'read 18 failed', BASE + 2 * HOUR],
      ['cart', 'IoError', 'read 19 failed', BASE + 2 * HOUR + 20 * MINUTE],
      ['cart', 'TypeError', 'x is not a function', BASE + 2 * HOUR],
      ['pay', 'IoError', 'read 17 failed', BASE + 2 * HOUR],
    ] as const;
    const rows = stored.map(([service, type, message, ms], index) =>
      JSON.stringify({
        Timestamp: (ms / 1_000).toFixed(3),
        TraceId: `e${index}`,
        SpanId: `s${index}`,
        ServiceName: service,
        SpanKind: 'Server',
        'Events.Timestamp': [(ms / 1_000).toFixed(3)],
        'Events.Name': ['exception'],
        'Events.Attributes': [{ 'exception.type': type, 'exception.message': message }],
      }),
    );
    await clickhouse.command(raw(`INSERT INTO otel.otel_traces FORMAT JSONEachRow\n${rows.join('\n')}`));
  });

  const askErrors = async (more: Record<string, unknown>) =>
    errorGroupsResponse.parse(await listErrorGroups(reader, testTenant, errorGroupsRequest.parse(more)));

  test('are grouped, the most frequent first, with when each was first seen at all', async () => {
    const { groups, isCut } = await askErrors({ from: BASE + HOUR, to: BASE + 3 * HOUR });
    expect(isCut).toBe(false);
    expect(groups.map(({ service, type, count }) => [service, type, count])).toEqual([
      ['cart', 'IoError', 2],
      ['cart', 'TypeError', 1],
      ['pay', 'IoError', 1],
    ]);
    expect(groups[0]).toMatchObject({
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      message: 'read ? failed',
      firstSeenMs: BASE,
      lastSeenMs: BASE + 2 * HOUR + 20 * MINUTE,
      example: { traceId: 'e2', spanId: 's2', message: 'read 19 failed', ms: BASE + 2 * HOUR + 20 * MINUTE },
    });
    expect(groups[0]?.points.filter(({ count }) => count > 0)).toEqual([
      { ms: BASE + 2 * HOUR, count: 1 },
      { ms: BASE + 2 * HOUR + 15 * MINUTE, count: 1 },
    ]);
  });

  test('have a search that finds their spans, and no others', async () => {
    const { groups } = await askErrors({ from: BASE, to: BASE + 3 * HOUR });
    const found: unknown[] = [];
    for (const { query } of groups) {
      const { spans: own } = await searchSpans(
        reader,
        testTenant,
        spanSearchRequest.parse({ from: BASE, to: BASE + 3 * HOUR, query }),
      );
      found.push(own.map(({ spanId }) => spanId).sort());
    }
    expect(found).toEqual([['s0', 's1', 's2'], ['s3'], ['s4']]);
  });

  test('that differ in their top frame only are groups of their own, each with its own search', async () => {
    const at = BASE - 10 * HOUR;
    const stacks = [
      (n: number) => `Error: x\n    at pay (/srv/pay.js:${n}:3)\n    at run (/srv/run.js:1:1)`,
      (n: number) => `Error: x\n    at Object.refund (/srv/pay.js:${n}:5)\n    at run (/srv/run.js:1:1)`,
      (n: number) => `Error: x\n    at /srv/it's 100%_odd/\\d.js:${n}:5`,
      (n: number) =>
        `Traceback:\n  File "/srv/app.py", line 10, in main\n    pay()\n  File "/srv/pay.py", line ${n}, in pay`,
      (n: number) =>
        `goroutine 1 [running]:\nmain.pay(0xc000)\n\t/srv/pay.go:${n} +0x1d\nmain.main()\n\t/srv/main.go:5 +0x20`,
      (n: number) => `E: x\n\tat com.shop.Pay.charge(Pay.java:${n})\n\tat com.shop.Main.main(Main.java:3)`,
      () => '',
    ];
    const rows = stacks.flatMap((stack, which) =>
      [12, 345].map((line) =>
        JSON.stringify({
          Timestamp: (at / 1_000).toFixed(3),
          TraceId: `f${which}`,
          SpanId: `${which} ${line}`,
          ServiceName: 'frames',
          'Events.Timestamp': [(at / 1_000).toFixed(3)],
          'Events.Name': ['exception'],
          'Events.Attributes': [
            { 'exception.type': 'E', 'exception.message': 'x', 'exception.stacktrace': stack(line) },
          ],
        }),
      ),
    );
    await clickhouse.command(raw(`INSERT INTO otel.otel_traces FORMAT JSONEachRow\n${rows.join('\n')}`));
    const range = { from: at - HOUR, to: at + HOUR };
    const { groups } = await askErrors({ ...range, service: 'frames' });
    expect(groups.map(({ count }) => count)).toEqual(stacks.map(() => 2));
    for (const { query, topFrame, example } of groups) {
      const request = spanSearchRequest.parse({ ...range, query });
      const { spans: own } = await searchSpans(reader, testTenant, request);
      const which = example.spanId.split(' ')[0];
      // Without a frame there is nothing to tell it from the others.
      const expected = topFrame === '' ? 2 * stacks.length : 2;
      expect([query, own.length]).toEqual([query, expected]);
      expect(own.map(({ spanId }) => spanId)).toEqual(
        expect.arrayContaining([`${which} 12`, `${which} 345`]),
      );
    }
  });

  test('of one service, and no more than asked for', async () => {
    const range = { from: BASE, to: BASE + 3 * HOUR };
    expect((await askErrors({ ...range, service: 'pay' })).groups).toHaveLength(1);
    expect(await askErrors({ ...range, limit: 1 })).toMatchObject({ isCut: true, groups: [{ count: 3 }] });
    expect((await askErrors({ ...range, environment: 'none' })).groups).toEqual([]);
  });
});
