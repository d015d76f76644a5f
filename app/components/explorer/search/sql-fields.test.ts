// A condition of SQL is completed with names that ClickHouse knows.
import { expect, test } from 'vitest';
import { rankFields } from '#app/lib/search/completion-rank.ts';
import { sqlFields } from './sql-fields.ts';

const column = (name: string, type: string) => ({ name, type, unit: null, scope: null });
const field = (name: string, scope: 'source' | 'attributes' | 'resource', count: number | null = null) => ({
  ...{ name, aliases: [], kind: 'keyword' as const },
  ...{ scope, count },
});
const fields = sqlFields(
  [
    column('ServiceName', 'LowCardinality(String)'),
    { ...column('Duration', 'UInt64'), unit: 'ns' },
    { ...column('SpanAttributes', 'Map(String, String)'), scope: 'attributes' },
    { ...column('ResourceAttributes', 'Map(String, String)'), scope: 'resource' },
    column('Events.Name', 'Array(String)'),
    column('odd `name`', 'String'),
  ],
  [
    field('service', 'source'),
    field('http.route', 'attributes', 5),
    field('attributes.it’s', 'attributes', 2),
    field("o'clock", 'attributes', 1),
    field('resource.host.name', 'resource', 9),
  ],
);
const names = (typed: string) => rankFields(fields, typed, 10).map(({ field: { name } }) => name);

test.each([
  ['serv', ['ServiceName']],
  ['dur', ['Duration']],
  [
    'span',
    [
      'SpanAttributes',
      "SpanAttributes['http.route']",
      "SpanAttributes['it’s']",
      "SpanAttributes['o\\'clock']",
    ],
  ],
  ["SpanAttributes['ht", ["SpanAttributes['http.route']"]],
  ['route', ["SpanAttributes['http.route']"]],
  ['host', ["ResourceAttributes['host.name']"]],
  ['events', ['Events.Name']],
  ['odd', ['`odd \\`name\\``']],
])('%s', (typed, expected) => {
  expect(names(typed)).toEqual(expected);
});

test('the unit of durations is said', () => {
  expect(fields.find(({ name }) => name === 'Duration')?.type).toBe('UInt64, nanoseconds');
});
