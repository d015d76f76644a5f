// The language's cases on the real engine: which rows each of them finds, by the SQL that compile.test.ts asserts.
// SEARCH_CASES=rewrite vitest run --project int app/lib/search/compile writes what they come to into cases/*.txt.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { render } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { paramsText, parseCases, rewriteCases, type SearchCase } from './cases.ts';
import { CASE_TABLES } from './cases-rows.ts';
import { compileSearch } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { createTable, matchingIds, modelOf } from './testing-tables.ts';

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
const sources = new Map<string, Source>();
const outcomes = new Map<SearchCase, Record<string, string>>();
const DIRECTORY = join(import.meta.dirname, 'cases');
const files = readdirSync(DIRECTORY).sort();
const read = (file: string) => readFileSync(join(DIRECTORY, file), 'utf8');
const cases = files.flatMap((file) => parseCases(file, read(file)));

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  for (const [name, { table, rows }] of Object.entries(CASE_TABLES))
    sources.set(name, await createTable({ clickhouse, url: engine.url }, table, rows));
  for (const one of cases) outcomes.set(one, await outcome(one));
  if (process.env.SEARCH_CASES === 'rewrite')
    for (const file of files) {
      const found = [...outcomes].filter(([one]) => one.file === file);
      const next = found[Symbol.iterator]();
      writeFileSync(
        join(DIRECTORY, file),
        rewriteCases(file, read(file), () => next.next().value?.[1] ?? {}),
      );
    }
}, 300_000);

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

async function outcome({ table, text }: SearchCase): Promise<Record<string, string>> {
  const source = sources.get(table);
  if (!source) throw new Error(`There is no table ${table}.`);
  try {
    const { condition } = compileSearch(text, source);
    const { rows } = await clickhouse.query<{ ids: string[] }>(matchingIds(source, condition, 0));
    const ids = (rows[0]?.ids ?? []).sort((a, b) => Number(a) - Number(b));
    const rendered = render(condition);
    return { sql: rendered.text, params: paramsText(rendered.params), rows: ids.join(' ') || 'none' };
  } catch (error) {
    if (!(error instanceof AppError) || error.cause !== undefined) throw error;
    const { from, to } = error.position ?? { from: 'nowhere', to: '' };
    return {
      error: `${error.code} ${from}-${to}: ${error.message}${error.hint ? ` (${error.hint})` : ''}`,
    };
  }
}

test.each(cases.map((one) => [`${one.table}> ${one.text}`, one] as const))('%s', (_, one) => {
  expect(outcomes.get(one)).toEqual(one.expected);
});

/** Relative to the time of the test, or about ids that the evaluator has as texts only. */
const NOT_EVALUATED = /now[+-]|^uid:[0-9A-F-]+$/;

test('the evaluator finds the same rows', () => {
  const found: string[] = [];
  for (const one of cases) {
    const place = CASE_TABLES[one.table];
    const source = sources.get(one.table);
    const rows = outcomes.get(one)?.rows;
    if (!place || !source || rows === undefined || NOT_EVALUATED.test(one.text)) continue;
    const { tree } = compileSearch(one.text, source);
    const model = modelOf(place.table);
    const ids = place.rows.filter((row) => evaluate(tree, model, row)).map(({ Id }) => String(Id));
    if ((ids.join(' ') || 'none') !== rows)
      found.push(`${one.table}> ${one.text}: engine ${rows}, evaluator ${ids}`);
  }
  expect(found).toEqual([]);
});
