// The layers of the chart and the file, from a small usage.
import { expect, test } from 'vitest';
import type { Usage } from '#app/lib/usage/schema.ts';
import { usageCsv, usageSearch, usageSeries } from './usage-view.ts';

const zero = { records: [0, 0], bytes: [0, 0] };
const none = { bytes: [0, 0], records: [0, 0], refused: [0, 0] };
const usage: Usage = {
  days: ['2026-11-22', '2026-11-23'],
  signals: {
    logs: { records: [3, 4], bytes: [30, 40] },
    traces: { records: [0, 1], bytes: [0, 5] },
    metrics: zero,
    sessions: zero,
  },
  sent: { logs: { ...none, bytes: [300, 400] }, traces: none, metrics: none },
  services: [
    { service: 'cart', logs: [3, 3], traces: [0, 1], metrics: [0, 0], records: 7, bytes: 70 },
    { service: '=evil', logs: [0, 1], traces: [0, 0], metrics: [0, 0], records: 1, bytes: 10 },
  ],
  others: 0,
  isMetricsCounted: true,
  growth: { records: { last: 0, before: 0 }, bytes: { last: 0, before: 0 } },
  disk: null,
};

test('layers are the signals or the services that have something', () => {
  const values = (...of: Parameters<typeof usageSeries>) =>
    usageSeries(...of).map((series) => [series.key, series.values]);
  expect(values(usage, 'records', 'signal')).toEqual([
    ['logs', [3, 4]],
    ['traces', [0, 1]],
  ]);
  expect(values(usage, 'disk', 'service')).toEqual([
    ['logs', [30, 40]],
    ['traces', [0, 5]],
  ]);
  expect(values(usage, 'sent', 'signal')).toEqual([['logs', [300, 400]]]);
  expect(values(usage, 'records', 'service')).toEqual([
    ['cart', [3, 4]],
    ['=evil', [0, 1]],
  ]);
});

test('what is beyond the named services is one layer', () => {
  const services = Array.from({ length: 12 }, (_, n) => ({
    service: `s${n}`,
    logs: [1, 2],
    traces: [0, 0],
    metrics: null,
    records: 3,
    bytes: 1,
  }));
  expect(usageSeries({ ...usage, services }, 'records', 'service').at(-1)).toMatchObject({
    label: '4 others',
    values: [4, 8],
  });
});

test('the file has a line for each day and service, and no cell that runs', () => {
  expect(usageCsv(usage)).toBe(
    'day,service,log_records,spans,metric_points\r\n' +
      '2026-11-22,"cart",3,0,0\r\n2026-11-23,"cart",3,1,0\r\n2026-11-23,"\'=evil",1,0,0\r\n',
  );
});

test('an address that makes no sense is as if it said nothing', () => {
  expect(usageSearch.parse({ days: 12, measure: 'x', by: 7 })).toEqual({});
  expect(usageSearch.parse({ days: 90, measure: 'disk' })).toEqual({ days: 90, measure: 'disk' });
});
