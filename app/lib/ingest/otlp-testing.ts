// Test support: OTLP log requests as bytes, well-formed and not.
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

interface LogRecordInput {
  readonly body?: string | object;
  readonly timeUnixNano?: string;
  readonly attributes?: readonly object[];
}

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => fileURLToPath(new URL(`../otlp/proto/${target}`, import.meta.url));
root.loadSync('opentelemetry/proto/collector/logs/v1/logs_service.proto');
const LogsRequest = root.lookupType('opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest');

/** Nanoseconds since 1970 as OTLP's JSON writes them. */
export function nanosOf(ms: number): string {
  return `${BigInt(ms) * 1_000_000n}`;
}

/** An ExportLogsServiceRequest as an object, as JSON carries it. */
export function logsRequest(service: string, records: readonly LogRecordInput[]): object {
  return {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeLogs: [
          {
            logRecords: records.map(({ body = 'hello', ...rest }) => ({
              timeUnixNano: nanosOf(Date.now()),
              body: typeof body === 'string' ? { stringValue: body } : body,
              ...rest,
            })),
          },
        ],
      },
    ],
  };
}

/** The same as JSON. */
export function logsJson(service: string, records: readonly LogRecordInput[]): Buffer {
  return Buffer.from(JSON.stringify(logsRequest(service, records)));
}

/** The same as protobuf. */
export function logsProtobuf(service: string, records: readonly LogRecordInput[]): Buffer {
  return Buffer.from(LogsRequest.encode(LogsRequest.fromObject(logsRequest(service, records))).finish());
}

/** A body value of arrays in arrays. */
export function nested(depth: number): object {
  let value: object = { stringValue: 'core' };
  for (let i = 0; i < depth; i++) value = { arrayValue: { values: [value] } };
  return value;
}
