// Bulk records for benchmarks: the exact number, in range, spread over it, the same every time.
import { expect, test } from 'vitest';
import { bulkLogBodies, bulkLogs, bulkSpanBodies, bulkSpans } from './bulk.ts';
import { clock, serviceOf } from './testing.ts';

const range = { fromUs: clock(3) + 1_234_567, toUs: clock(15) + 7_654_321, seed: 2 };

test.each([1, 999, 20_000])('%d logs, all in range and spread over it', (count) => {
  const times = [...bulkLogs({ ...range, count })].map((log) => log.timeUs);
  expect(times).toHaveLength(count);
  expect(times.filter((us) => us < range.fromUs || us >= range.toUs)).toEqual([]);
  if (count < 20_000) return;
  const hours = Map.groupBy(times, (us) => Math.floor((us - range.fromUs) / 3.6e9));
  expect(hours.size).toBe(12 + 1);
  expect(Math.min(...[0, 1, 2, 3, 10, 11].map((hour) => hours.get(hour)?.length ?? 0))).toBeGreaterThan(400);
});

test('logs have the shape of the demo', () => {
  const logs = [...bulkLogs({ ...range, count: 20_000 })];
  expect(new Set(logs.map(serviceOf)).size).toBeGreaterThanOrEqual(13);
  expect(new Set(logs.map((log) => log.severityNumber)).size).toBeGreaterThanOrEqual(5);
  expect(new Set(logs.map((log) => log.traceId)).size).toBeGreaterThan(1500);
});

test('spans keep their parents', () => {
  const spans = [...bulkSpans({ ...range, count: 5000 })];
  const ids = new Set(spans.map((span) => span.spanId));
  expect(spans).toHaveLength(5000);
  expect(spans.filter((span) => span.parentSpanId !== '' && !ids.has(span.parentSpanId))).toEqual([]);
});

test.each([bulkLogBodies, bulkSpanBodies])(
  '%o: requests of 1,000 records, the same for the same seed',
  (make) => {
    const bodies = [...make({ ...range, count: 2500 })];
    expect(bodies).toHaveLength(3);
    expect(Buffer.concat([...make({ ...range, count: 2500 })]).equals(Buffer.concat(bodies))).toBe(true);
    expect(Buffer.concat([...make({ ...range, seed: 3, count: 2500 })]).equals(Buffer.concat(bodies))).toBe(
      false,
    );
  },
);
