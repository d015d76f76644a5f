// What is handed on means the same where it arrives: in a shell, in a browser, in a database.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { int, join, nanos, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { searchLink, shellWord } from './copy.ts';
import { inlineSql, literal } from './copy-sql.ts';

test('the shell passes every text on as it is', () => {
  const texts = ["it's", '$(touch /tmp/x) `id` $HOME', '\\', '"', '@file', "''", 'a\nb', '!!', 'é😀', '-x'];
  const command = `printf '%s\\0' ${texts.map(shellWord).join(' ')}`;
  expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(
    texts.map((text) => `${text}\0`).join(''),
  );
});

test('a link has its own range and opens no record', () => {
  const href = 'http://localhost:3000/logs?q=a%26b&from=now-1h&log=1-2&live=true&wrap=true';
  const link = new URL(
    searchLink(href, { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z' }, ['log', 'live']),
  );
  expect(Object.fromEntries(link.searchParams)).toEqual({
    q: 'a&b',
    from: '2026-01-01T00:00:00Z',
    to: '2026-01-01T01:00:00Z',
    wrap: 'true',
  });
});

test('literals cannot be left, whatever is in them', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."\\'\n\r\t\0\b\f\v x{}%\u2028") }), (text) => {
      const inside = literal('String', text).slice(1, -1);
      expect(/^(?:[^\\'\n]|\\[\\'nrt0bf])*$/.test(inside)).toBe(true);
    }),
  );
});

test.each([
  [sql`SELECT ${str("it's \\ \n")}`, "SELECT 'it\\'s \\\\ \\n'"],
  [sql`LIMIT ${param('UInt64', 5)}`, 'LIMIT 5'],
  [sql`x > ${int(-5)}`, 'x > toInt64(-5)'],
  [sql`x IN ${param('Array(String)', ['a', "b'"])}`, "x IN ['a', 'b\\'']"],
  [sql`x IN ${param('Array(String)', [])}`, 'x IN CAST([] AS Array(String))'],
  [sql`x = ${param('Int256', 7n)}`, "x = CAST('7' AS Int256)"],
  [sql`x = ${param('Bool', true)}`, "x = CAST('true' AS Bool)"],
  [sql`t >= ${nanos(1n)}`, "t >= toDateTime64('1970-01-01 00:00:00.000000001', 9, 'UTC')"],
  [join([raw('a'), sql`${str('{p0:String}')}`], ' '), "a '{p0:String}'"],
])('%#: parameters are written out', (fragment, text) => {
  expect(inlineSql(fragment)).toBe(text);
});
