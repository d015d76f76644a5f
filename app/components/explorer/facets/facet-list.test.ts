// The order of facets.
import { expect, test } from 'vitest';
import { facetSections } from './facet-list.ts';

const field = (
  name: string,
  scope: 'source' | 'attributes' | 'resource',
  count: number,
  kind = 'keyword' as const,
) => ({
  name,
  scope,
  count,
  kind,
  aliases: name === 'level' ? ['severity'] : [],
});
const FIELDS = [
  field('level', 'source', 9),
  field('service', 'source', 9),
  field('trace_id', 'source', 9),
  field('http.method', 'attributes', 2),
  field('http.route', 'attributes', 5),
  field('host.name', 'resource', 9),
];
const names = (...args: Parameters<typeof facetSections>) =>
  facetSections(...args).map(({ title, facets }) => [title, facets.map(({ name }) => name)]);

test('attributes stand by how many records have them; ids are no facets', () => {
  expect(names(FIELDS, { user: [], team: [] }, '')).toEqual([
    ['Fields', ['level', 'service']],
    ['Attributes', ['http.route', 'http.method']],
    ['Resource', ['host.name']],
  ]);
});

test("pinned ones come first and once, the team's before one's own, also without records", () => {
  expect(names(FIELDS, { user: ['service', 'gone'], team: ['host.name', 'service'] }, '')).toEqual([
    ['Pinned', ['host.name', 'service', 'gone']],
    ['Fields', ['level']],
    ['Attributes', ['http.route', 'http.method']],
  ]);
});

test('the filter goes by name', () => {
  expect(names(FIELDS, { user: ['service'], team: [] }, ' HTTP')).toEqual([
    ['Attributes', ['http.route', 'http.method']],
  ]);
});

test('a facet knows all names of its field', () => {
  expect(facetSections(FIELDS, { user: [], team: [] }, '')[0]?.facets[0]?.names).toEqual([
    'level',
    'severity',
  ]);
});
