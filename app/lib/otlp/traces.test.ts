// Spans to rows of otel_traces, from both encodings.

import { describe, expect, it } from 'vitest';
import { decodeBoth } from './testing.ts';

const TRACE = '5b8efff798038103d269b633813fc60c';
const SPAN = 'eee19b7ec3c1b174';
const START = '1544712660000000000';
const START_NS = 1_544_712_660_000_000_000n;

const rowOf = (span: object) =>
  decodeBoth('traces', {
    resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: TRACE, spanId: SPAN, ...span }] }] }],
  }).tables.otel_traces?.[0];

describe('spans', () => {
  it('fill every column', () => {
    const request = {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] },
          scopeSpans: [
            {
              scope: { name: 'lib', version: '1.2.3' },
              spans: [
                {
                  traceId: TRACE,
                  spanId: SPAN,
                  parentSpanId: 'eee19b7ec3c1b173',
                  traceState: 'a=1,b=2',
                  flags: 257,
                  name: 'GET /',
                  kind: 2,
                  startTimeUnixNano: START,
                  endTimeUnixNano: '1544712661000000001',
                  attributes: [{ key: 'k', value: { doubleValue: 2.5 } }],
                  events: [
                    {
                      timeUnixNano: '1544712660500000000',
                      name: 'exception',
                      attributes: [
                        { key: 'type', value: { stringValue: 'E' } },
                        { key: 'code', value: { intValue: 3 } },
                      ],
                    },
                    { name: 'bare' },
                  ],
                  links: [
                    {
                      traceId: 'ffffffffffffffffffffffffffffffff',
                      spanId: 'aaaaaaaaaaaaaaaa',
                      traceState: 'c=3',
                      attributes: [{ key: 'l', value: { boolValue: true } }],
                    },
                  ],
                  status: { code: 2, message: 'it broke' },
                },
              ],
            },
          ],
        },
      ],
    };
    expect(decodeBoth('traces', request).tables).toEqual({
      otel_traces: [
        {
          Timestamp: START_NS,
          TraceId: TRACE,
          SpanId: SPAN,
          ParentSpanId: 'eee19b7ec3c1b173',
          TraceState: 'a=1,b=2',
          SpanName: 'GET /',
          SpanKind: 'Server',
          ServiceName: 'checkout',
          ResourceAttributes: [['service.name', 'checkout']],
          ScopeName: 'lib',
          ScopeVersion: '1.2.3',
          SpanAttributes: [['k', '2.5']],
          Duration: 1_000_000_001n,
          StatusCode: 'Error',
          StatusMessage: 'it broke',
          'Events.Timestamp': [1_544_712_660_500_000_000n, 0n],
          'Events.Name': ['exception', 'bare'],
          'Events.Attributes': [
            [
              ['code', '3'],
              ['type', 'E'],
            ],
            [],
          ],
          'Links.TraceId': ['ffffffffffffffffffffffffffffffff'],
          'Links.SpanId': ['aaaaaaaaaaaaaaaa'],
          'Links.TraceState': ['c=3'],
          'Links.Attributes': [[['l', 'true']]],
        },
      ],
    });
  });

  it.each([
    [0, 'Unspecified'],
    [1, 'Internal'],
    [2, 'Server'],
    [3, 'Client'],
    [4, 'Producer'],
    [5, 'Consumer'],
    [99, 'Unspecified'],
    [-1, 'Unspecified'],
  ])('kind %i is %s', (kind, word) => {
    expect(rowOf({ kind })?.SpanKind).toBe(word);
  });

  it.each([
    [0, 'Unset'],
    [1, 'Ok'],
    [2, 'Error'],
    [3, 'Unset'],
  ])('status %i is %s', (code, word) => {
    expect(rowOf({ status: { code } })?.StatusCode).toBe(word);
  });

  it.each([
    ['the time between start and end', START, '1544712664294967295', START_NS, 4_294_967_295n],
    ['longer than 32 bits', START, '1544712664294967296', START_NS, 4_294_967_296n],
    ['nothing when it ends before it starts', START, '1544712659999999999', START_NS, 0n],
    ['nothing when it ends at the end of all time', START, '18446744073709551615', START_NS, 0n],
    ['at most 2^62 - 1', START, `${START_NS + 2n ** 62n - 1n}`, START_NS, 2n ** 62n - 1n],
    ['nothing from 2^62 on', START, `${START_NS + 2n ** 62n}`, START_NS, 0n],
    ['nothing when it never ends', START, '0', START_NS, 0n],
    ['nothing when only the end is known', '0', START, START_NS, 0n],
    ['nothing when no time is known', '0', '0', 1_760_000_000_123_456_789n, 0n],
  ])('last %s', (_name, startTimeUnixNano, endTimeUnixNano, timestamp, duration) => {
    expect(rowOf({ startTimeUnixNano, endTimeUnixNano })).toMatchObject({
      Timestamp: timestamp,
      Duration: duration,
    });
  });

  it('keep events whose time the table cannot hold, at the last time it can', () => {
    const row = rowOf({ events: [{ timeUnixNano: String(2n ** 64n - 1n) }] });
    expect(row?.['Events.Timestamp']).toEqual([2n ** 63n - 1n]);
  });
});
