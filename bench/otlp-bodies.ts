// Deterministic OTLP/HTTP protobuf bodies for the ingest benchmark: what a collector gateway sends for a small shop.
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

export type BenchSignal = 'logs' | 'traces';

interface KeyValue {
  key: string;
  value: { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean };
}

const PROTO = fileURLToPath(new URL('../app/lib/otlp/proto/', import.meta.url));
const SERVICES = ['frontend', 'cart', 'checkout', 'payment', 'catalogue', 'shipping', 'email', 'search'];
const ROUTES = ['/api/cart', '/api/orders/{id}', '/api/products', '/api/users/{id}', '/api/payments'];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Resources that share a batch, as after a gateway that batches for many senders. */
const RESOURCES_PER_BATCH = 5;

/**
 * `count` bodies of `records` records each. `startNs` is the time of the first record; they are a microsecond apart.
 */
export async function otlpBodies(
  signal: BenchSignal,
  count: number,
  records: number,
  startNs: bigint,
): Promise<Buffer[]> {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => `${PROTO}${target}`;
  await root.load(
    `opentelemetry/proto/collector/${signal === 'logs' ? 'logs' : 'trace'}/v1/${
      signal === 'logs' ? 'logs' : 'trace'
    }_service.proto`,
  );
  const type = root.lookupType(
    signal === 'logs'
      ? 'opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest'
      : 'opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest',
  );
  const random = generator(signal === 'logs' ? 1 : 2);
  return Array.from({ length: count }, (_, batch) => {
    const request = requestOf(signal, batch, records, startNs + BigInt(batch * records * 1000), random);
    return Buffer.from(type.encode(type.fromObject(request)).finish());
  });
}

function requestOf(signal: BenchSignal, batch: number, records: number, startNs: bigint, random: Random) {
  const perResource = records / RESOURCES_PER_BATCH;
  const groups = Array.from({ length: RESOURCES_PER_BATCH }, (_, group) => {
    const service = SERVICES[(batch + group) % SERVICES.length] ?? 'frontend';
    const items = Array.from({ length: perResource }, (_, index) => {
      const at = startNs + BigInt((group * perResource + index) * 1000);
      return signal === 'logs' ? logRecord(at, random) : span(at, random);
    });
    return {
      resource: { attributes: resource(service, random) },
      scope: { name: `com.shop.${service}`, version: '1.4.2' },
      items,
    };
  });
  return signal === 'logs'
    ? {
        resourceLogs: groups.map((g) => ({
          resource: g.resource,
          scopeLogs: [{ scope: g.scope, logRecords: g.items }],
        })),
      }
    : {
        resourceSpans: groups.map((g) => ({
          resource: g.resource,
          scopeSpans: [{ scope: g.scope, spans: g.items }],
        })),
      };
}

function resource(service: string, random: Random): KeyValue[] {
  return [
    text('service.name', service),
    text('service.version', `1.${random(7)}.0`),
    text('deployment.environment.name', 'production'),
    text('host.name', `node-${random(40)}`),
    text('k8s.namespace.name', 'shop'),
    text('k8s.pod.name', `${service}-7d9f8b6c5-${hex(random, 5)}`),
    text('telemetry.sdk.language', 'nodejs'),
    text('telemetry.sdk.name', 'opentelemetry'),
  ];
}

function logRecord(at: bigint, random: Random) {
  const method = METHODS[random(4)] ?? 'GET';
  const route = ROUTES[random(5)] ?? '/';
  const chance = random(100);
  const ms = random(2000);
  const user = String(random(200_000));
  const traced = random(10) < 6;
  const body = [
    `Request ${method} ${route} for user ${user} finished with 200 in ${ms} ms`,
    `Payment ${hex(random, 16)} authorised by provider after ${ms} ms`,
    `Slow query: SELECT * FROM orders WHERE user_id = ${user} took ${ms} ms`,
    `Cache miss for key cart:${user}`,
    `{"event":"order_placed","user":${user},"total":${ms},"id":"${hex(random, 16)}"}`,
    `java.lang.IllegalStateException: pool exhausted\n  at com.shop.Pool.get(Pool.java:${ms})\n  at com.shop.Orders.load(Orders.java:42)`,
  ][random(6)];
  return {
    timeUnixNano: String(at),
    observedTimeUnixNano: String(at + 500n),
    severityNumber: chance < 2 ? 17 : chance < 8 ? 13 : 9,
    severityText: chance < 2 ? 'ERROR' : chance < 8 ? 'WARN' : 'INFO',
    body: { stringValue: body },
    attributes: [
      text('http.request.method', method),
      text('http.route', route),
      whole('http.response.status_code', 200),
      text('thread.name', `worker-${random(16)}`),
      text('user.id', user),
      text('code.function.name', 'com.shop.Orders.load'),
    ],
    ...(traced && { traceId: bytes(random, 16), spanId: bytes(random, 8), flags: 1 }),
  };
}

function span(at: bigint, random: Random) {
  const method = METHODS[random(4)] ?? 'GET';
  const route = ROUTES[random(5)] ?? '/';
  const failed = random(50) === 0;
  return {
    traceId: bytes(random, 16),
    spanId: bytes(random, 8),
    parentSpanId: random(6) === 0 ? undefined : bytes(random, 8),
    name: `${method} ${route}`,
    kind: 1 + random(5),
    startTimeUnixNano: String(at),
    endTimeUnixNano: String(at + BigInt(random(500_000_000))),
    attributes: [
      text('http.request.method', method),
      text('http.route', route),
      whole('http.response.status_code', failed ? 500 : 200),
      text('server.address', 'cart.shop.svc.cluster.local'),
      whole('server.port', 8080),
      text('url.path', `/api/orders/${random(100_000)}`),
      text('network.protocol.version', '1.1'),
      text('user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'),
    ],
    ...(failed && {
      status: { code: 2, message: 'upstream connect error' },
      events: [
        {
          timeUnixNano: String(at + 1000n),
          name: 'exception',
          attributes: [
            text('exception.type', 'TimeoutError'),
            text('exception.message', 'deadline exceeded'),
          ],
        },
      ],
    }),
  };
}

type Random = (below: number) => number;

/** Mulberry32: small, fast, the same numbers in every run. */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function bytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random(256));
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random(16).toString(16)).join('');
}

const text = (key: string, value: string): KeyValue => ({ key, value: { stringValue: value } });
const whole = (key: string, value: number): KeyValue => ({ key, value: { intValue: value } });
