// What the list asks for, and the traces chosen to compare.
import { expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { pickedIds, togglePick } from './pick.ts';
import { traceLink, tracePath } from './trace-link.ts';
import { durationBound, listSearch } from './trace-search.ts';

const BASE = {
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-01T01:00:00.000Z',
  query: 'service:cart',
  language: 'lucene',
  source: 'traces',
} as const;
const VIEW = { show: 'traces', sort: 'errors', min: '', max: '', box: '' } as const;

test.each([
  ['', undefined],
  ['250ms', 250e6],
  ['1.5 s', 1.5e9],
  ['20', 20e6],
  ['0', 0],
])('%j is %s nanoseconds', (text, ns) => {
  expect(durationBound(text)).toBe(ns);
});

test.each(['x', '-5ms', '5 parsecs', '1MB', '1e999s'])(
  '%j is no duration, and the message says how to write one',
  (text) => {
    const bound = durationBound(text);
    expect(bound).toBeInstanceOf(AppError);
    expect((bound as AppError).message).toContain('250ms');
  },
);

test('durations bound whole traces, and single spans by the search', () => {
  const bounds = { min: '1ms', max: '2ms' };
  expect(listSearch(BASE, { ...VIEW, ...bounds })).toMatchObject({
    query: 'service:cart',
    minNs: 1e6,
    maxNs: 2e6,
    sort: 'errors',
  });
  expect(listSearch(BASE, { ...VIEW, ...bounds, show: 'spans' })).toMatchObject({
    query: 'service:cart duration:[1000000ns TO 2000001ns}',
    minNs: undefined,
    sort: 'newest',
  });
});

test('the same question is the same object', () => {
  expect(listSearch(BASE, VIEW)).toBe(listSearch(BASE, { ...VIEW }));
  expect(listSearch({ ...BASE }, VIEW)).not.toBe(listSearch(BASE, VIEW));
});

test('two traces are compared: a third takes the place of the first', () => {
  const [one, two] = [togglePick('', 'a'), togglePick('a', 'b')];
  expect([one, two, togglePick(two, 'c'), togglePick(two, 'a')]).toEqual(['a', 'a,b', 'b,c', 'b']);
  expect(pickedIds('')).toEqual([]);
});

test('a trace is opened with the search to mark, where there is one', () => {
  expect(traceLink(BASE, 'service:cart', 's')).toEqual({ span: 's', match: 'service:cart' });
  expect(traceLink({ source: 'other', language: 'sql' }, '1 = 1')).toEqual({
    source: 'other',
    match: '1 = 1',
    lang: 'sql',
  });
  expect(traceLink({ source: 'other', language: 'sql' }, ' ')).toEqual({ source: 'other' });
  expect(tracePath('a/b', { match: 'x y' })).toBe('/traces/a%2Fb?match=x+y');
});
