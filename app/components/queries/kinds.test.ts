// Names of what runs, and SQL without what was put around it.
import { expect, test } from 'vitest';
import { kindName, shownSql } from './kinds.ts';

test.each([
  ['query', 'SQL'],
  ['logs.search', 'Search of logs'],
  ['metrics.by_label', 'metrics: by label'],
])('%s is %s', (kind, name) => {
  expect(kindName(kind)).toBe(name);
});

test.each([
  ['(\nSELECT (1)\n)', 'SELECT (1)'],
  ['(\nSELECT 1 -- clipp', 'SELECT 1 -- clipp'],
  ['SELECT (\n1\n)', 'SELECT (\n1\n)'],
])('%j is shown as %j', (sql, shown) => {
  expect(shownSql(sql)).toBe(shown);
});
