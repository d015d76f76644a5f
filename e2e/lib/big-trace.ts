// Traces of any size for the tests of the trace page: made by the engine itself, because sending a million spans takes longer
// than the test of them.
import type { Maple } from './maple.ts';

/**
 * Every span has eight children, one after the other within nine tenths of it; 24 services, 300 names, one error in a thousand.
 * It began half an hour ago and lasts a minute.
 */
const SPANS = `
INSERT INTO otel.otel_traces
  (Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes, SpanAttributes, Duration, StatusCode)
WITH toUInt32(floor(log(7 * toFloat64(number) + 1) / log(8) + 1e-9)) AS level,
  number - toUInt64(round((pow(8, level) - 1) / 7)) AS position,
  60e9 AS total
SELECT
  fromUnixTimestamp64Nano(toInt64(toUnixTimestamp(now()) - 1800) * 1000000000 + toInt64(position / pow(8, level) * total)),
  {trace:String},
  lower(leftPad(hex(number + 1), 16, '0')),
  number = 0 ? '' : lower(leftPad(hex(intDiv(number - 1, 8) + 1), 16, '0')),
  number = 0 ? 'root of all' : concat('operation-', toString(cityHash64(number) % 300)),
  level = 0 ? 'Server' : 'Internal',
  concat('service-', toString(cityHash64(intDiv(number, 8)) % 24)),
  map('service.name', concat('service-', toString(cityHash64(intDiv(number, 8)) % 24))),
  map('number', toString(number)),
  toUInt64(total / pow(8, level) * 0.9),
  cityHash64(number, 1) % 1000 = 0 ? 'Error' : 'Unset'
FROM numbers({count:UInt64})`;

/** Stores a trace of `count` spans. */
export async function storeTrace(
  maple: Pick<Maple, 'engineUrl'>,
  traceId: string,
  count: number,
): Promise<void> {
  const query = new URLSearchParams({ param_trace: traceId, param_count: String(count) });
  const response = await fetch(`${maple.engineUrl}/?${query}`, { method: 'POST', body: SPANS });
  if (!response.ok)
    throw new Error(`The spans were answered with ${response.status}: ${await response.text()}`);
}
