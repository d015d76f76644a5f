// Made-up spans for tests: traces over several services with every sort of call, broken ones included.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { raw } from '#app/lib/sql/sql.ts';

export interface TestSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: none. */
  readonly parentId: string;
  readonly service: string;
  readonly name: string;
  readonly kind: 'Server' | 'Client' | 'Producer' | 'Consumer' | 'Internal' | 'Unspecified';
  /** Milliseconds since the epoch. */
  readonly ms: number;
  /** Nanoseconds. */
  readonly duration: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SERVICES = ['web', 'cart', 'pay', 'mail', 'stock', 'auth'];
const KINDS = ['Server', 'Client', 'Producer', 'Consumer', 'Internal', 'Client', 'Server'] as const;
const MINUTE_MS = 60_000;

/**
 * Spans of `traces` traces that begin within ten minutes from `startMs`. A trace spreads over up to a quarter of an hour; parents
 * may begin after their children, be missing, or be the span itself; some spans are there twice.
 */
export function randomSpans(seed: number, traces: number, startMs: number): TestSpan[] {
  const random = randomOf(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const spans: TestSpan[] = [];
  for (let trace = 0; trace < traces; trace += 1) {
    const traceId = `${seed.toString(16)}${trace.toString(16)}`.padStart(32, '0');
    const startsMs = startMs + Math.floor(random() * 10 * MINUTE_MS);
    const spreadMs = pick([1_000, MINUTE_MS, 4 * MINUTE_MS, 15 * MINUTE_MS]);
    const own: TestSpan[] = [];
    const count = 1 + Math.floor(random() * 9);
    for (let index = 0; index < count; index += 1) {
      const kind = pick(KINDS);
      const parent = own.length === 0 ? undefined : pick(own);
      const service =
        parent !== undefined && random() < 0.6 && kind !== 'Server' ? parent.service : pick(SERVICES);
      const spanId = `${trace.toString(16)}f${index.toString(16)}`.padStart(16, '0');
      const link = spans.length === 0 ? undefined : pick(spans);
      own.push({
        traceId,
        spanId,
        parentId: parentIdOf(parent, spanId, random()),
        service,
        name: `${kind} ${index}`,
        kind,
        ms: startsMs + Math.floor(random() * spreadMs),
        duration: 1 + Math.floor(random() * 1e9),
        isError: random() < 0.2,
        attributes: attributesOf(kind, pick, random),
        resource: resourceOf(service, random()),
        links:
          kind === 'Consumer' && link !== undefined && random() < 0.5
            ? [link, pick(spans)].map((to) => ({ traceId: to.traceId, spanId: to.spanId }))
            : [],
      });
    }
    spans.push(...own, ...own.filter(() => random() < 0.05));
  }
  return spans;
}

function parentIdOf(parent: TestSpan | undefined, self: string, chance: number): string {
  if (chance < 0.03) return 'ffffffffffffffff';
  if (chance < 0.05) return self;
  return parent?.spanId ?? '';
}

function resourceOf(service: string, chance: number): Record<string, string> {
  const resource: Record<string, string> =
    service === 'web' && chance < 0.5 ? { 'telemetry.sdk.language': 'webjs' } : {};
  if (chance < 0.3) resource['deployment.environment'] = 'test';
  else if (chance < 0.8) resource['deployment.environment.name'] = 'prod';
  return resource;
}

function attributesOf(
  kind: TestSpan['kind'],
  pick: <T>(values: readonly T[]) => T,
  random: () => number,
): Record<string, string> {
  if (kind === 'Producer' || kind === 'Consumer' || (kind === 'Client' && random() < 0.15))
    return pick<Record<string, string>>([
      { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' },
      {
        'messaging.system': 'rabbitmq',
        'messaging.destination': 'mails',
        'messaging.operation': pick(['receive', 'publish', 'process']),
      },
      { 'messaging.system': 'kafka', 'messaging.operation.type': pick(['create', 'send', 'settle', 'poll']) },
      { 'messaging.destination.name': 'jobs' },
      {},
    ]);
  if (kind !== 'Client') return random() < 0.2 ? { 'server.address': 'me' } : {};
  return pick<Record<string, string>>([
    { 'db.system.name': 'postgresql', 'db.namespace': 'orders', 'server.address': 'db.local' },
    { 'db.system': 'mysql', 'db.name': 'shop' },
    { 'db.system': 'mongodb', 'net.peer.name': 'mongo-1' },
    { 'db.system': 'redis', 'server.address': 'Cache.local', 'db.namespace': '0' },
    { 'db.system.name': 'memcached' },
    { 'server.address': 'api.stripe.com' },
    { 'http.host': 'maps.example.com:8443' },
    { 'http.url': 'https://user@hooks.example.com:99/a?b' },
    { 'url.full': 'http://[2001:db8::1]:80/x' },
    { 'peer.service': 'ledger', 'net.peer.ip': '10.0.0.1' },
    { 'net.peer.ip': '10.0.0.9' },
    { 'rpc.service': 'Greeter' },
    {},
    {},
  ]);
}

/** Stores spans as the exporter does. */
export async function insertSpans(clickhouse: ClickHouse, spans: readonly TestSpan[]): Promise<void> {
  const rows = spans.map((span) =>
    JSON.stringify({
      Timestamp: (span.ms / 1_000).toFixed(3),
      TraceId: span.traceId,
      SpanId: span.spanId,
      ParentSpanId: span.parentId,
      ServiceName: span.service,
      SpanName: span.name,
      SpanKind: span.kind,
      Duration: span.duration,
      StatusCode: span.isError ? 'Error' : 'Unset',
      SpanAttributes: span.attributes,
      ResourceAttributes: span.resource,
      'Links.TraceId': span.links.map(({ traceId }) => traceId),
      'Links.SpanId': span.links.map(({ spanId }) => spanId),
      'Links.TraceState': span.links.map(() => ''),
      'Links.Attributes': span.links.map(() => ({})),
    }),
  );
  await clickhouse.command(raw(`INSERT INTO otel.otel_traces FORMAT JSONEachRow\n${rows.join('\n')}`));
}
