// Where an ingest key is looked for.
import { expect, test } from 'vitest';
import { presentedKey } from './keys.ts';

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
])('authorization %j and x-maple-key %j give %j', (authorization, mapleKey, expected) => {
  expect(presentedKey(authorization, mapleKey)).toBe(expected);
});
