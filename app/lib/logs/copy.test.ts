// A search of logs as a command: the shell passes it on as it is, and only what is not usual is said.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { searchCurl, searchFields } from './copy.ts';

const search = {
  from: 'now-15m',
  to: 'now',
  query: `level:error "it's" \`$(rm -rf /)\` $HOME \\ %`,
  language: 'lucene',
  source: 'logs',
  order: 'desc',
  columns: ['service'],
} as const;

test('the command sends the search with the key of the environment', () => {
  const text = searchCurl('http://localhost:3000', search);
  // A curl that prints what it is given.
  const script = `curl() { printf '%s\\0' "$@"; }; MAPLE_API_KEY=k; ${text}`;
  const given = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0');
  expect(given).toEqual([
    '--fail-with-body',
    'http://localhost:3000/api/v1/logs/search',
    '-H',
    'Authorization: Bearer k',
    '-H',
    'Content-Type: application/json',
    '--data-raw',
    JSON.stringify({ from: 'now-15m', to: 'now', query: search.query, columns: ['service'] }),
    '',
  ]);
});

test('only what is not usual is said', () => {
  expect(searchFields({ ...search, query: '', columns: [] })).toEqual({ from: 'now-15m', to: 'now' });
});
