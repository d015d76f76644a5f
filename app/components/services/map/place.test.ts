// Places of nodes that came after the layout.
import { expect, test } from 'vitest';
import { NODE_PX, type Point, placeNodes } from './place.ts';

const edge = (source: string, target: string) => ({
  source,
  target,
  calls: 1,
  errors: 0,
  p50: 0,
  p95: 0,
  p99: 0,
  query: '',
});
const known = new Map<string, Point>([
  ['a', { x: 0, y: 0 }],
  ['b', { x: 256, y: 0 }],
]);

test('what is known stays, what has gone is forgotten', () => {
  expect(placeNodes(['b'], [], known)).toEqual(new Map([['b', { x: 256, y: 0 }]]));
});

test('a new node stands right of its caller, where there is room', () => {
  const places = placeNodes(['a', 'b', 'new'], [edge('a', 'b'), edge('a', 'new')], known);
  expect(places.get('new')).toEqual({ x: 256, y: 74 });
});

test('a new caller stands left, a stranger below everything', () => {
  const places = placeNodes(['a', 'b', 'caller', 'stranger'], [edge('caller', 'a')], known);
  expect(places.get('caller')).toEqual({ x: -256, y: 0 });
  expect(places.get('stranger')).toEqual({ x: 0, y: 74 });
});

test('fifty new nodes do not overlap, and their order does not matter', () => {
  const ids = Array.from({ length: 50 }, (_, at) => `n${at}`);
  const edges = ids.map((id) => edge('a', id));
  const places = placeNodes(['a', 'b', ...ids], edges, known);
  expect(placeNodes(['a', 'b', ...ids.toReversed()], edges, known).get('n7')).toEqual(places.get('n7'));
  const all = [...places.values()];
  for (const [at, one] of all.entries())
    for (const other of all.slice(at + 1))
      expect(Math.abs(one.x - other.x) >= NODE_PX.width || Math.abs(one.y - other.y) >= NODE_PX.height).toBe(
        true,
      );
});
