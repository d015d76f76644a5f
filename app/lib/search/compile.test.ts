// The language's cases without an engine: search text to SQL, parameters and mistakes. Rows are in compile.int.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { render } from '#app/lib/sql/sql.ts';
import { paramsText, parseCases, type SearchCase } from './cases.ts';
import { CASE_TABLES } from './cases-rows.ts';
import { compileSearch } from './compile.ts';
import { tableSource } from './testing-tables.ts';

const DIRECTORY = join(import.meta.dirname, 'cases');
const cases = readdirSync(DIRECTORY)
  .sort()
  .flatMap((file) => parseCases(file, readFileSync(join(DIRECTORY, file), 'utf8')));

/** What a case comes to, but for its rows. */
function outcome({ table, text }: SearchCase): Record<string, string> {
  const place = CASE_TABLES[table];
  if (!place) throw new Error(`There is no table ${table}.`);
  try {
    const { text: condition, params } = render(compileSearch(text, tableSource(place.table)).condition);
    return { sql: condition, params: paramsText(params) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { from, to } = error.position ?? { from: 'nowhere', to: '' };
    return { error: `${error.code} ${from}-${to}: ${error.message}${error.hint ? ` (${error.hint})` : ''}` };
  }
}

test('there are cases enough', () => {
  expect(cases.length).toBeGreaterThanOrEqual(300);
  expect(new Set(cases.map(({ table, text }) => `${table}> ${text}`)).size).toBe(cases.length);
});

test.each(cases.map((one) => [`${one.table}> ${one.text}`, one] as const))('%s', (_, one) => {
  const { rows: _rows, ...expected } = one.expected;
  expect(outcome(one)).toEqual(expected);
});
