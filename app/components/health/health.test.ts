// The parts in their order, and rates from sums.
import { expect, test } from 'vitest';
import type { HealthSample } from '#app/lib/health/schema.ts';
import { explainedParts } from './explain.ts';
import { ratesOf } from './rates.ts';

test('known parts come first, an unknown one is there by its own name', () => {
  const parts = explainedParts({
    mail: { status: 'ok' },
    otlpHttp: { status: 'down' },
    engine: { status: 'ok' },
  });
  expect(parts.map(({ id, name, status }) => [id, name, status])).toEqual([
    ['engine', 'Engine', 'ok'],
    ['otlpHttp', 'OTLP over HTTP', 'down'],
    ['mail', 'mail', 'ok'],
  ]);
});

test('a rate is per second', () => {
  const sample = (atMs: number, accepted: number) => ({ atMs, accepted }) as HealthSample;
  expect(ratesOf([sample(0, 10), sample(15_000, 40), sample(30_000, 40)], 'accepted')).toEqual([2, 0]);
  expect(ratesOf([sample(0, 10)], 'accepted')).toEqual([]);
});
