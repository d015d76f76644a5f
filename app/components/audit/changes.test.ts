// The difference between before and after, as the drawer shows it.
import { expect, test } from 'vitest';
import { changesOf } from './changes.ts';

test.each<[string, unknown, unknown, [string, string | undefined, string | undefined][]]>([
  ['nothing', null, null, []],
  ['the same', { a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 }, []],
  ['only what changed', { a: 1, b: 2 }, { a: 1, b: 3 }, [['b', '2', '3']]],
  ['what was added', null, { a: 1 }, [['a', undefined, '1']]],
  ['what went', { a: 1 }, null, [['a', '1', undefined]]],
  ['deep fields', { x: { y: 'a', z: 1 } }, { x: { y: 'b', z: 1 } }, [['x.y', 'a', 'b']]],
  ['lists of plain values', { l: ['a'] }, { l: ['a', 'b'] }, [['l', 'a', 'a, b']]],
  ['lists of objects', { l: [{ n: 1 }] }, { l: [{ n: 2 }] }, [['l.0.n', '1', '2']]],
  [
    'emptiness',
    { l: [], o: {} },
    { l: ['a'], o: null },
    [
      ['l', 'none', 'a'],
      ['o', 'none', 'null'],
    ],
  ],
  ['a value alone', 'a', 'b', [['value', 'a', 'b']]],
  [
    'names like those of objects',
    { ['__proto__']: 1 },
    { constructor: 1 },
    [
      ['__proto__', '1', undefined],
      ['constructor', undefined, '1'],
    ],
  ],
])('shows %s', (_, before, after, changes) => {
  expect(changesOf(before, after).map(({ path, before, after }) => [path, before, after])).toEqual(changes);
});
