// The neighbours of an open record.
import { expect, test } from 'vitest';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { aroundChoices, chosenAround, ownAround, ownQuery } from '../context/around.ts';

const row: LogRow = {
  id: '1-2',
  timestamp: '2026-11-22T10:00:00.000000000Z',
  service: 'cart',
  severity: 'INFO',
  severityNumber: 9,
  body: 'x',
  traceId: 'abc',
  spanId: '',
  eventName: '',
  attributes: { 'http.route': '/pay', level: 'high', both: 'mine' },
  resource: { 'k8s.pod.name': 'cart-1', both: 'theirs' },
  scope: { name: 'shop', version: '', attributes: { extra: '1' } },
};

test('neighbours are chosen by what the record has', () => {
  const choices = aroundChoices(row, { q: 'level:error', lang: 'lucene' });
  expect(choices.map(({ id, query }) => [id, query])).toEqual([
    ['all', ''],
    ['service', 'service:cart'],
    ['k8s.pod.name', 'k8s.pod.name:cart-1'],
    ['trace_id', 'trace_id:abc'],
    ['search', 'level:error'],
  ]);
  expect(chosenAround('host.name', choices).id).toBe('all');
  expect(chosenAround(ownAround(' level:warn '), choices)).toMatchObject({ query: 'level:warn' });
  expect(ownQuery(ownAround('level:warn'))).toBe('level:warn');
  expect(ownAround(' ')).toBe('all');
});
