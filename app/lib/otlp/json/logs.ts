// LogRecord from OTLP/JSON.

import type { LogRows } from '../rows/log-rows.ts';
import { type Input, readAnyValue, readAttributes, readId, readRecord, readText } from './common.ts';
import type { JsonObject } from './reader.ts';

/** Reads a LogRecord. */
export function readLogRecord(input: Input, record: JsonObject, row: LogRows): void {
  readRecord(input, record, row, readFields);
}

function readFields(input: Input, record: JsonObject, row: LogRows): void {
  const { reader } = input;
  reader.uint64(record, 'timeUnixNano');
  row.timeHigh = reader.high;
  row.timeLow = reader.low;
  reader.uint64(record, 'observedTimeUnixNano');
  row.observedHigh = reader.high;
  row.observedLow = reader.low;
  row.severityNumber = reader.integer(record, 'severityNumber');
  row.flags = reader.integer(record, 'flags');
  readText(input, record, 'severityText', row.severityText);
  readText(input, record, 'eventName', row.eventName);
  readId(input, record, 'traceId', 'trace id', row.traceId);
  readId(input, record, 'spanId', 'span id', row.spanId);
  const body = reader.object(record, 'body', 'an AnyValue object');
  if (body !== undefined) {
    reader.path.push('body');
    readAnyValue(input, body, row.body);
    reader.path.pop();
  }
  readAttributes(input, record, 'attributes', row.attributes);
}
