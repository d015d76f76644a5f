// How many records one core decodes per second from OTLP into Native, next to protobufjs that only decodes.

import type { Block } from '#app/lib/native/block.ts';
import { encodeNative } from '#app/lib/native/encode.ts';
import { type DecodeOptions, decodeRequest, type Signal } from '#app/lib/otlp/decode.ts';
import { requestType, toJson, toProtobuf } from '#app/lib/otlp/testing.ts';

const RECORDS = 1_000;
const SECONDS_EACH = 2;
/** Requests between two looks at the clock. */
const WINDOW = 20;

/** Decoding into columns must not cost more than decoding into objects alone. */
const TARGET = 1;
const START_NS = 1_760_000_000_000_000_000n;

const options: DecodeOptions = { nowNs: START_NS, oldestNs: 0n, newestNs: START_NS * 2n };

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const integer = (key: string, value: number) => ({ key, value: { intValue: String(value) } });
const hex = (seed: number, digits: number) =>
  (BigInt(seed + 1) * 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835n)
    .toString(16)
    .padStart(digits, '0')
    .slice(-digits);

const resource = {
  attributes: [
    text('service.name', 'checkout'),
    text('service.version', '1.42.0'),
    text('service.instance.id', 'checkout-7d9f8b6c5d-x2x7p'),
    text('k8s.namespace.name', 'shop'),
    text('k8s.pod.name', 'checkout-7d9f8b6c5d-x2x7p'),
    text('host.name', 'ip-10-0-12-34.eu-central-1.compute.internal'),
  ],
};

function logRecord(i: number) {
  return {
    timeUnixNano: String(START_NS + BigInt(i) * 1_000_003n),
    observedTimeUnixNano: String(START_NS + BigInt(i) * 1_000_003n + 5_000n),
    severityNumber: i % 10 === 0 ? 17 : 9,
    severityText: i % 10 === 0 ? 'ERROR' : 'INFO',
    body: {
      stringValue: `order ${100_000 + i} accepted for customer ${7_000 + (i % 97)}: 3 items, total 129.95 EUR, payment by card, shipping to DE in 2 days`,
    },
    attributes: [
      text('logger.name', 'com.shop.checkout.OrderService'),
      text('thread.name', `http-nio-8080-exec-${i % 32}`),
      text('http.route', '/api/v1/orders/{id}/checkout'),
      integer('http.status_code', 200 + (i % 5)),
      text('user.id', `user-${i % 997}`),
      ...(i % 2 === 0 ? [text('code.function', 'placeOrder')] : []),
    ],
    flags: 1,
    traceId: hex(i, 32),
    spanId: hex(i, 16),
  };
}

function span(i: number) {
  return {
    traceId: hex(Math.floor(i / 8), 32),
    spanId: hex(i, 16),
    parentSpanId: i % 8 === 0 ? '' : hex(i - 1, 16),
    name: `POST /api/v1/orders/{id}/step${i % 4}`,
    kind: 2 + (i % 2),
    startTimeUnixNano: String(START_NS + BigInt(i) * 1_000_003n),
    endTimeUnixNano: String(START_NS + BigInt(i) * 1_000_003n + 12_345_678n),
    attributes: [
      text('http.request.method', 'POST'),
      text('url.path', `/api/v1/orders/${100_000 + i}/checkout`),
      text('http.route', '/api/v1/orders/{id}/checkout'),
      integer('http.response.status_code', 200),
      text('server.address', 'checkout.shop.svc.cluster.local'),
      integer('server.port', 8080),
      text('network.protocol.version', '1.1'),
      text('user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'),
    ],
    events:
      i % 4 === 0
        ? [
            {
              timeUnixNano: String(START_NS + BigInt(i) * 1_000_003n + 1_000n),
              name: 'cache.miss',
              attributes: [text('cache.key', `order:${i}`)],
            },
          ]
        : [],
    status: i % 20 === 0 ? { code: 2, message: 'upstream timed out' } : {},
  };
}

const range = Array.from({ length: RECORDS }, (_, i) => i);
const scope = { name: 'io.opentelemetry.shop', version: '2.8.0' };
const requests = {
  logs: { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: range.map(logRecord) }] }] },
  traces: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: range.map(span) }] }] },
};

/** Records per second of CPU time, of all threads, so that other work on the machine matters little; best window. */
function measure(name: string, body: Buffer, run: () => void): number {
  for (let i = 0; i < WINDOW * 3; i++) run();
  let best = 0;
  const end = performance.now() + SECONDS_EACH * 1_000;
  while (performance.now() < end) {
    const from = process.cpuUsage();
    for (let i = 0; i < WINDOW; i++) run();
    const { user, system } = process.cpuUsage(from);
    best = Math.max(best, (WINDOW * RECORDS) / ((user + system) / 1e6));
  }
  const megabytes = (best / RECORDS) * (body.length / 1e6);
  console.log(
    `${name.padEnd(34)} ${Math.round(best).toLocaleString('en').padStart(10)} records/CPU s  ${megabytes.toFixed(0).padStart(5)} MB/CPU s`,
  );
  return best;
}

function decodeAndEncode(signal: Signal, encoding: 'protobuf' | 'json', body: Buffer): void {
  const blocks: Block[] = decodeRequest(signal, encoding, body, options).blocks.map(({ block }) => block);
  if (encodeNative(blocks).length === 0) throw new Error('nothing was decoded');
}

for (const signal of ['logs', 'traces'] as const) {
  const type = requestType(signal);
  const body = toProtobuf(signal, requests[signal]);
  const json = toJson(requests[signal]);
  console.log(
    `${signal}: ${RECORDS} records, ${body.length} bytes of protobuf, ${json.length} bytes of JSON`,
  );
  const reference = measure('  protobufjs, decode alone', body, () => type.decode(body));
  const ours = measure('  protobuf to Native', body, () => decodeAndEncode(signal, 'protobuf', body));
  const parse = measure('  JSON.parse alone', json, () => JSON.parse(json.toString()));
  const fromJson = measure('  JSON to Native', json, () => decodeAndEncode(signal, 'json', json));
  if (ours / reference < TARGET) process.exitCode = 1;
  console.log(
    `  ratio to the reference: protobuf ${(ours / reference).toFixed(2)}, JSON ${(fromJson / parse).toFixed(2)}`,
  );
}
