// Remembered searches and the arrow keys.
import { expect, test } from 'vitest';
import { forget, NOT_WALKING, readHistory, remember, walkHistory } from './history.ts';

function store(initial?: string) {
  const kept = new Map<string, string>();
  if (initial !== undefined) kept.set('maple.searches.t', initial);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test('the newest is first, each is there once, at most fifty, per key', () => {
  const it = store();
  for (let n = 0; n < 60; n += 1) remember(it, 't', `search ${n}`);
  remember(it, 't', ' search 30 ');
  remember(it, 't', '  ');
  remember(it, 'other', 'x');
  const entries = readHistory(it, 't');
  expect(entries).toHaveLength(50);
  expect(entries.slice(0, 3)).toEqual(['search 30', 'search 59', 'search 58']);
  forget(it, 't');
  expect(readHistory(it, 't')).toEqual([]);
  expect(readHistory(it, 'other')).toEqual(['x']);
});

test.each([['not json'], ['{"a":1}'], ['null'], ['']])('a store with %s is no history', (text) => {
  expect(readHistory(store(text), 't')).toEqual([]);
});

test('a store that refuses is no error', () => {
  const refusing = {
    ...store(),
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(() => remember(refusing, 't', 'x')).not.toThrow();
  expect(readHistory(undefined, 't')).toEqual([]);
});

test('arrows walk to older searches and back to what was there', () => {
  const entries = ['c', 'b', 'a'];
  const first = walkHistory(entries, NOT_WALKING, 1, '', '');
  expect(first?.text).toBe('c');
  const second = walkHistory(entries, first?.walk ?? NOT_WALKING, 1, 'c', '');
  expect(second?.text).toBe('b');
  const back = walkHistory(entries, second?.walk ?? NOT_WALKING, -1, 'b', '');
  expect(back?.text).toBe('c');
  expect(walkHistory(entries, back?.walk ?? NOT_WALKING, -1, 'c', '')?.text).toBe('');
});

test('the searched text itself is skipped; an edited text keeps its arrows; the ends stop', () => {
  const entries = ['c', 'b'];
  expect(walkHistory(entries, NOT_WALKING, 1, 'c', 'c')?.text).toBe('b');
  expect(walkHistory(entries, NOT_WALKING, 1, 'cx', 'c')).toBeUndefined();
  expect(walkHistory(entries, { at: 1, before: '' }, 1, 'b', '')).toBeUndefined();
  expect(walkHistory(entries, NOT_WALKING, -1, '', '')).toBeUndefined();
  expect(walkHistory([], NOT_WALKING, 1, '', '')).toBeUndefined();
});
