// What docs/security.md says is tested somewhere is tested there: each file that it names exists.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const named = [...page.matchAll(/`((?:app|e2e|scripts|docs|bench)\/[\w./-]+)`/g)].map(
  ([, file = '']) => file,
);

test('each file that is named exists', () => {
  expect(named.length).toBeGreaterThan(80);
  expect([...new Set(named)].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('each threat names a test', () => {
  const threats = page.split('## Threats')[1]?.split('## For operators')[0] ?? '';
  const rows = threats
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.filter((row) => !/`[\w./-]+\.(?:test|spec)\.ts`/.test(row))).toEqual([]);
});

test('each item of the walk has one of four answers, and says how or why', () => {
  const rows = [...page.matchAll(/^\| (\d+\.\d+\.\d+(?:–[\d.]+)?) *\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm)];
  expect(rows.length).toBeGreaterThan(100);
  for (const [, item, about = '', answer = '', how = ''] of rows) {
    expect([item, answer.trim()]).toEqual([item, expect.stringMatching(/^(yes|partly|no|n\/a)$/)]);
    expect([item, about.trim().length > 3, how.trim().length > 3]).toEqual([item, true, true]);
  }
});
