// Edges with their nodes and figures, and a part of the map.
import { expect, test } from 'vitest';
import type { ServiceMapResponse } from '#app/lib/services/schema.ts';
import { callsOf, focusOn, neighboursOf, secondsOf, shortName } from './edges.ts';

const node = (id: string) => ({
  id,
  name: id.slice(id.indexOf(':') + 1),
  kind: 'service' as const,
  system: '',
  calls: 1,
  errors: 0,
});
const edge = (source: string, target: string, calls = 60, errors = 0) => ({
  source,
  target,
  calls,
  errors,
  p50: 1,
  p95: 2,
  p99: 3,
  query: '',
});
const map: ServiceMapResponse = {
  nodes: ['service:a', 'service:b', 'service:c', 'service:d'].map(node),
  edges: [
    edge('service:a', 'service:b', 120, 30),
    edge('service:b', 'service:c'),
    edge('service:c', 'service:d'),
    edge('service:a', 'service:gone'),
  ],
  environments: [],
  fromMs: 0,
  toMs: 300_000,
  countedToMs: 60_000,
  statistics: { elapsedMs: 0, rowsRead: 0, bytesRead: 0 },
};

test('rates are of the time that was counted, and an edge to nowhere is left out', () => {
  expect(secondsOf(map)).toBe(60);
  expect(callsOf(map).map(({ id, rate, errorRate }) => [id, rate, errorRate])).toEqual([
    ['service:a>service:b', 2, 0.25],
    ['service:b>service:c', 1, 0],
    ['service:c>service:d', 1, 0],
  ]);
});

test('the focus keeps a node, those it talks to, and only its own edges', () => {
  expect([...neighboursOf(map.edges, 'service:b')].sort()).toEqual(['service:a', 'service:b', 'service:c']);
  const part = focusOn(map, 'service:b');
  expect(part.nodes.map(({ id }) => id)).toEqual(['service:a', 'service:b', 'service:c']);
  expect(part.edges).toHaveLength(2);
  expect(focusOn(map, 'service:nowhere')).toBe(map);
});

test.each([
  ['postgresql/orders', 'postgresql', 'orders'],
  ['redis', 'redis', 'redis'],
  ['cart', '', 'cart'],
])('%s of %s is called %s', (name, system, short) => {
  expect(shortName({ name, system })).toBe(short);
});
