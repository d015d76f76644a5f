// Where a key is looked for, and what counts as none.
import { expect, test } from 'vitest';
import { presentedKey } from './presented-key.ts';

test.each([
  [undefined, undefined, undefined],
  ['Bearer abc', undefined, 'abc'],
  ['bearer   abc ', undefined, 'abc'],
  ['Basic abc', undefined, undefined],
  ['Bearer', undefined, undefined],
  ['Bearer a b', undefined, undefined],
  [undefined, ' abc ', 'abc'],
  [undefined, ['abc', 'def'], 'abc'],
  ['Bearer abc', 'def', 'def'],
  ['Bearer abc', '', 'abc'],
  [null, '', undefined],
  [null, ' ', undefined],
  ['Bearer ', null, undefined],
])('authorization %j and x-maple-key %j give %j', (authorization, mapleKey, expected) => {
  expect(presentedKey(authorization, mapleKey)).toBe(expected);
});
