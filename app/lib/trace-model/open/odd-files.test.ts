// Traces in files that are odd, but traces: they open.
import { expect, it } from 'vitest';
import { openTraceFile } from './open-file.ts';

const jaeger = (spans: object[]) => JSON.stringify({ data: [{ traceID: 'abc', spans }] });

it('a span of Jaeger that ends before it begins, and one whose process is not there', () => {
  const opened = openTraceFile(
    jaeger([
      { spanID: '1', operationName: 'a', startTime: 10, duration: 5, processID: 'p9' },
      { spanID: '2', operationName: 'b', startTime: 12, duration: -5 },
    ]),
  );
  expect(opened.traces[0]).toMatchObject({ spanCount: 2, rootService: '', durationNs: 5_000 });
  expect([...(opened.traces[0]?.columns().duration ?? [])]).toEqual([5_000, 0]);
});

it('a span of OTLP that ends before it begins, or at the end of all time', () => {
  const span = (spanId: string, startTimeUnixNano: string, endTimeUnixNano: string) => ({
    traceId: 'ab'.repeat(16),
    spanId: spanId.padStart(16, '0'),
    startTimeUnixNano,
    endTimeUnixNano,
  });
  const start = '1760000000000000000';
  const spans = [span('1', start, '5'), span('2', start, '18446744073709551615'), span('3', '0', '0')];
  const opened = openTraceFile(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
  expect([...(opened.traces[0]?.columns().duration ?? [])].every((ns) => ns >= 0)).toBe(true);
  expect(opened.traces[0]?.detail(1).spanId).toBe('0000000000000002');
});
