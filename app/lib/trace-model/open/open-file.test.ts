// Files of traces: every shape we know, and what is made of it.
import { describe, expect, it } from 'vitest';
import { spanIdOf } from '../columns.ts';
import { openTraceFile } from './open-file.ts';

const TRACE = '5b8efff798038103d269b633813fc60c';
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

const span = {
  traceId: TRACE.toUpperCase(),
  spanId: 'EEE19B7EC3C1B174',
  parentSpanId: '',
  name: 'GET /cart',
  kind: 2,
  startTimeUnixNano: '1544712660000000123',
  endTimeUnixNano: '1544712661000000456',
  attributes: [text('http.route', '/cart'), { key: 'retries', value: { intValue: '3' } }],
  events: [
    { timeUnixNano: '1544712660500000001', name: 'exception', attributes: [text('exception.type', 'Oops')] },
    { timeUnixNano: '1544712660600000001', name: 'retry' },
  ],
  links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceState: 'k=v' }],
  status: { code: 2, message: 'no' },
  traceState: 'x=y',
};
const child = {
  ...span,
  spanId: '0000000000000002',
  parentSpanId: span.spanId,
  kind: 'SPAN_KIND_CLIENT',
  status: {},
};
const scope = { name: 'lib', version: '1.2' };
const batch = (spans: readonly object[], service = 'cart') => ({
  resource: { attributes: [text('service.name', service), text('host.name', 'h1')] },
  scopeSpans: [{ scope, spans }],
});
const request = { resourceSpans: [batch([span, child])] };

/** Columns and details as plain objects. */
function open(content: string) {
  const file = openTraceFile(content);
  const traces = file.traces.map((trace) => {
    const columns = trace.columns();
    return {
      traceId: trace.traceId,
      details: Array.from({ length: columns.count }, (_, i) => trace.detail(i)),
      ids: Array.from({ length: columns.count }, (_, i) => spanIdOf(columns, i)),
      columns,
    };
  });
  return { ...file, traces };
}

