// Test support: requests written as OTLP/JSON, their protobuf form by protobufjs, and decoded rows to look at.

import { deepStrictEqual } from 'node:assert';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { encodeNative } from '#app/lib/native/encode.ts';
import { type Cell, readNative } from '#app/lib/native/testing.ts';
import { type DecodeOptions, decodeRequest, type Signal } from './decode.ts';

/** Accepts every time that the tables can hold. */
export const ANY_TIME: DecodeOptions = {
  nowNs: 1_760_000_000_123_456_789n,
  oldestNs: 0n,
  newestNs: 2n ** 63n - 1n,
};

const PROTO_ROOT = join(import.meta.dirname, 'proto');
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(PROTO_ROOT, target);
const service = (name: string) => `opentelemetry/proto/collector/${name}/v1/${name}_service.proto`;
root.loadSync([service('logs'), service('trace'), service('metrics')]);

const TYPES: Readonly<Record<Signal, protobuf.Type>> = {
  logs: root.lookupType('opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest'),
  traces: root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest'),
  metrics: root.lookupType('opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest'),
};

/** The Export request of a signal as protobufjs has it. */
export function requestType(signal: Signal): protobuf.Type {
  return TYPES[signal];
}

const ID_FIELD = /^(traceId|spanId|parentSpanId)$/;

/** A request in OTLP/JSON as protobuf, encoded by protobufjs from the published definitions. */
export function toProtobuf(signal: Signal, request: object): Buffer {
  const type = TYPES[signal];
  // protobufjs takes bytes as base64, OTLP/JSON has ids in hexadecimal.
  const converted: object = JSON.parse(JSON.stringify(request), (key, value) =>
    ID_FIELD.test(key) ? Buffer.from(String(value), 'hex').toString('base64') : value,
  );
  return Buffer.from(type.encode(type.fromObject(converted)).finish());
}

/** A request in OTLP/JSON as bytes. */
export function toJson(request: object): Buffer {
  return Buffer.from(JSON.stringify(request));
}

/** A varint. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** A protobuf field that holds text or other fields; for bodies that no encoder would write. */
export function field(number: number, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

/** What a request becomes: rows by table, and the counts. */
export interface Decoded {
  readonly tables: Readonly<Record<string, Record<string, Cell>[]>>;
  readonly accepted: number;
  readonly rejected: number;
  readonly rejectedMessage: string;
}

/** Decodes a body and reads its blocks back. */
export function decode(
  signal: Signal,
  encoding: 'protobuf' | 'json',
  body: Uint8Array,
  options: DecodeOptions = ANY_TIME,
): Decoded {
  const { blocks, ...counts } = decodeRequest(signal, encoding, body, options);
  return {
    tables: Object.fromEntries(blocks.map(({ table, block }) => [table, readNative(encodeNative([block]))])),
    ...counts,
  };
}

/** Decodes a request in both encodings and insists that the results are equal. */
export function decodeBoth(signal: Signal, request: object, options: DecodeOptions = ANY_TIME): Decoded {
  const fromProtobuf = decode(signal, 'protobuf', toProtobuf(signal, request), options);
  deepStrictEqual(decode(signal, 'json', toJson(request), options), fromProtobuf);
  return fromProtobuf;
}
