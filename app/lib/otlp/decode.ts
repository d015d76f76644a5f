// OTLP requests to blocks of rows: the one door of this folder.

import type { Block, BlockBuilder } from '#app/lib/native/block.ts';
import type { TelemetryTable } from '#app/lib/telemetry/tables.ts';
import { type Signal as JsonSignal, readRequest as readJsonRequest } from './json/envelope.ts';
import { readLogRecord as readJsonLogRecord } from './json/logs.ts';
import { readMetric as readJsonMetric } from './json/metrics.ts';
import { JsonReader, parseJson } from './json/reader.ts';
import { readSpan as readJsonSpan } from './json/traces.ts';
import { RequestLimits } from './limits.ts';
import { type Signal as ProtobufSignal, readRequest as readProtobufRequest } from './protobuf/envelope.ts';
import { readLogRecord as readProtobufLogRecord } from './protobuf/logs.ts';
import { readMetric as readProtobufMetric } from './protobuf/metrics.ts';
import { Reader } from './protobuf/reader.ts';
import { readSpan as readProtobufSpan } from './protobuf/traces.ts';
import { createWindow, Rejections } from './rejections.ts';
import { type ScopeRows, SharedParts } from './resource.ts';
import { LogRows } from './rows/log-rows.ts';
import { MetricRows } from './rows/metric-rows.ts';
import { SpanRows } from './rows/span-rows.ts';
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
 * for one that holds or expands to more than the limits; never anything else.
 */
export function decodeRequest(
  signal: Signal,
  encoding: 'protobuf' | 'json',
  body: Uint8Array,
  options: DecodeOptions,
): DecodedRequest {
  const { unit, rows, protobuf, json } = SIGNALS[signal];
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  limits.begin();
  rejections.begin(createWindow(options));
  texts.begin(encoding === 'protobuf' ? bytes : NO_BYTES);
  try {
    if (encoding === 'protobuf') {
      const reader = new Reader(bytes);
      readProtobufRequest({ reader, texts, rejections }, shared, protobuf, rows);
    } else {
      readJsonRequest({ reader: new JsonReader(), texts, rejections }, parseJson(bytes), shared, json, rows);
    }
    const full = rows.tables.filter(({ builder }) => builder.rows > 0);
    return {
      blocks: full.map(({ table, builder }) => ({ table, block: builder.finish() })),
      accepted: full.reduce((sum, { builder }) => sum + builder.rows, 0),
      rejected: rejections.total,
      rejectedMessage: rejections.message(unit),
    };
  } finally {
    rows.reset();
    texts.end();
  }
}

/** What turns records into rows of one or more tables. */
interface Rows extends ScopeRows {
  readonly tables: readonly { readonly table: TelemetryTable; readonly builder: BlockBuilder }[];
  reset(): void;
}

interface SignalReaders {
  /** What one record is called, in the plural. */
  readonly unit: string;
  readonly rows: Rows;
  readonly protobuf: ProtobufSignal;
  readonly json: JsonSignal;
}

const NO_BYTES = Buffer.alloc(0);

// Decoding is synchronous, so one set of buffers serves all requests and keeps its size between them.
const texts = new Texts();
const rejections = new Rejections();
const limits = new RequestLimits();
const shared = new SharedParts(texts, limits);
const logs = new LogRows(texts, rejections, limits);
const spans = new SpanRows(texts, rejections, limits);
const metrics = new MetricRows(texts, rejections, limits);

const SIGNALS: Readonly<Record<Signal, SignalReaders>> = {
  logs: {
    unit: 'log records',
    rows: logs,
    protobuf: {
      name: 'Logs',
      item: (input, end) => readProtobufLogRecord(input, end, logs),
    },
    json: {
      names: ['resourceLogs', 'scopeLogs', 'logRecords'],
      item: (input, record) => readJsonLogRecord(input, record, logs),
    },
  },
  traces: {
    unit: 'spans',
    rows: spans,
    protobuf: {
      name: 'Spans',
      item: (input, end) => readProtobufSpan(input, end, spans),
    },
    json: {
      names: ['resourceSpans', 'scopeSpans', 'spans'],
      item: (input, span) => readJsonSpan(input, span, spans),
    },
  },
  metrics: {
    unit: 'data points',
    rows: metrics,
    protobuf: {
      name: 'Metrics',
      item: (input, end) => readProtobufMetric(input, end, shared, metrics),
    },
    json: {
      names: ['resourceMetrics', 'scopeMetrics', 'metrics'],
      item: (input, metric) => readJsonMetric(input, metric, shared, metrics),
    },
  },
};
