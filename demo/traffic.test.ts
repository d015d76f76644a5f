// The shop's traces and logs: the same for the same seed, well-formed, and as varied as production.
import { describe, expect, test } from 'vitest';
import { Batcher } from './batches.ts';
import { KIND, type Span, STATUS } from './model.ts';
import { SERVICE_NAMES } from './scenario.ts';
import { bodyOf, clock, gather, serviceOf } from './testing.ts';
import { SLICE_US, Traffic } from './traffic.ts';

const SIGNALS = new Set(['logs', 'traces', 'metrics'] as const);

function bytes(seed: number, fromUs: number, toUs: number): Buffer {
  const batcher = new Batcher(SIGNALS);
  const traffic = new Traffic(seed);
  const bodies: Uint8Array[] = [];
  for (let index = fromUs / SLICE_US; index * SLICE_US < toUs; index++) {
    for (const piece of traffic.slice(index, 4))
      for (const item of batcher.add(piece)) bodies.push(item.body);
  }
  for (const item of batcher.flush()) bodies.push(item.body);
  return Buffer.concat(bodies);
}

describe('determinism', () => {
  test('the same seed and time give the same bytes', () => {
    const first = bytes(7, clock(9, 44), clock(9, 47));
    expect(first.length).toBeGreaterThan(100_000);
    expect(first.equals(bytes(7, clock(9, 44), clock(9, 47)))).toBe(true);
  });

  test('another seed gives other bytes', () => {
    expect(bytes(7, clock(12), clock(12, 1)).equals(bytes(8, clock(12), clock(12, 1)))).toBe(false);
  });

  test('a slice does not depend on the slices made before it', () => {
    const used = new Traffic(3);
    gather(clock(8), clock(8, 2), { traffic: used });
    gather(clock(17), clock(17, 2), { traffic: used });
    expect(gather(clock(9), clock(9, 1), { traffic: used })).toEqual(
      gather(clock(9), clock(9, 1), { seed: 3 }),
    );
  });
});

const OUTAGE = gather(clock(9, 36), clock(9, 46), { rate: 8, stride: 3 });
const DAY = gather(clock(0), clock(24), { rate: 0.8, stride: 3 });

function byId(spans: readonly Span[]): Map<string, Span> {
  return new Map(spans.map((span) => [span.spanId, span]));
}

describe.each([
  ['a day', DAY],
  ['the outage', OUTAGE],
] as const)('traces of %s', (_, { spans }) => {
  const known = byId(spans);

  test('every trace is one tree: one root, every parent is there', () => {
    const roots = Map.groupBy(
      spans.filter((span) => span.parentSpanId === ''),
      (span) => span.traceId,
    );
    expect(known.size).toBe(spans.length);
    expect([...roots.values()].filter((list) => list.length !== 1)).toEqual([]);
    const orphans = spans.filter(
      (span) => span.parentSpanId !== '' && known.get(span.parentSpanId)?.traceId !== span.traceId,
    );
    expect(orphans).toEqual([]);
    expect(roots.size).toBe(new Set(spans.map((span) => span.traceId)).size);
  });

  test('ids are well-formed', () => {
    expect(
      spans.filter((span) => !/^[0-9a-f]{32}$/.test(span.traceId) || !/^[0-9a-f]{16}$/.test(span.spanId)),
    ).toEqual([]);
  });

  test('children lie within their parents, except work that a queue started', () => {
    const outside = spans.filter((span) => {
      const parent = known.get(span.parentSpanId);
      if (!parent) return false;
      if (parent.kind === KIND.producer) return span.startUs < parent.endUs;
      return span.startUs < parent.startUs || span.endUs > parent.endUs;
    });
    expect(outside).toEqual([]);
    expect(spans.filter((span) => span.endUs <= span.startUs || span.endUs - span.startUs > 120e6)).toEqual(
      [],
    );
  });

  test('a client span fails exactly when it got an error status, and a failed server makes its client fail', () => {
    const wrong = spans.filter((span) => {
      if (span.kind !== KIND.server) return false;
      const status = span.attributes['http.response.status_code'];
      const failed = span.statusCode === STATUS.error;
      if (typeof status === 'number' && failed !== status >= 500) return true;
      const parent = known.get(span.parentSpanId);
      return failed && parent !== undefined && parent.statusCode !== STATUS.error;
    });
    expect(wrong).toEqual([]);
  });

  test('links lead to spans that exist', () => {
    const links = spans.flatMap((span) => span.links);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => known.get(link.spanId)?.traceId !== link.traceId)).toEqual([]);
  });
});

