// LogRecord from protobuf.

import type { LogRows } from '../rows/log-rows.ts';
import { type Input, readAnyValue, readAttribute, readRange, readRecord } from './common.ts';
import type { MessageFields } from './reader.ts';

const LOG_RECORD: MessageFields = {
  name: 'LogRecord',
  fields: {
    1: 'time_unix_nano',
    2: 'severity_number',
    3: 'severity_text',
    5: 'body',
    6: 'attributes',
    8: 'flags',
    9: 'trace_id',
    10: 'span_id',
    11: 'observed_time_unix_nano',
    12: 'event_name',
  },
};

/** Reads a LogRecord that ends at `end`. */
export function readLogRecord(input: Input, end: number, row: LogRows): void {
  readRecord(input, end, row, readFields);
}

function readFields(input: Input, end: number, row: LogRows): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 9:
        reader.fixed64();
        row.timeHigh = reader.high;
        row.timeLow = reader.low;
        break;
      case 16:
        row.severityNumber = reader.int32();
        break;
      case 26:
        readRange(reader, end, row.severityText);
        break;
      case 42:
        readAnyValue(input, reader.span(end), row.body);
        break;
      case 50:
        readAttribute(input, reader.span(end), row.attributes);
        break;
      case 69:
        row.flags = reader.fixed32();
        break;
      case 74:
        readRange(reader, end, row.traceId);
        break;
      case 82:
        readRange(reader, end, row.spanId);
        break;
      case 89:
        reader.fixed64();
        row.observedHigh = reader.high;
        row.observedLow = reader.low;
        break;
      case 98:
        readRange(reader, end, row.eventName);
        break;
      default:
        reader.skip(tag, end, LOG_RECORD);
    }
  }
  reader.finish(end);
}
