// A box in the heatmap: in the URL, and as a part of a search.
import { expect, test } from 'vitest';
import { type Box, insideBox, parseBox, printBox, withDurations } from './box.ts';

const BOX: Box = { fromMs: 60_000, toMs: 120_000, minNs: 1_000, maxNs: 2_000 };
const search = (query: string, language: 'lucene' | 'sql' = 'lucene') => ({
  from: '1970-01-01T00:00:00.000Z',
  to: '1970-01-01T01:00:00.000Z',
  query,
  language,
  source: 'traces',
});

test('what is printed is read again', () => {
  expect(parseBox(printBox(BOX))).toEqual(BOX);
});

test.each(['', 'x', '1-2-3', '2-1-1-2', '1-2-2-2', '1-2-3-4-5', '-1-2-3-4'])('%j is no box', (text) => {
  expect(parseBox(text)).toBeUndefined();
});

test.each([
  ['', 'duration:[1000ns TO 2000ns}'],
  ['service:cart', 'service:cart duration:[1000ns TO 2000ns}'],
  ['a OR b', '(a OR b) duration:[1000ns TO 2000ns}'],
  ['(broken', '(broken'],
])('%j inside the box is %j', (query, expected) => {
  expect(insideBox(search(query), BOX)).toMatchObject({
    query: expected,
    from: '1970-01-01T00:01:00.000Z',
    to: '1970-01-01T00:02:00.000Z',
  });
});

test('a SQL condition stays whole, with a comment at its end too', () => {
  expect(withDurations(search('a OR b -- x', 'sql'), BOX).query).toBe(
    '(a OR b -- x\n) AND Duration >= 1000 AND Duration < 2000',
  );
});

test('a bound alone is open at its other side', () => {
  expect(withDurations(search('a'), { minNs: 5 }).query).toBe('a duration:[5ns TO *}');
  expect(withDurations(search('a'), {}).query).toBe('a');
});

test('a box beside the range holds nothing', () => {
  const beside = insideBox(search(''), { ...BOX, fromMs: 7_200_000, toMs: 7_300_000 });
  expect(beside.query).toBe('duration:[1ns TO 1ns}');
  expect(beside.from < beside.to).toBe(true);
});
