// The test that matters most: thousands of generated searches, each answered by the engine and by the evaluator.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { type Fragment, join, render } from '#app/lib/sql/sql.ts';
import { searchTrees } from './arbitraries.ts';
import type { SearchNode } from './ast.ts';
import { compileTree } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { printSearch } from './print.ts';
import { searchPools, tableRows } from './testing-rows.ts';
import {
  bloomTable,
  createTable,
  jsonTable,
  logsTable,
  matchingIds,
  modelOf,
  plainTable,
  type SearchTable,
  spansTable,
} from './testing-tables.ts';

/** The seed of the rows and searches. Another one is another 10,000 searches: SEARCH_SEED=7 vitest run … */
const SEED = Number(process.env.SEARCH_SEED ?? 1);
const COUNT = Number(process.env.SEARCH_COUNT ?? 10_000);
const ROWS = 500;
/** Searches in one statement. */
const BATCH = 40;
/** Statements at a time. */
const LANES = 3;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

test.each([
  [logsTable, 0.3],
  [bloomTable, 0.2],
  [spansTable, 0.2],
  [plainTable, 0.2],
  [jsonTable, 0.1],
] as const)(
  'the engine finds the rows of $name that the evaluator finds',
  async (table, share) => {
    const count = Math.ceil(COUNT * share);
    const rows = tableRows(table, ROWS, SEED);
    const source = await createTable({ clickhouse, url: engine.url }, table, rows);
    const model = modelOf(table);
    const trees = fc.sample(searchTrees(searchPools(table, rows)), { seed: SEED, numRuns: count });
    const searches: { tree: SearchNode; condition: Fragment }[] = [];
    let refused = 0;
    for (const tree of trees) {
      try {
        searches.push({ tree, condition: compileTree(tree, source).condition });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refused += 1;
      }
    }
    // Values that a number, a time or a level cannot have are refused; the rest must run.
    expect(refused).toBeLessThan(count / 2);
    const found = await run(searches.map(({ condition }, number) => matchingIds(source, condition, number)));
    let matches = 0;
    const failures: string[] = [];
    searches.forEach(({ tree, condition }, number) => {
      const expected = rows.filter((row) => evaluate(tree, model, row)).map((row) => String(row.Id));
      matches += expected.length;
      const actual = found.get(number) ?? [];
      if (actual.join() !== expected.join())
        failures.push(explain(table, tree, condition, rows, actual, expected));
    });
    // The shortest says most.
    expect(
      failures
        .sort((a, b) => a.length - b.length)
        .slice(0, 5)
        .join('\n\n'),
    ).toBe('');
    // A test that compares nothing with nothing would pass as well.
    expect(matches).toBeGreaterThan(searches.length);
  },
  300_000,
);

async function run(statements: readonly Fragment[]): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  const batches: Fragment[][] = [];
  for (let from = 0; from < statements.length; from += BATCH)
    batches.push(statements.slice(from, from + BATCH));
  const lane = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      const answer = await clickhouse.query<{ number: number; ids: string[] }>(join(batch, ' UNION ALL '), {
        settings: { max_threads: 1, max_query_size: 10_000_000 },
      });
      for (const { number, ids } of answer.rows)
        found.set(
          number,
          ids.sort((a, b) => Number(a) - Number(b)),
        );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return found;
}

function explain(
  table: SearchTable,
  tree: SearchNode,
  condition: Fragment,
  rows: readonly unknown[],
  actual: readonly string[],
  expected: readonly string[],
): string {
  const show = (ids: readonly string[]) =>
    ids
      .slice(0, 3)
      .map((id) =>
        JSON.stringify(rows[Number(id)], (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
      );
  const missing = expected.filter((id) => !actual.includes(id));
  const extra = actual.filter((id) => !expected.includes(id));
  const { text, params } = render(condition);
  return [
    `${table.name}: ${printSearch(tree)}`,
    `${text} ${JSON.stringify(params, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))}`,
    `missing ${missing.length}:`,
    ...show(missing),
    `too many ${extra.length}:`,
    ...show(extra),
  ].join('\n');
}