describe('OTLP', () => {
  it('reads columns and details', () => {
    const { format, traces, skipped } = open(JSON.stringify(request));
    expect([format, traces.length, skipped]).toEqual(['otlp', 1, 0]);
    const [trace] = traces;
    expect(trace?.columns).toMatchObject({
      traceId: TRACE,
      count: 2,
      baseNs: 1544712660000000123n,
      start: Float64Array.of(0, 0),
      duration: Float64Array.of(1_000_000_333, 1_000_000_333),
      parentId: BigUint64Array.of(0n, 0xeee19b7ec3c1b174n),
      services: ['cart'],
      names: ['GET /cart'],
      kind: Uint8Array.of(2, 3),
      status: Uint8Array.of(2, 0),
      events: Uint16Array.of(2, 2),
      exceptions: Uint16Array.of(1, 1),
      links: Uint16Array.of(1, 1),
    });
    expect(trace?.ids).toEqual(['eee19b7ec3c1b174', '0000000000000002']);
    expect(structuredClone(trace?.details[0])).toEqual({
      traceId: TRACE,
      spanId: 'eee19b7ec3c1b174',
      parentSpanId: '',
      timestamp: '2018-12-13T14:51:00.000000123Z',
      service: 'cart',
      name: 'GET /cart',
      kind: 'Server',
      status: 'Error',
      statusMessage: 'no',
      durationNs: 1_000_000_333,
      traceState: 'x=y',
      attributes: { 'http.route': '/cart', retries: '3' },
      resource: { 'service.name': 'cart', 'host.name': 'h1' },
      scope,
      events: [
        {
          timestamp: '2018-12-13T14:51:00.500000001Z',
          name: 'exception',
          attributes: { 'exception.type': 'Oops' },
        },
        { timestamp: '2018-12-13T14:51:00.600000001Z', name: 'retry', attributes: {} },
      ],
      links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceState: 'k=v', attributes: {} }],
    });
  });

  const one = batch([span]);
  const two = batch([child]);
  const old = {
    resource: one.resource,
    instrumentationLibrarySpans: [{ instrumentationLibrary: scope, spans: [span, child] }],
  };
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  const withBase64 = [span, child].map((each) => ({
    ...each,
    traceId: base64(TRACE),
    spanId: base64(each.spanId),
    parentSpanId: base64(each.parentSpanId),
  }));
  it.each([
    ['an array of requests', JSON.stringify([{ resourceSpans: [one] }, { resourceSpans: [two] }])],
    [
      'lines',
      `${JSON.stringify({ resourceSpans: [one] })}\n\n${JSON.stringify({ resourceSpans: [two] })}\r\n`,
    ],
    [
      'several batches, indented, after a byte order mark',
      `\ufeff${JSON.stringify({ resourceSpans: [one, two] }, null, 2)}`,
    ],
    ['Tempo’s names', JSON.stringify({ batches: [one, two] })],
    ['Tempo’s newer names', JSON.stringify({ trace: request })],
    ['Jaeger’s API', JSON.stringify({ result: request })],
    ['older OTLP', JSON.stringify({ resourceSpans: [old] })],
    ['ids in base64', JSON.stringify({ resourceSpans: [batch(withBase64)] })],
    ['times as numbers', JSON.stringify(request).replace(/Nano":"(\d+)"/g, 'Nano":$1')],
  ])('reads %s alike', (_, content) => {
    const { traces } = open(content);
    expect(traces).toEqual(open(JSON.stringify(request)).traces);
  });

  it.each<[unknown, string]>([
    [{ stringValue: '' }, ''],
    [{ intValue: '-9007199254740993' }, '-9007199254740993'],
    [{ intValue: 7 }, '7'],
    [{ doubleValue: 1.5 }, '1.5'],
    [{ boolValue: false }, 'false'],
    [{ bytesValue: 'AAE=' }, 'AAE='],
    [{}, ''],
    [undefined, ''],
    [
      { arrayValue: { values: [{ stringValue: 'a"b' }, { intValue: '1' }, { boolValue: true }, {}] } },
      '["a\\"b",1,true,null]',
    ],
    [{ arrayValue: {} }, '[]'],
    [
      {
        kvlistValue: {
          values: [
            { key: 'b', value: { doubleValue: 0.5 } },
            { key: 'a', value: { arrayValue: {} } },
          ],
        },
      },
      '{"a":[],"b":0.5}',
    ],
  ])('writes the value %j as text', (value, expected) => {
    const content = JSON.stringify({
      resourceSpans: [batch([{ ...span, attributes: [{ key: 'v', value }] }])],
    });
    expect(open(content).traces[0]?.details[0]?.attributes.v).toBe(expected);
  });

  it('cuts values that are too deep', () => {
    const deep = `${'{"arrayValue":{"values":['.repeat(5_000)}{}${']}}'.repeat(5_000)}`;
    const content = JSON.stringify(request).replace('{"stringValue":"/cart"}', deep);
    expect(open(content).traces[0]?.details[0]?.attributes['http.route']).toBe(
      `${'['.repeat(32)}"…"${']'.repeat(32)}`,
    );
  });

  it('has __proto__ and the like as keys and ids as any other', () => {
    const content = JSON.stringify({
      resourceSpans: [batch([{ ...span, attributes: [text('__proto__', 'p'), text('constructor', 'c')] }])],
    });
    const [detail] = open(content).traces[0]?.details ?? [];
    expect(Object.entries(detail?.attributes ?? {})).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    expect(Object.getPrototypeOf(structuredClone(detail?.attributes))).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).p).toBeUndefined();
    const polluted = '{"__proto__":{"resourceSpans":[]},"x":1}';
    expect(() => open(polluted)).toThrow('not a trace');
    const inherited = `{"resourceSpans":[{"__proto__":{"scopeSpans":[{"spans":[${JSON.stringify(span)}]}]}}]}`;
    expect(() => open(inherited)).toThrow('no spans');
  });

  it('keeps ids of another form, and tells them apart', () => {
    const odd = [
      { ...span, spanId: 'one' },
      { ...span, spanId: 'two', parentSpanId: 'one' },
    ];
    const [trace] = open(JSON.stringify({ resourceSpans: [batch(odd)] })).traces;
    expect(trace?.ids).toEqual(['one', 'two']);
    expect(trace?.columns.parentId[1]).toBe(trace?.columns.id[0]);
    expect(trace?.columns.id[0]).not.toBe(trace?.columns.id[1]);
  });

  it('lists the traces of a file, the largest first, and counts what has no ids', () => {
    const other = {
      ...span,
      traceId: '1'.repeat(32),
      parentSpanId: '9'.repeat(16),
      startTimeUnixNano: '1',
      endTimeUnixNano: '11',
    };
    const content = JSON.stringify({
      resourceSpans: [batch([other, { ...span, traceId: '' }]), batch([child, span], 'web')],
    });
    const { traces, skipped } = openTraceFile(content);
    expect(skipped).toBe(1);
    const shown = traces.map(({ columns: _columns, detail: _detail, ...rest }) => rest);
    expect(shown).toEqual([
      {
        traceId: TRACE,
        spanCount: 2,
        errorCount: 1,
        rootService: 'web',
        rootName: 'GET /cart',
        startNs: 1544712660000000123n,
        durationNs: 1_000_000_333,
      },
      {
        traceId: '1'.repeat(32),
        spanCount: 1,
        errorCount: 1,
        rootService: 'cart',
        rootName: 'GET /cart',
        startNs: 1n,
        durationNs: 10,
      },
    ]);
    expect(() => traces[0]?.detail(2)).toThrow('no span number 2');
  });
});

