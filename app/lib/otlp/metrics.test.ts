// Data points of every metric type to rows of their tables, from both encodings.

import { describe, expect, it } from 'vitest';
import { decodeBoth } from './testing.ts';

const START = '1544712660000000000';
const TIME = '1544712661000000000';

const attributes = [{ key: 'k', value: { stringValue: 'v' } }];
const times = { startTimeUnixNano: START, timeUnixNano: TIME, attributes, flags: 1 };
const exemplars = [
  {
    timeUnixNano: '1544712660700000000',
    asInt: '9',
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    filteredAttributes: [{ key: 'user', value: { intValue: '5' } }],
  },
  { timeUnixNano: '1544712660800000000', asDouble: 0.25 },
];

const common = {
  ResourceAttributes: [['service.name', 'checkout']],
  ResourceSchemaUrl: 'https://schema/resource',
  ScopeName: 'lib',
  ScopeVersion: '1.2.3',
  ScopeAttributes: [['s', 'x']],
  ScopeDroppedAttrCount: 4,
  ScopeSchemaUrl: 'https://schema/scope',
  ServiceName: 'checkout',
  MetricName: 'm',
  MetricDescription: 'what it is',
  MetricUnit: 'ms',
  Attributes: [['k', 'v']],
  StartTimeUnix: 1_544_712_660_000_000_000n,
  TimeUnix: 1_544_712_661_000_000_000n,
  Flags: 1,
};
const storedExemplars = {
  'Exemplars.FilteredAttributes': [[['user', '5']], []],
  'Exemplars.TimeUnix': [1_544_712_660_700_000_000n, 1_544_712_660_800_000_000n],
  'Exemplars.Value': [9, 0.25],
  'Exemplars.SpanId': ['eee19b7ec3c1b174', ''],
  'Exemplars.TraceId': ['5b8efff798038103d269b633813fc60c', ''],
};

const metric = (data: object) => ({ name: 'm', description: 'what it is', unit: 'ms', ...data });
const request = (...metrics: object[]) => ({
  resourceMetrics: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] },
      schemaUrl: 'https://schema/resource',
      scopeMetrics: [
        {
          scope: {
            name: 'lib',
            version: '1.2.3',
            attributes: [{ key: 's', value: { stringValue: 'x' } }],
            droppedAttributesCount: 4,
          },
          schemaUrl: 'https://schema/scope',
          metrics,
        },
      ],
    },
  ],
});

describe('metrics', () => {
  it('fill every column of their tables', () => {
    const decoded = decodeBoth(
      'metrics',
      request(
        metric({ gauge: { dataPoints: [{ ...times, asDouble: 1.5, exemplars }] } }),
        metric({
          sum: {
            dataPoints: [{ ...times, asInt: '-3', exemplars }],
            aggregationTemporality: 2,
            isMonotonic: true,
          },
        }),
        metric({
          histogram: {
            dataPoints: [
              {
                ...times,
                count: '5',
                sum: 12.5,
                bucketCounts: ['1', '4', String(2n ** 60n)],
                explicitBounds: [0.5, 10],
                exemplars,
                min: 0.25,
                max: 9,
              },
            ],
            aggregationTemporality: 1,
          },
        }),
        metric({
          exponentialHistogram: {
            dataPoints: [
              {
                ...times,
                count: '7',
                sum: -1,
                scale: -2,
                zeroCount: '3',
                positive: { offset: -5, bucketCounts: ['1', '300', String(2n ** 64n - 1n)] },
                negative: { offset: 4, bucketCounts: ['2'] },
                exemplars,
                min: -1,
                max: 8,
              },
            ],
            aggregationTemporality: 1,
          },
        }),
        metric({
          summary: {
            dataPoints: [
              {
                ...times,
                count: '11',
                sum: 3.5,
                quantileValues: [
                  { quantile: 0.5, value: 1 },
                  { quantile: 0.99, value: 2 },
                ],
              },
            ],
          },
        }),
      ),
    );
    expect(decoded.accepted).toBe(5);
    expect(decoded.tables).toEqual({
      otel_metrics_gauge: [{ ...common, Value: 1.5, ...storedExemplars }],
      otel_metrics_sum: [
        { ...common, Value: -3, ...storedExemplars, AggregationTemporality: 2, IsMonotonic: true },
      ],
      otel_metrics_histogram: [
        {
          ...common,
          Count: 5n,
          Sum: 12.5,
          BucketCounts: [1n, 4n, 2n ** 60n],
          ExplicitBounds: [0.5, 10],
          ...storedExemplars,
          Min: 0.25,
          Max: 9,
          AggregationTemporality: 1,
        },
      ],
      otel_metrics_exponential_histogram: [
        {
          ...common,
          Count: 7n,
          Sum: -1,
          Scale: -2,
          ZeroCount: 3n,
          PositiveOffset: -5,
          PositiveBucketCounts: [1n, 300n, 2n ** 64n - 1n],
          NegativeOffset: 4,
          NegativeBucketCounts: [2n],
          ...storedExemplars,
          Min: -1,
          Max: 8,
          AggregationTemporality: 1,
        },
      ],
      otel_metrics_summary: [
        {
          ...common,
          Count: 11n,
          Sum: 3.5,
          'ValueAtQuantiles.Quantile': [0.5, 0.99],
          'ValueAtQuantiles.Value': [1, 2],
        },
      ],
    });
  });

  it('of one table keep their own names, in order', () => {
    const points = (count: number) => ({ dataPoints: Array.from({ length: count }, () => ({ asInt: '1' })) });
    const { tables } = decodeBoth(
      'metrics',
      request(
        { name: 'a', gauge: points(2) },
        { name: 'b', sum: points(1) },
        { name: 'c', gauge: {} },
        { name: 'd' },
        { name: 'e', gauge: points(1) },
      ),
    );
    expect(tables.otel_metrics_gauge?.map((row) => row.MetricName)).toEqual(['a', 'a', 'e']);
    expect(tables.otel_metrics_sum?.map((row) => row.MetricName)).toEqual(['b']);
  });

  it.each([
    [{ asInt: '9007199254740993' }, 9007199254740992],
    [{ asDouble: 'NaN' }, Number.NaN],
    [{ asDouble: 'Infinity' }, Number.POSITIVE_INFINITY],
    [{ flags: 1 }, 0],
  ])('the value of %j is %d', (point, value) => {
    const { tables } = decodeBoth('metrics', request(metric({ gauge: { dataPoints: [point] } })));
    expect(tables.otel_metrics_gauge?.[0]?.Value).toBe(value);
  });

  it('without a time have that of their arrival, and may have no start', () => {
    const { tables } = decodeBoth('metrics', request(metric({ gauge: { dataPoints: [{ asInt: '1' }] } })));
    expect(tables.otel_metrics_gauge?.[0]).toMatchObject({
      StartTimeUnix: 0n,
      TimeUnix: 1_760_000_000_123_456_789n,
    });
  });
});
