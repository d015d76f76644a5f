// Span from OTLP/JSON.

import type { SpanRows } from '../rows/span-rows.ts';
import { type Input, readAttributes, readId, readRecord, readText } from './common.ts';
import type { JsonObject } from './reader.ts';

/** Reads a Span. */
export function readSpan(input: Input, span: JsonObject, row: SpanRows): void {
  readRecord(input, span, row, readFields);
}

function readFields(input: Input, span: JsonObject, row: SpanRows): void {
  const { reader } = input;
  readId(input, span, 'traceId', 'trace id', row.traceId);
  readId(input, span, 'spanId', 'span id', row.spanId);
  readId(input, span, 'parentSpanId', 'span id', row.parentSpanId);
  readText(input, span, 'traceState', row.traceState);
  readText(input, span, 'name', row.name);
  row.kind = reader.integer(span, 'kind');
  reader.uint64(span, 'startTimeUnixNano');
  row.startHigh = reader.high;
  row.startLow = reader.low;
  reader.uint64(span, 'endTimeUnixNano');
  row.endHigh = reader.high;
  row.endLow = reader.low;
  readAttributes(input, span, 'attributes', row.attributes);
  reader.eachObject(span, 'events', (event) => {
    if (!row.beginEvent()) return;
    reader.uint64(event, 'timeUnixNano');
    row.eventHigh = reader.high;
    row.eventLow = reader.low;
    readText(input, event, 'name', row.eventName);
    readAttributes(input, event, 'attributes', row.partAttributes);
    row.commitEvent();
  });
  reader.eachObject(span, 'links', (link) => {
    if (!row.beginLink()) return;
    readId(input, link, 'traceId', 'trace id', row.linkTraceId);
    readId(input, link, 'spanId', 'span id', row.linkSpanId);
    readText(input, link, 'traceState', row.linkTraceState);
    readAttributes(input, link, 'attributes', row.partAttributes);
    row.commitLink();
  });
  const status = reader.object(span, 'status');
  if (status !== undefined) {
    reader.path.push('status');
    readText(input, status, 'message', row.statusMessage);
    row.statusCode = reader.integer(status, 'code');
    reader.path.pop();
  }
}