test('every kind of span and every sort of dependency is there', () => {
  expect(new Set(DAY.spans.map((span) => span.kind))).toEqual(new Set(Object.values(KIND)));
  const keys = new Set(DAY.spans.flatMap((span) => Object.keys(span.attributes)));
  for (const key of [
    'http.route',
    'url.full',
    'rpc.method',
    'db.query.text',
    'messaging.destination.name',
    'messaging.consumer.group.name',
  ]) {
    expect(keys).toContain(key);
  }
  expect(new Set(DAY.spans.map((span) => span.attributes['db.system.name']))).toEqual(
    new Set([undefined, 'postgresql', 'redis']),
  );
});

test('a consumer either continues the trace or starts its own, with a link in both cases', () => {
  const consumers = DAY.spans.filter((span) => span.kind === KIND.consumer);
  expect(consumers.filter((span) => span.links.length !== 1)).toEqual([]);
  const own = consumers.filter((span) => span.parentSpanId === '');
  expect(own.length).toBeGreaterThan(0);
  expect(own.length).toBeLessThan(consumers.length);
});

describe('logs', () => {
  test('lines within a span carry its ids and its resource, and lie in its time', () => {
    const known = byId(DAY.spans);
    const wrong = DAY.logs.filter((log) => {
      if (log.spanId === '') return log.traceId !== '';
      const span = known.get(log.spanId);
      return (
        !span ||
        span.traceId !== log.traceId ||
        span.resource !== log.resource ||
        log.timeUs < span.startUs ||
        log.timeUs > span.endUs
      );
    });
    expect(wrong).toEqual([]);
    const correlated = DAY.logs.filter((log) => log.spanId !== '').length / DAY.logs.length;
    expect(correlated).toBeGreaterThan(0.6);
    expect(correlated).toBeLessThan(0.95);
  });

  test('every service speaks', () => {
    expect(new Set(DAY.logs.map(serviceOf))).toEqual(new Set(SERVICE_NAMES));
  });

  test('severities run from TRACE to FATAL in a realistic ratio', () => {
    const share = (low: number) =>
      DAY.logs.filter((log) => log.severityNumber === low).length / DAY.logs.length;
    expect([...new Set(DAY.logs.map((log) => log.severityNumber))].sort((a, b) => a - b)).toEqual([
      1, 5, 9, 13, 17, 21,
    ]);
    expect(share(9)).toBeGreaterThan(0.6);
    expect(share(5)).toBeGreaterThan(0.05);
    expect(share(13)).toBeLessThan(0.15);
    expect(share(17)).toBeLessThan(0.03);
    expect(share(21)).toBeLessThan(0.002);
  });

  test.each([
    ['pino JSON', 'web', /^\{"level":\d+,"time":\d{13},.*"msg":"[^"]+"\}$/],
    ['logfmt', 'api-gateway', /^ts=\S+Z level=info msg="request" method=GET path=\S+ .*status=200/],
    ['a message from a template', 'cart', /^Added \d x [A-Z]{2}-\d{7} to cart of usr_\w+$/],
    ['plain text', 'checkout', /^Order ORD-\d{8} placed by usr_\w+: \d items, [\d.]+ [A-Z]{3}$/],
    ['a Java stack trace', 'checkout', /\n\tat com\.shop\.checkout\.[\s\S]*\nCaused by: io\.grpc\./],
    ['a key-value body', 'payment', /^\{"message":"charged/],
    ['slog JSON', 'inventory', /^\{"time":"[^"]+Z","level":"INFO","msg":"finished call"/],
    ['uvicorn access lines', 'product-catalog', /^10\.20\.\d+\.\d+:\d+ - "GET \/products\/\{slug\}" 200$/],
    ['a Python stack trace', 'product-catalog', /\nTraceback \(most recent call last\):\n {2}File /],
    ['tracing fields', 'shipping', /^quote computed carrier="\w+" country="[A-Z]{2}" parcels=\d/],
    ['monolog', 'users', /^\[[^\]]+\] production\.INFO: Login \{"user_id":"usr_\w+".*\} \[\]$/],
    ['Ruby logger', 'email', /^I, \[\S+ #1\] {2}INFO -- : Sent order_confirmation/],
    [
      'the combined access format',
      'ingress-nginx',
      /^\S+ - - \[15\/Sep\/2026:\d\d:\d\d:\d\d \+0000\] "GET \S+ HTTP\/2\.0" 200 \d+ "https:/,
    ],
    ['PostgreSQL', 'postgresql', /^2026-09-15 \S+ UTC \[\d+\] LOG: {2}duration: [\d.]+ ms {2}execute/],
  ])('%s from %s', (_, name, pattern) => {
    const bodies = [...DAY.logs, ...OUTAGE.logs].filter((log) => serviceOf(log) === name).map(bodyOf);
    expect(bodies.some((body) => pattern.test(body))).toBe(true);
  });

  test('exceptions carry type, message and stack trace in four languages', () => {
    const traces = DAY.logs.concat(OUTAGE.logs).flatMap((log) => {
      const stack = log.attributes['exception.stacktrace'];
      if (stack === undefined) return [];
      expect(log.attributes['exception.type']).toBeTruthy();
      expect(log.attributes['exception.message']).toBeTruthy();
      return [`${log.resource.attributes['telemetry.sdk.language']}: ${stack}`];
    });
    expect(traces.filter((text) => /[{](?!main)\w+[}]/.test(text))).toEqual([]);
    for (const [language, frame] of [
      ['java', '\tat com.shop'],
      ['nodejs', '    at '],
      ['python', 'File "/app/'],
      ['ruby', '.rb:'],
    ]) {
      expect(traces.some((text) => text.startsWith(`${language}: `) && text.includes(frame as string))).toBe(
        true,
      );
    }
  });

  test('values vary', () => {
    const bodies = new Set(DAY.logs.map(bodyOf));
    expect(bodies.size / DAY.logs.length).toBeGreaterThan(0.6);
    expect(new Set(DAY.spans.map((span) => span.attributes['client.address'])).size).toBeGreaterThan(1000);
    expect(new Set(DAY.spans.map((span) => span.attributes['user_agent.original'])).size).toBeGreaterThan(8);
    expect(new Set(DAY.logs.map((log) => log.resource.attributes['k8s.pod.name'])).size).toBeGreaterThan(40);
  });
});

test('nights are quieter than evenings', () => {
  const inHour = (hour: number) =>
    DAY.spans.filter((span) => span.startUs >= clock(hour) && span.startUs < clock(hour + 1)).length;
  expect(inHour(19)).toBeGreaterThan(3 * inHour(4));
});

test('the rate is requests per second on average over the day', () => {
  const requests = DAY.spans.filter(
    (span) =>
      span.parentSpanId === '' && span.kind === KIND.server && span.attributes['client.as.number'] !== 64_496,
  );
  expect(requests.length / 28_800 / 0.8).toBeCloseTo(1, 1);
});

test('a rate for a number of records gives about that many', () => {
  const traffic = new Traffic(5);
  const rate = traffic.rateFor(120_000, new Set(['logs', 'traces']), clock(6), clock(20));
  const { logs, spans } = gather(clock(6), clock(20), { traffic, rate, stride: 3 });
  expect((3 * (logs.length + spans.length)) / 120_000).toBeCloseTo(1, 1);
});
