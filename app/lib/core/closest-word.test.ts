// The nearest known word: near ones are offered, far ones are not.
import { expect, test } from 'vitest';
import { closestWord } from './closest-word.ts';

test.each([
  ['limt', ['limit', 'list'], 'limit'],
  ['SERVICE', ['service', 'severity'], 'service'],
  ['qurey', ['query', 'order'], 'query'],
  ['x', ['y', 'z'], 'y'],
  ['banana', ['query', 'order'], undefined],
  ['', ['query'], undefined],
  ['from', [], undefined],
])('%s among %o', (word, candidates, expected) => {
  expect(closestWord(word, candidates)).toBe(expected);
});
