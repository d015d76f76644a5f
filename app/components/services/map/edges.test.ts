// Edges with their nodes and figures, and a part of the map.
import { expect, test } from 'vitest';
import type { ServiceMapResponse } from '#app/lib/services/schema.ts';
import { callsOf, countingText, focusOn, neighboursOf, shortName, trafficOf } from './edges.ts';

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
  pastMs: 240_000,
  countedMs: 60_000,
  statistics: { elapsedMs: 0, rowsRead: 0, bytesRead: 0 },
};

test('rates are of the time that was counted, and an edge to nowhere is left out', () => {
  expect(callsOf(map).map(({ id, rate, errorRate }) => [id, rate, errorRate])).toEqual([
    ['service:a>service:b', 2, 0.25],
    ['service:b>service:c', 1, 0],
    ['service:c>service:d', 1, 0],
  ]);
});

test('rates of what nobody calls are of all the time', () => {
  const busy = { ...map, nodes: map.nodes.map((each) => ({ ...each, calls: 120 })) };
  const rates = (of: ServiceMapResponse) => [...trafficOf(of).values()].map(({ rate }) => rate);
  expect(rates(busy)).toEqual([0.5, 2, 2, 2]);
  expect(rates({ ...busy, countedMs: 0, pastMs: 0 })).toEqual([120, 120, 120, 120]);
});

test('counting is mentioned when it is behind by minutes', () => {
  expect(countingText(map)).toBe('calls of 3 min are being counted');
  expect(countingText({ ...map, countedMs: 200_000 })).toBe('');
});

test('the focus keeps a node, those it talks to, and only its own edges', () => {
  expect([...neighboursOf(map.edges, 'service:b')].sort()).toEqual(['service:a', 'service:b', 'service:c']);
  const part = focusOn(map, 'service:b');
  expect(part.nodes.map(({ id }) => id)).toEqual(['service:a', 'service:b', 'service:c']);
  expect(part.edges).toHaveLength(2);
  expect(focusOn(map, 'service:nowhere')).toBe(map);
});

test.each([
  ['database', 'postgresql/orders', 'postgresql', 'orders'],
  ['cache', 'redis', 'redis', 'redis'],
  ['cache', 'redis/cache.data.svc.cluster.local', 'redis', 'cache.data'],
  ['external', 'ledger.pay.svc:8443', '', 'ledger.pay:8443'],
  ['external', 'api.svcs.example', '', 'api.svcs.example'],
  ['service', 'cart', '', 'cart'],
  ['service', '', '', 'no service'],
] as const)('the %s %s of %s is called %s', (kind, name, system, short) => {
  expect(shortName({ kind, name, system })).toBe(short);
});

test('what nothing calls has the calls that it makes', () => {
  const user = { ...node('user:user'), kind: 'user' as const, calls: 0 };
  const withUser = {
    ...map,
    nodes: [...map.nodes, user],
    edges: [...map.edges, edge(user.id, 'service:a', 9, 2)],
  };
  const traffic = trafficOf(withUser);
  expect(traffic.get(user.id)).toEqual({ calls: 9, errors: 2, rate: 9 / 60, errorRate: 2 / 9 });
  expect(traffic.get('service:a')).toEqual({ calls: 1, errors: 0, rate: 1 / 60, errorRate: 0 });
  expect(trafficOf({ ...map, nodes: [user] }).get(user.id)).toMatchObject({ calls: 0, errorRate: 0 });
});
