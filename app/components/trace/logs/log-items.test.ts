// The logs of a trace by time and by span.
import { expect, test } from 'vitest';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import { spansById } from '#app/lib/trace-model/find.ts';
import { draw } from '#app/lib/trace-model/testing.ts';
import { itemsBySpan, itemsByTime, type LogItem } from './log-items.ts';
import { nsSince } from './ns-since.ts';

const drawing = draw(`
  root     |====|
    first  |==  |
    second |  ==|
`);
const tree = buildTree(drawing.columns);
const idOf = (label: string) => spanIdOf(drawing.columns, drawing.span(label));
const row = (body: string, spanId: string): LogRow => ({
  id: body,
  timestamp: '2026-11-22T10:00:00.000000000Z',
  service: 'app',
  severity: '',
  severityNumber: 0,
  body,
  traceId: drawing.columns.traceId,
  spanId,
  eventName: '',
  attributes: {},
  resource: {},
  scope: { name: '', version: '', attributes: {} },
});
const rows = [
  row('a', idOf('second')),
  row('b', ''),
  row('c', idOf('first')),
  row('d', idOf('second')),
  row('e', 'ffffffffffffffff'),
];
const spans = spansById(
  drawing.columns,
  rows.map(({ spanId }) => spanId),
);
const say = (items: readonly LogItem[]) =>
  items.map((item) => {
    const label = item.span === undefined ? '-' : drawing.labels[item.span];
    return item.kind === 'head' ? `${label} ${item.count}` : `${label} ${item.row.body}`;
  });

test('records find their spans', () => {
  expect([...spans]).toEqual([
    [idOf('first'), drawing.span('first')],
    [idOf('second'), drawing.span('second')],
  ]);
  expect(spansById(drawing.columns, ['', 'not an id']).size).toBe(0);
});

test('by time they stay as they come', () => {
  expect(say(itemsByTime(rows, spans))).toEqual(['second a', '- b', 'first c', 'second d', '- e']);
});

test('by span they stand in the order of the waterfall, those of no span last', () => {
  expect(say(itemsBySpan(rows, spans, tree.place))).toEqual([
    'first 1',
    'first c',
    'second 2',
    'second a',
    'second d',
    '- 2',
    '- b',
    '- e',
  ]);
});

test('a time counts from the base of the trace to the nanosecond', () => {
  const baseNs = 1_763_806_800_000_000_000n;
  expect(nsSince(baseNs, '2025-11-22T10:20:00.000000001Z')).toBe(1);
  expect(nsSince(baseNs, '2025-11-22T10:19:59.5Z')).toBe(-5e8);
});
