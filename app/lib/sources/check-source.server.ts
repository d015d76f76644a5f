// Tries a source before it is saved: its table, all of its expressions at once, and a row read through them.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { closestWord } from '#app/lib/core/closest-word.ts';
import { toAppError } from '#app/lib/core/errors.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import { type Fragment, ident, join, sql } from '#app/lib/sql/sql.ts';
import { buildSource } from './build.ts';
import {
  fieldAlias,
  newestFirst,
  problemOf,
  type ResolvedExpressions,
  resolveExpressions,
} from './expressions.server.ts';
import { EXPRESSION_NAMES, type ExpressionName } from './fields.ts';
import { NO_KEYS } from './keys.server.ts';
import type { FieldProblem, FieldProblems, SourceCheck, SourceInput } from './schema.ts';
import { readTable, type TableInfo } from './table.server.ts';
import { listTables } from './tables.server.ts';

const SAMPLE_SETTINGS = {
  max_execution_time: 5,
  max_result_bytes: 10_000_000,
  output_format_json_quote_denormals: 1,
};
/** Characters of a value in the preview. */
const LONGEST_VALUE = 2_000;

/** What is wrong with the source, by field, and one of its newest rows. Throws only what is not about the source. */
export async function checkSource(
  clickhouse: ClickHouse,
  database: string,
  input: SourceInput,
): Promise<SourceCheck> {
  const { table, expressions } = input;
  const info = await readTable(clickhouse, database, table);
  if (info === undefined)
    return { problems: { table: await missingTable(clickhouse, database, table) }, types: {}, sample: null };
  const { fields, problems: found } = await resolveExpressions(clickhouse, info, expressions);
  const problems = { ...found };
  if (expressions.timestamp === '') problems.timestamp = { message: 'A source needs a timestamp.' };
  const column = unknownColumn(input, info, fields);
  if (column) problems.defaultColumns = column;
  const types = Object.fromEntries(
    EXPRESSION_NAMES.flatMap((name) => (fields[name]?.type ? [[name, fields[name].type]] : [])),
  );
  if (Object.keys(problems).length > 0) return { problems, types, sample: null };
  const { sample, problems: atReading } = await readSample(clickhouse, info, fields);
  return { problems: atReading, types, sample };
}

/** The list could not be shown with a column that means nothing. Can only be told when the fields themselves are fine. */
function unknownColumn(
  input: SourceInput,
  info: TableInfo,
  { timestamp, ...others }: ResolvedExpressions,
): FieldProblem | undefined {
  if (timestamp === undefined) return undefined;
  const source = buildSource({
    definition: { ...input, id: '', isBuiltIn: false },
    info,
    expressions: { ...others, timestamp },
    keys: NO_KEYS,
    rollups: undefined,
    rowIdIsArrival: false,
  });
  for (const name of input.defaultColumns) {
    try {
      resolveField(name, source);
    } catch (thrown) {
      return problemOf(thrown);
    }
  }
  return undefined;
}

async function missingTable(clickhouse: ClickHouse, database: string, table: string): Promise<FieldProblem> {
  const names = (await listTables(clickhouse, database)).map(({ name }) => name);
  const closest = closestWord(table, names);
  return {
    message: `There is no table "${table}" in the database "${database}", or it may not be read.`,
    ...(closest && { hint: `Did you mean ${closest}?` }),
  };
}

/** Reading finds what types do not show: text that is no number, a division by zero. */
async function readSample(
  clickhouse: ClickHouse,
  info: TableInfo,
  fields: ResolvedExpressions,
): Promise<{ sample: Record<string, string> | null; problems: FieldProblems }> {
  const shown = EXPRESSION_NAMES.filter((name) => name !== 'order' && name !== 'filter' && fields[name]);
  const one = async (names: readonly ExpressionName[]) => {
    const list = names.map((name) => sql`${expressionOf(fields, name)} AS ${fieldAlias(name)}`);
    const { rows } = await clickhouse.query<Record<string, unknown>>(
      sql`SELECT ${join(list, ', ')} FROM ${ident(info.database, info.table)}
        ${fields.filter ? sql`WHERE ${fields.filter.expression}` : sql``} ${newestFirst(info, fields)} LIMIT 1`,
      { settings: SAMPLE_SETTINGS },
    );
    return rows[0];
  };
  try {
    const row = await one(shown);
    return { sample: row === undefined ? null : shortened(shown, row), problems: {} };
  } catch (thrown) {
    // Without a sample a source can still be saved, if the reason is only that the table is large.
    const { code } = toAppError(thrown);
    if (code === 'timeout' || code === 'limit_exceeded') return { sample: null, problems: {} };
    const problems: Record<string, FieldProblem> = {};
    for (const name of shown) {
      await one([name]).catch((failure: unknown) => {
        problems[name] = problemOf(failure);
      });
    }
    if (Object.keys(problems).length === 0) problems.form = problemOf(thrown);
    return { sample: null, problems };
  }
}

function expressionOf(fields: ResolvedExpressions, name: ExpressionName): Fragment {
  const field = fields[name];
  if (field === undefined) throw new TypeError(`the source has no ${name}`);
  return field.expression;
}

function shortened(names: readonly ExpressionName[], row: Record<string, unknown>): Record<string, string> {
  const values = Object.values(row);
  return Object.fromEntries(
    names.map((name, at) => {
      const value = values[at];
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return [name, text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text];
    }),
  );
}
