// A search of traces as a command: which address, and only what is not usual is said.
import { expect, test } from 'vitest';
import { traceSearchCurl, traceSearchFields } from './copy.ts';

const search = {
  show: 'traces',
  from: 'now-1h',
  to: 'now',
  query: '',
  language: 'lucene',
  source: 'traces',
  sort: 'newest',
  minNs: undefined,
  maxNs: undefined,
} as const;

test('only what is not usual is said', () => {
  expect(traceSearchFields(search)).toEqual({ from: 'now-1h', to: 'now' });
});

test('durations are milliseconds', () => {
  const asked = { ...search, query: 'x', sort: 'slowest', minNs: 250e6, maxNs: 1_500_000 };
  expect(traceSearchFields(asked)).toEqual({
    from: 'now-1h',
    to: 'now',
    query: 'x',
    sort: 'slowest',
    minDuration: 250,
    maxDuration: 1.5,
  });
});

test('spans have an address of their own', () => {
  expect(traceSearchCurl('http://h', search)).toContain("'http://h/api/v1/traces/search'");
  expect(traceSearchCurl('http://h', { ...search, show: 'spans' })).toContain(
    "'http://h/api/v1/traces/spans'",
  );
});
