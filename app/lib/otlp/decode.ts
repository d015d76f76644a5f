// OTLP requests to blocks of rows: the one door of this folder.

import { AppError } from '#app/lib/core/errors.ts';
import type { Block } from '#app/lib/native/block.ts';
import type { TelemetryTable } from '#app/lib/telemetry/tables.ts';
import { readRequest as readJsonRequest } from './json/envelope.ts';
import { readLogRecord as readJsonLogRecord } from './json/logs.ts';
import { JsonReader, parseJson } from './json/reader.ts';
import { readRequest as readProtobufRequest } from './protobuf/envelope.ts';
import { readLogRecord as readProtobufLogRecord } from './protobuf/logs.ts';
import { Reader } from './protobuf/reader.ts';
import { createWindow, Rejections } from './rejections.ts';
import { SharedParts } from './resource.ts';
import { LogRows } from './rows/log-rows.ts';
import { Texts } from './texts.ts';

/** The kinds of telemetry that OTLP carries. */
export type Signal = 'logs' | 'traces' | 'metrics';

/** Nanoseconds since 1970. Records with a time outside of `[oldestNs, newestNs]` are rejected one by one. */
export interface DecodeOptions {
  /** The time of records that carry none. */
  readonly nowNs: bigint;
  readonly oldestNs: bigint;
  readonly newestNs: bigint;
}

/** The rows of a request. Records are log records, spans, or data points of metrics. */
export interface DecodedRequest {
  /** At most one block for each table, none without rows. */
  readonly blocks: readonly { readonly table: TelemetryTable; readonly block: Block }[];
  readonly accepted: number;
  readonly rejected: number;
  /** Why records were rejected; empty if none was. */
  readonly rejectedMessage: string;
}

/**
 * Decodes an OTLP Export request. Throws AppError `bad_request` for a body that is not one, and `payload_too_large`
 * for one that expands beyond all measure; never anything else.
 */
export function decodeRequest(
  signal: Signal,
  encoding: 'protobuf' | 'json',
  body: Uint8Array,
  options: DecodeOptions,
): DecodedRequest {
  if (signal !== 'logs') throw new AppError('bad_request', `${signal} are not there yet`);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  rejections.begin(createWindow(options));
  logs.reset();
  texts.begin(encoding === 'protobuf' ? bytes : NO_BYTES);
  try {
    if (encoding === 'protobuf') {
      readProtobufRequest({ reader: new Reader(bytes), texts, rejections }, shared, {
        name: 'Logs',
        item: (input, end) => readProtobufLogRecord(input, end, logs),
        endScope: (resource, scope) => logs.endScope(resource, scope),
      });
    } else {
      readJsonRequest({ reader: new JsonReader(), texts, rejections }, parseJson(bytes), shared, {
        names: ['resourceLogs', 'scopeLogs', 'logRecords'],
        item: (input, item) => readJsonLogRecord(input, item, logs),
        endScope: (resource, scope) => logs.endScope(resource, scope),
      });
    }
    return {
      blocks: logs.builder.rows > 0 ? [{ table: 'otel_logs', block: logs.builder.finish() }] : [],
      accepted: logs.builder.rows,
      rejected: rejections.total,
      rejectedMessage: rejections.message('log records'),
    };
  } finally {
    texts.end();
  }
}

const NO_BYTES = Buffer.alloc(0);

// Decoding is synchronous, so one set of buffers serves all requests and keeps its size between them.
const texts = new Texts();
const rejections = new Rejections();
const shared = new SharedParts(texts);
const logs = new LogRows(texts, rejections);
