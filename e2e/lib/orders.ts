// Traces of orders for the tests of the trace search: quick and slow ones, a big one, and one without its root.
import type { SentSpan } from './spans.ts';

/** Quick orders in eu; the slow ones are those of amex in us, and each third of these fails. */
export const QUICK = 240;
export const SLOW = 30;
const MINUTE = 60_000;

/** An id of so many hexadecimal digits, made of numbers. */
export function id(digits: number, ...parts: readonly number[]): string {
  return parts
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('')
    .padStart(digits, 'a');
}

/** The orders of the last fifty minutes; `now` is in epoch milliseconds. */
export function orders(now: number): SentSpan[] {
  return Array.from({ length: QUICK + SLOW }, (_, n) => {
    const isSlow = n >= QUICK;
    const startMs = now - 50 * MINUTE + n * 10_000;
    const durationMs = isSlow ? 2_000 + (n - QUICK) * 10 : 20 + (n % 20);
    const traceId = id(32, 1, n);
    const attributes = {
      region: isSlow ? 'us' : 'eu',
      card: isSlow ? 'amex' : n % 2 === 0 ? 'visa' : 'maestro',
    };
    const failed = isSlow && n % 3 === 0 ? { error: 'card declined' } : {};
    const common = { traceId, attributes };
    return [
      {
        ...common,
        ...failed,
        service: 'web',
        name: 'POST /order',
        spanId: id(16, 1, n),
        startMs,
        durationMs,
      },
      {
        ...common,
        service: 'checkout',
        name: 'place order',
        spanId: id(16, 2, n),
        parentSpanId: id(16, 1, n),
        startMs: startMs + 2,
        durationMs: durationMs - 4,
      },
      {
        ...common,
        ...failed,
        service: 'payment',
        name: 'charge',
        spanId: id(16, 3, n),
        parentSpanId: id(16, 2, n),
        startMs: startMs + 4,
        durationMs: durationMs - 8,
        kind: 3,
      },
    ];
  }).flat();
}

/** The one with the most spans. */
export function bigTrace(now: number): SentSpan[] {
  const startMs = now - 20 * MINUTE;
  return Array.from({ length: 60 }, (_, n) => ({
    service: 'batch',
    name: n === 0 ? 'nightly export' : `chunk ${n}`,
    traceId: id(32, 2, 0),
    spanId: id(16, 4, n),
    ...(n > 0 && { parentSpanId: id(16, 4, 0) }),
    startMs: startMs + n,
    durationMs: n === 0 ? 300 : 3,
  }));
}

/** Its parent never came. */
export function orphan(now: number): SentSpan[] {
  return [
    {
      service: 'worker',
      name: 'resumed',
      traceId: id(32, 3, 0),
      spanId: id(16, 5, 1),
      parentSpanId: id(16, 5, 0),
      startMs: now - 10 * MINUTE,
      durationMs: 7,
    },
  ];
}