describe('Jaeger', () => {
  const trace = {
    traceID: TRACE,
    spans: [
      {
        traceID: TRACE,
        spanID: 'a1',
        operationName: 'GET /cart',
        references: [],
        startTime: 1544712660000123,
        duration: 1_000,
        tags: [
          { key: 'span.kind', type: 'string', value: 'server' },
          { key: 'error', type: 'bool', value: true },
          { key: 'http.status_code', type: 'int64', value: 500 },
          { key: 'otel.status_description', type: 'string', value: 'no' },
          { key: 'otel.library.name', type: 'string', value: 'lib' },
        ],
        logs: [
          {
            timestamp: 1544712660000200,
            fields: [
              { key: 'event', value: 'exception' },
              { key: 'stack', value: 's' },
            ],
          },
        ],
        processID: 'p1',
      },
      {
        traceID: TRACE,
        spanID: 'a2',
        operationName: 'take',
        references: [
          { refType: 'FOLLOWS_FROM', traceID: 'ff', spanID: 'b1' },
          { refType: 'FOLLOWS_FROM', traceID: TRACE, spanID: 'a9' },
          { refType: 'CHILD_OF', traceID: TRACE, spanID: 'a1' },
        ],
        startTime: 1544712660000200,
        duration: 0,
        processID: 'p2',
      },
    ],
    processes: {
      p1: { serviceName: 'cart', tags: [{ key: 'host', value: 'h1' }] },
      p2: { serviceName: 'queue' },
    },
  };

  it.each([
    ['what the UI downloads', { data: [trace] }],
    ['a trace alone', trace],
  ])('reads %s', (_, document) => {
    const { format, traces } = open(JSON.stringify(document));
    expect([format, traces.length]).toEqual(['jaeger', 1]);
    expect(traces[0]?.columns).toMatchObject({
      baseNs: 1544712660000123000n,
      start: Float64Array.of(0, 77_000),
      duration: Float64Array.of(1_000_000, 0),
      id: BigUint64Array.of(0xa1n, 0xa2n),
      parentId: BigUint64Array.of(0n, 0xa1n),
      services: ['cart', 'queue'],
      kind: Uint8Array.of(2, 0),
      status: Uint8Array.of(2, 0),
      exceptions: Uint16Array.of(1, 0),
      links: Uint16Array.of(0, 2),
    });
    expect(structuredClone(traces[0]?.details[0])).toMatchObject({
      spanId: '00000000000000a1',
      statusMessage: 'no',
      attributes: { 'http.status_code': '500' },
      resource: { 'service.name': 'cart', host: 'h1' },
      scope: { name: 'lib', version: '' },
      events: [
        { timestamp: '2018-12-13T14:51:00.000200000Z', name: 'exception', attributes: { stack: 's' } },
      ],
    });
    expect(traces[0]?.details[1]?.links.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      ['00000000000000ff', '00000000000000b1'],
      [TRACE, '00000000000000a9'],
    ]);
  });
});
