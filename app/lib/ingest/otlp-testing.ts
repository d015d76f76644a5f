// Test support: OTLP log requests as bytes, well-formed and not.
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

interface LogRecordInput {
  readonly body?: string;
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
function logsRequest(service: string, records: readonly LogRecordInput[]): object {
  return {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeLogs: [
          {
            logRecords: records.map(({ body = 'hello', ...rest }) => ({
              timeUnixNano: nanosOf(Date.now()),
              body: { stringValue: body },
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

/** A JSON request with a flat record and one whose body is `depth` arrays in each other. */
export function nestedJson(service: string, depth: number): Buffer {
  const body = `${'{"arrayValue":{"values":['.repeat(depth)}{}${']}}'.repeat(depth)}`;
  const request = logsJson(service, [{ body: 'flat' }, { body: 'NESTED' }]).toString();
  return Buffer.from(request.replace('{"stringValue":"NESTED"}', body));
}

/** The same as protobuf. */
export function nestedProtobuf(service: string, depth: number): Buffer {
  let value: Buffer = Buffer.alloc(0);
  for (let i = 0; i < depth; i++) value = field(5, field(1, value));
  return Buffer.concat([logsProtobuf(service, [{ body: 'flat' }]), requestWith(service, field(5, value))]);
}

/** A protobuf request with one record of `count` attributes; written by hand, since a library takes seconds. */
export function wideProtobuf(service: string, count: number): Buffer {
  const text = (number: number, value: string) =>
    String.fromCharCode((number << 3) | 2, value.length) + value;
  const attributes = Array.from({ length: count }, (_, i) =>
    text(6, text(1, `key.${i}`) + text(2, text(1, `value ${i}`))),
  );
  const body = text(5, text(1, 'wide'));
  return requestWith(service, Buffer.from(body + attributes.join(''), 'latin1'));
}

/** An ExportLogsServiceRequest around the bytes of one LogRecord. */
function requestWith(service: string, record: Buffer): Buffer {
  const name = [field(1, Buffer.from('service.name')), field(2, field(1, Buffer.from(service)))];
  const resource = field(1, field(1, Buffer.concat(name)));
  return field(1, Buffer.concat([resource, field(2, field(2, record))]));
}

/** A length-delimited protobuf field. */
function field(number: number, content: Buffer): Buffer {
  const header = [(number << 3) | 2];
  let rest = content.length;
  for (; rest > 127; rest >>>= 7) header.push((rest & 127) | 128);
  header.push(rest);
  return Buffer.concat([Buffer.from(header), content]);
}
