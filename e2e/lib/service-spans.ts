// Half an hour of a small shop as spans, with a deploy that makes payments fail, and a crowd of two hundred services.
import type { Maple } from './maple.ts';
import { type SentSpan, sendSpans } from './spans.ts';

const [SERVER, CLIENT, PRODUCER, CONSUMER] = [2, 3, 4, 5];
const MINUTE_MS = 60_000;
export const CROWD = 200;
const DEPLOY_MINUTES_AGO = 10;
const STACK = `CardDeclined: card 4711 declined
    at charge (/srv/payment/charge.js:42:7)
    at pay (/srv/payment/pay.js:10:3)`;

/** Three checkouts a minute in production; after the deploy one of them fails. Each is web → checkout → postgresql, kafka → email. */
export async function sendShopSpans(maple: Pick<Maple, 'otlpHttp'>): Promise<void> {
  const now = Date.now();
  const spans = Array.from({ length: 30 }, (_, minute) => minute).flatMap((minute) =>
    [0, 1, 2].flatMap((turn) => {
      const startMs = now - (minute + 0.2) * MINUTE_MS - turn * 1_000;
      return checkout(minute * 3 + turn + 1, startMs, minute < DEPLOY_MINUTES_AGO, turn === 0);
    }),
  );
  await sendSpans(maple, spans);
}

function checkout(number: number, startMs: number, isNew: boolean, isLast: boolean): SentSpan[] {
  const traceId = number.toString(16).padStart(32, 'a');
  const id = (name: string) => `${name}${number.toString(16)}`.padStart(16, '0');
  const resource = (version: string) => ({
    'deployment.environment.name': 'production',
    'service.version': version,
    'k8s.pod.name': `pod-${version}`,
    'host.name': 'host-1',
  });
  const fails = isNew && isLast;
  const span = (
    given: Partial<SentSpan> & Pick<SentSpan, 'service' | 'name' | 'spanId' | 'durationMs'>,
  ): SentSpan => ({
    traceId,
    kind: SERVER,
    startMs,
    resource: resource(given.service === 'checkout' ? (isNew ? '1.1.0' : '1.0.0') : '3.2.1'),
    ...given,
  });
  const failure = fails && {
    error: 'declined',
    exception: { type: 'CardDeclined', message: `card ${4_000 + number} declined`, stack: STACK },
  };
  return [
    span({ service: 'web', name: 'GET /basket', spanId: id('aa'), durationMs: 120 }),
    span({
      service: 'web',
      name: 'POST',
      spanId: id('ab'),
      parentSpanId: id('aa'),
      kind: CLIENT,
      durationMs: 100,
      attributes: { 'server.address': 'checkout' },
      ...(fails && { error: 'declined' }),
    }),
    span({
      service: 'checkout',
      name: 'POST /pay',
      spanId: id('ba'),
      parentSpanId: id('ab'),
      durationMs: isNew ? 90 : 30,
      ...failure,
    }),
    span({
      service: 'checkout',
      name: 'SELECT orders',
      spanId: id('bb'),
      parentSpanId: id('ba'),
      kind: CLIENT,
      durationMs: 10,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': 'orders',
        'server.address': 'pg.internal',
      },
    }),
    span({
      service: 'checkout',
      name: 'send placed',
      spanId: id('bc'),
      parentSpanId: id('ba'),
      kind: PRODUCER,
      durationMs: 5,
      attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'placed' },
    }),
    span({
      service: 'email',
      name: 'process placed',
      spanId: id('ca'),
      parentSpanId: id('bc'),
      kind: CONSUMER,
      startMs: startMs + 200,
      durationMs: 15,
      attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'placed' },
    }),
  ];
}

/** Services that call each other as a tree of three branches, and some across, in an environment of their own. */
export async function sendCrowd(maple: Pick<Maple, 'otlpHttp'>): Promise<void> {
  const startMs = Date.now() - 2 * MINUTE_MS;
  const resource = { 'deployment.environment.name': 'crowd' };
  const nameOf = (at: number) => `service-${String(at).padStart(3, '0')}`;
  const spans = Array.from({ length: CROWD }, (_, at) => at).flatMap((at): SentSpan[] => {
    const traceId = (at + 1).toString(16).padStart(32, 'c');
    const id = (letter: string) => `${letter}${at.toString(16)}`.padStart(16, '0');
    const callers =
      at === 0 ? [] : at % 20 === 0 ? [Math.floor((at - 1) / 3), at - 7] : [Math.floor((at - 1) / 3)];
    return callers.flatMap((caller, turn) => [
      {
        service: nameOf(caller),
        name: `call ${nameOf(at)}`,
        traceId: turn === 0 ? traceId : traceId.replace('c', 'd'),
        spanId: id(`e${turn}`),
        kind: CLIENT,
        startMs,
        durationMs: 20,
        resource,
      },
      {
        service: nameOf(at),
        name: 'GET /',
        traceId: turn === 0 ? traceId : traceId.replace('c', 'd'),
        spanId: id(`f${turn}`),
        parentSpanId: id(`e${turn}`),
        startMs: startMs + 1,
        durationMs: 10,
        resource,
        ...(at % 17 === 0 && { error: 'broken' }),
      },
    ]);
  });
  await sendSpans(maple, spans);
}
