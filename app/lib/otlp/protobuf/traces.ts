// Span from protobuf.

import type { SpanRows } from '../rows/span-rows.ts';
import { type Input, readAttribute, readRange, readRecord } from './common.ts';
import type { MessageFields } from './reader.ts';

const SPAN: MessageFields = {
  name: 'Span',
  fields: {
    1: 'trace_id',
    2: 'span_id',
    3: 'trace_state',
    4: 'parent_span_id',
    5: 'name',
    6: 'kind',
    7: 'start_time_unix_nano',
    8: 'end_time_unix_nano',
    9: 'attributes',
    11: 'events',
    13: 'links',
    15: 'status',
  },
};
const EVENT: MessageFields = {
  name: 'Span.Event',
  fields: { 1: 'time_unix_nano', 2: 'name', 3: 'attributes' },
};
const LINK: MessageFields = {
  name: 'Span.Link',
  fields: { 1: 'trace_id', 2: 'span_id', 3: 'trace_state', 4: 'attributes' },
};
const STATUS: MessageFields = { name: 'Status', fields: { 2: 'message', 3: 'code' } };

/** Reads a Span that ends at `end`. */
export function readSpan(input: Input, end: number, row: SpanRows): void {
  readRecord(input, end, row, readFields);
}

function readFields(input: Input, end: number, row: SpanRows): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        readRange(reader, end, row.traceId);
        break;
      case 18:
        readRange(reader, end, row.spanId);
        break;
      case 26:
        readRange(reader, end, row.traceState);
        break;
      case 34:
        readRange(reader, end, row.parentSpanId);
        break;
      case 42:
        readRange(reader, end, row.name);
        break;
      case 48:
        row.kind = reader.int32();
        break;
      case 57:
        reader.fixed64();
        row.startHigh = reader.high;
        row.startLow = reader.low;
        break;
      case 65:
        reader.fixed64();
        row.endHigh = reader.high;
        row.endLow = reader.low;
        break;
      case 74:
        readAttribute(input, reader.span(end), row.attributes);
        break;
      case 90:
        readEvent(input, reader.span(end), row);
        break;
      case 106:
        readLink(input, reader.span(end), row);
        break;
      case 122:
        readStatus(input, reader.span(end), row);
        break;
      default:
        reader.skip(tag, end, SPAN);
    }
  }
  reader.finish(end);
}

function readEvent(input: Input, end: number, row: SpanRows): void {
  const { reader } = input;
  if (!row.beginEvent()) {
    reader.pos = end;
    return;
  }
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 9) {
      reader.fixed64();
      row.eventHigh = reader.high;
      row.eventLow = reader.low;
    } else if (tag === 18) readRange(reader, end, row.eventName);
    else if (tag === 26) readAttribute(input, reader.span(end), row.partAttributes);
    else reader.skip(tag, end, EVENT);
  }
  reader.finish(end);
  row.commitEvent();
}

function readLink(input: Input, end: number, row: SpanRows): void {
  const { reader } = input;
  if (!row.beginLink()) {
    reader.pos = end;
    return;
  }
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) readRange(reader, end, row.linkTraceId);
    else if (tag === 18) readRange(reader, end, row.linkSpanId);
    else if (tag === 26) readRange(reader, end, row.linkTraceState);
    else if (tag === 34) readAttribute(input, reader.span(end), row.partAttributes);
    else reader.skip(tag, end, LINK);
  }
  reader.finish(end);
  row.commitLink();
}

function readStatus(input: Input, end: number, row: SpanRows): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 18) readRange(reader, end, row.statusMessage);
    else if (tag === 24) row.statusCode = reader.int32();
    else reader.skip(tag, end, STATUS);
  }
  reader.finish(end);
}
