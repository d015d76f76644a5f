// Long ranges are read by hours and quarters of an hour: the numbers are those of a plain reference over all spans, wherever the range begins and
// ends, whatever came late, and also where the rollup is broken.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant } from '#app/lib/logs/testing.ts';
import { ident, raw, sql } from '#app/lib/sql/sql.ts';
import { listServices } from './list.server.ts';
import { readServiceMap } from './map.server.ts';
import { serviceListRequest, serviceMapRequest, serviceRequest } from './schema.ts';
import { readService } from './service.server.ts';
import { insertSpans, randomOf, type TestSpan } from './testing-spans.ts';

const START = Date.parse('2026-03-01T00:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** All is over by then. */
const NOW = START + 41 * HOUR;
const SERVICES = ['cart', 'pay', 'cron'];

const random = randomOf(5);
/** Forty hours, in no order; `cron` has neither Server nor Consumer spans. */
const spans: TestSpan[] = Array.from({ length: 3_000 }, (_, index) => {
  const service = SERVICES[index % 3] as string;
  return {
    traceId: `t${index}`,
    spanId: `s${index}`,
    parentId: '',
    service,
    name: `run ${index % 4}`,
    kind: service === 'cron' ? 'Internal' : index % 2 === 0 ? 'Server' : 'Client',
    ms: START + Math.floor(random() * 40 * HOUR),
    duration: 1 + Math.floor(random() * 1e9),
    isError: random() < 0.2,
    attributes: {},
    resource: {
      'deployment.environment.name': index % 5 === 0 ? 'test' : 'prod',
      'service.version': index === 900 ? 'short-lived' : '1',
    },
    links: [],
  };
});

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
  // The last insert comes long after the others, into all quarters.
  for (let from = 0; from < spans.length; from += 600)
    await insertSpans(clickhouse, spans.slice(from, from + 600));
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const within = (from: number, to: number) => (span: TestSpan) => span.ms >= from && span.ms < to;
const isRequest = ({ service, kind }: TestSpan) => service === 'cron' || kind === 'Server';
const errorsOf = (of: readonly TestSpan[]) => of.filter(({ isError }) => isError).length;
const medianOf = (of: readonly TestSpan[]) =>
  of.map(({ duration }) => duration).sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;

/**
 * Minutes from the start, environment and points: whole quarters, ends inside of one, periods that meet in one, less than one; points of
 * hours that begin in the middle of one, of quarters, and none.
 */
const RANGES = [
  [15 * 60 + 7, 39 * 60 + 8, '', 12],
  [17 * 60 + 44, 39 * 60 + 22, '', 30],
  [17 * 60 + 44, 39 * 60 + 22, 'prod', 8],
  [28 * 60 + 31, 39 * 60 + 47, 'test', 0],
  [30 * 60 + 5, 36 * 60 + 6, '', 120],
  [34 * 60 + 7, 39 * 60 + 6, 'prod', 30],
  [20 * 60, 40 * 60, '', 30],
  [20 * 60 + 7, 40 * 60 - 4, 'prod', 120],
  [24 * 60 + 8, 32 * 60 + 1, '', 30],
  [24 * 60 + 8, 32 * 60 + 1, 'prod', 0],
  [20 * 60 + 1, 20 * 60 + 14, '', 30],
  [0, 40 * 60, 'prod', 60],
] as const;

async function expectAll(): Promise<void> {
  for (const [start, last, environment, points] of RANGES) {
    const asked = [START + start * MINUTE, START + last * MINUTE] as const;
    // Six hours and more are counted by whole quarters of an hour, a day and more from a whole hour on.
    const unit = last - start < 6 * 60 ? MINUTE : 15 * MINUTE;
    const first = last - start < 24 * 60 ? unit : HOUR;
    const [from, to] = [Math.floor(asked[0] / first) * first, Math.ceil(asked[1] / unit) * unit];
    const of = spans.filter(
      (span) =>
        isRequest(span) &&
        (environment === '' || span.resource['deployment.environment.name'] === environment),
    );
    const list = await listServices(
      reader,
      testTenant,
      serviceListRequest.parse({ from: asked[0], to: asked[1], environment, points }),
    );
    expect([list.fromMs, list.toMs, list.environments]).toEqual([
      from,
      to,
      [
        ...new Set(
          spans.filter(within(from, to)).map(({ resource }) => resource['deployment.environment.name']),
        ),
      ].sort(),
    ]);
    const there = spans
      .filter(within(from, to))
      .filter((span) => environment === '' || span.resource['deployment.environment.name'] === environment);
    expect(new Set(list.services.map(({ name }) => name))).toEqual(
      new Set(there.map(({ service }) => service)),
    );
    for (const service of list.services) {
      const own = of.filter((span) => span.service === service.name);
      const now = own.filter(within(from, to));
      const before = own.filter(within(Math.max(0, 2 * from - to), from));
      expect([service.requests, service.errors]).toEqual([now.length, errorsOf(now)]);
      expect([service.before?.requests ?? 0, service.before?.errors ?? 0]).toEqual([
        before.length,
        errorsOf(before),
      ]);
      if (now.length > 100) expect(Math.abs(service.p50 / medianOf(now) - 1)).toBeLessThan(0.05);
      const seen = there.filter((span) => span.service === service.name);
      expect(service.lastSeenMs).toBe(Math.floor(Math.max(...seen.map(({ ms }) => ms)) / MINUTE) * MINUTE);
      expect(service.points.map(({ ms, requests, errors }) => [ms, requests, errors])).toEqual(
        service.points.map(({ ms }) => {
          const inside = now.filter(within(ms, ms + list.intervalMs));
          return [ms, inside.length, errorsOf(inside)];
        }),
      );
      expect(service.points.reduce((sum, point) => sum + point.requests, 0)).toBe(
        points === 0 ? 0 : now.length,
      );
    }
    const one = await readService(
      reader,
      testTenant,
      serviceRequest.parse({ service: 'cart', from, to, environment, points }),
    );
    expect(one.service.requests).toBe(
      of.filter(within(from, to)).filter(({ service }) => service === 'cart').length,
    );
    expect(one.operations.reduce((sum, { requests }) => sum + requests, 0)).toBe(one.service.requests);
  }
}

test('p50, p95 and p99 of a point are those of its spans', async () => {
  const [from, to] = [START + 10 * HOUR, START + 34 * HOUR];
  const { services, intervalMs } = await listServices(
    reader,
    testTenant,
    serviceListRequest.parse({ from, to, points: 3 }),
  );
  for (const { name, points } of services)
    for (const { ms, p50, p95, p99 } of points) {
      const own = spans
        .filter((span) => span.service === name && isRequest(span))
        .filter(within(ms, ms + intervalMs));
      const sorted = own.map(({ duration }) => duration).sort((a, b) => a - b);
      for (const [level, value] of [
        [0.5, p50],
        [0.95, p95],
        [0.99, p99],
      ] as const) {
        // Digests interpolate: between the spans around the one at this place.
        const place = level * (sorted.length - 1);
        expect(value).toBeGreaterThanOrEqual((sorted[Math.max(0, Math.floor(place) - 3)] ?? 0) * 0.999);
        expect(value).toBeLessThanOrEqual(
          (sorted[Math.min(sorted.length - 1, Math.ceil(place) + 3)] ?? 0) * 1.001,
        );
      }
    }
});

test('a version that ran for a moment is among the deploys of a day and more', async () => {
  const short = spans[900] as TestSpan;
  const { deploys } = await readService(
    reader,
    testTenant,
    serviceRequest.parse({ service: 'cart', from: START, to: NOW }),
  );
  expect(deploys).toEqual([
    // Nothing was there before.
    {
      ms: Math.min(...spans.filter(({ service }) => service === 'cart').map(({ ms }) => ms)),
      version: '1',
      previous: null,
    },
    { ms: short.ms, version: 'short-lived', previous: '1' },
    ...deploys.slice(2),
  ]);
});

test('the services of the map have their requests', async () => {
  const [from, to] = [START + 20 * HOUR + 5 * MINUTE, START + 39 * HOUR + 10 * MINUTE];
  const { nodes } = await readServiceMap(reader, testTenant, serviceMapRequest.parse({ from, to }));
  const found = new Map(nodes.map(({ name, calls }) => [name, calls]));
  for (const service of SERVICES)
    expect(found.get(service)).toBe(
      spans.filter((span) => span.service === service && isRequest(span)).filter(within(from, to)).length,
    );
});

test('of what is going on the quarter that is not over is counted as far as it goes', async () => {
  const now = START + 40 * HOUR - 8 * MINUTE;
  const soon = createTestReader(clickhouse, { now: () => now });
  const [from, to] = [START + 15 * HOUR, START + 40 * HOUR];
  const request = serviceListRequest.parse({ from: now - 24 * HOUR, to: now });
  const list = await listServices(soon, testTenant, request);
  expect([list.fromMs, list.toMs, list.services.length]).toEqual([from, to, 3]);
  for (const { name, requests, rate } of list.services) {
    const own = spans.filter((span) => span.service === name && isRequest(span)).filter(within(from, to));
    expect(requests).toBe(own.length);
    expect(rate).toBeCloseTo(requests / ((now - from) / 1_000));
  }
});

describe('counts and errors are those of the spans', () => {
  test('when the rollup is sound', expectAll);

  test('when quarters are missing in it, or there twice', async () => {
    await clickhouse.command(
      raw(`ALTER TABLE otel.otel_traces_red_15m DELETE WHERE Bucket = toDateTime('2026-03-02 02:15:00', 'UTC') OR (Bucket = toDateTime('2026-03-02 12:00:00', 'UTC') AND ServiceName = 'cart')
        SETTINGS mutations_sync = 2`),
    );
    await clickhouse.command(
      raw(`INSERT INTO otel.otel_traces_red_15m SELECT * FROM otel.otel_traces_red_15m WHERE Bucket IN (
        toDateTime('2026-03-01 09:00:00', 'UTC'), toDateTime('2026-03-02 13:30:00', 'UTC'), toDateTime('2026-03-02 13:45:00', 'UTC'))`),
    );
    await expectAll();
  });

  test('when hours are missing, there twice, or lack a service', async () => {
    await clickhouse.command(
      raw(`ALTER TABLE otel.otel_traces_red_sums DELETE WHERE Bucket = toDateTime('2026-03-02 04:00:00', 'UTC') OR (Bucket = toDateTime('2026-03-02 10:00:00', 'UTC') AND ServiceName = 'cart')
        SETTINGS mutations_sync = 2`),
    );
    await clickhouse.command(
      raw(`INSERT INTO otel.otel_traces_red_sums SELECT * FROM otel.otel_traces_red_sums WHERE Bucket IN (
        toDateTime('2026-03-01 12:00:00', 'UTC'), toDateTime('2026-03-02 02:00:00', 'UTC'))`),
    );
    await expectAll();
  });

  test.each(['otel_traces_red_15m', 'otel_traces_red_sums'])('when %s is empty', async (table) => {
    await clickhouse.command(sql`TRUNCATE TABLE ${ident('otel', table)}`);
    await expectAll();
  });

  test('when spans come late, in hours of which the rollup knows nothing and in such that it knows', async () => {
    const late = spans.slice(0, 300).map((span, index) => ({
      ...span,
      traceId: `late${index}`,
      spanId: `late${index}`,
    }));
    await insertSpans(clickhouse, late);
    spans.push(...late);
    await expectAll();
  });
});
