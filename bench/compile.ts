// What compiling a search costs: every case of the language's test tables, parsed and compiled, against a millisecond.
// node bench/compile.ts [--rounds 20]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '#app/lib/core/errors.ts';
import { parseCases } from '#app/lib/search/cases.ts';
import { CASE_TABLES } from '#app/lib/search/cases-rows.ts';
import { compileSearch } from '#app/lib/search/compile.ts';
import { tableSource } from '#app/lib/search/testing-tables.ts';
import { render } from '#app/lib/sql/sql.ts';
import { median } from './lib/median.ts';

/** No search of the test tables may take longer, in the median of its rounds. */
const MOST_MS = 1;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } });
const directory = join(import.meta.dirname, '../app/lib/search/cases');
const cases = readdirSync(directory).flatMap((file) =>
  parseCases(file, readFileSync(join(directory, file), 'utf8')),
);

const times = cases.map(({ table, text }) => {
  const place = CASE_TABLES[table];
  if (!place) throw new Error(`There is no table ${table}.`);
  const source = tableSource(place.table);
  const rounds = Array.from({ length: Number(values.rounds) + 3 }, () => {
    const start = performance.now();
    try {
      render(compileSearch(text, source).condition);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
    return performance.now() - start;
  });
  return { text, ms: median(rounds.slice(3)) };
});
const slowest = times.reduce((worst, next) => (next.ms > worst.ms ? next : worst));
console.log(
  `compile: ${times.length} searches, p50 ${median(times.map(({ ms }) => ms)).toFixed(3)} ms, ` +
    `slowest ${slowest.ms.toFixed(3)} ms (${slowest.text}), at most ${MOST_MS} ms`,
);
process.exitCode = slowest.ms <= MOST_MS ? 0 : 1;
