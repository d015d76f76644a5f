// Maple's own metrics: what is sent, and that exports never overlap.
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HealthReport } from './schema.ts';
import { startSelfTelemetry } from './self-telemetry.server.ts';

const log = pino({ level: 'silent' });
const EVERY_MS = 1_000;
const zero = { requests: 0, accepted: 0, rejected: 0, bytes: 0 };
const durations = { p50: 1, p95: 2, max: 3 };
const report: HealthReport = {
  status: 'ok',
  version: '1.2.3',
  uptimeSeconds: 5,
  components: {},
  ingest: {
    signals: { logs: { ...zero, accepted: 7 }, traces: zero, metrics: zero },
    failedRequests: {},
    queuedBytes: 11,
    queuedRows: 0,
    inserts: 0,
    insertDurationMs: durations,
  },
  queries: { count: 0, failed: 0, durationMs: durations },
  process: { rssBytes: 0, heapUsedBytes: 0, cpuSeconds: 0 },
};

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

/** Starts exports whose sends end when the test says so. */
function start() {
  const sends: { body: string; end: PromiseWithResolvers<void> }[] = [];
  const self = startSelfTelemetry({
    report: async () => report,
    send: (bytes) => {
      const end = Promise.withResolvers<void>();
      sends.push({ body: Buffer.from(bytes).toString(), end });
      return end.promise;
    },
    log,
    everyMs: EVERY_MS,
    now: Date.now,
  });
  return { sends, self };
}

test('counts are sums since the start, states are gauges of the moment', async () => {
  const { sends, self } = start();
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  const { resourceMetrics } = JSON.parse(sends[0]?.body ?? '');
  const metrics: { name: string }[] = resourceMetrics[0].scopeMetrics[0].metrics;
  const byName = new Map(metrics.map((metric) => [metric.name, metric]));
  const times = { startTimeUnixNano: '1000000000000', timeUnixNano: '1001000000000' };
  expect(byName.get('maple.ingest.records')).toMatchObject({
    unit: '{record}',
    sum: {
      isMonotonic: true,
      aggregationTemporality: 2,
      dataPoints: [
        { ...times, asDouble: 7, attributes: [{ key: 'signal', value: { stringValue: 'logs' } }] },
        { asDouble: 0 },
        { asDouble: 0 },
      ],
    },
  });
  expect(byName.get('maple.ingest.queue.size')).toMatchObject({
    gauge: { dataPoints: [{ timeUnixNano: times.timeUnixNano, asDouble: 11, attributes: [] }] },
  });
  // A sum without points is no valid metric.
  expect(byName.has('maple.ingest.failed_requests')).toBe(false);
  sends[0]?.end.resolve();
  await self.stop();
});

test('a turn is skipped while an export runs, and the next one after it is taken', async () => {
  const { sends, self } = start();
  await vi.advanceTimersByTimeAsync(5 * EVERY_MS);
  expect(sends).toHaveLength(1);
  sends[0]?.end.reject(new Error('not stored'));
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(sends).toHaveLength(2);

  let isStopped = false;
  const stopped = self.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(5 * EVERY_MS);
  expect([sends.length, isStopped]).toEqual([2, false]);
  sends[1]?.end.resolve();
  await stopped;
});
