// Turns the expressions that an admin wrote into vetted SQL with its types, or into problems by field.

import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { guardExpression } from '#app/lib/clickhouse/guard.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { type Fragment, ident, join, sql } from '#app/lib/sql/sql.ts';
import type { SourceColumn, SourceField } from '#app/lib/telemetry/source.ts';
import { EXPRESSION_NAMES, EXPRESSIONS, type ExpressionName } from './fields.ts';
import { applyOrder, parseOrder } from './order.ts';
import type { FieldProblem, FieldProblems, SourceExpressions } from './schema.ts';
import { ABOUT_TABLES, type TableInfo } from './table.server.ts';

export type ResolvedExpressions = Partial<Record<ExpressionName, SourceField>>;

interface Resolved {
  /** Those that are good. */
  readonly fields: ResolvedExpressions;
  /** By the name of the expression. */
  readonly problems: FieldProblems;
}

/** The field of an expression that is nothing but a column's name, in backquotes or not. */
export function plainColumn(text: string, columns: readonly SourceColumn[]): SourceField | undefined {
  const name = /^`([^`\\]+)`$/.exec(text)?.[1] ?? text;
  const column = columns.find((candidate) => candidate.name === name);
  return column && { expression: ident(column.name), type: column.type, column: column.name };
}

/**
 * Vets all expressions of a source against its table, at once. What the author of an expression got wrong is a problem of its
 * field; anything else (a server that is away, a limit) is thrown.
 */
export async function resolveExpressions(
  clickhouse: ClickHouse,
  info: TableInfo,
  texts: SourceExpressions,
): Promise<Resolved> {
  const problems: Record<string, FieldProblem> = {};
  const fields: ResolvedExpressions = {};
  const written: { name: ExpressionName; expression: Fragment }[] = [];
  await Promise.all(
    EXPRESSION_NAMES.map(async (name) => {
      const text = texts[name];
      if (text === '' || name === 'order') return;
      const column = plainColumn(text, info.columns);
      if (column) {
        fields[name] = column;
        return;
      }
      try {
        written.push({ name, expression: await guardExpression(clickhouse, text, { table: info }) });
      } catch (thrown) {
        problems[name] = problemOf(thrown);
      }
    }),
  );
  const types = await typesOf(
    clickhouse,
    info,
    written.map(({ expression }) => expression),
  );
  written.forEach(({ name, expression }, at) => {
    fields[name] = { expression, type: types[at] ?? '', column: undefined };
  });
  for (const name of EXPRESSION_NAMES) {
    const field = fields[name];
    const mistake = field && EXPRESSIONS[name].rule(field.type);
    if (mistake === undefined) continue;
    problems[name] = mistake;
    delete fields[name];
  }
  resolveOrder(texts, fields, problems);
  return { fields, problems };
}

/** The order is put together from the timestamp, so that the same function can be applied to the bounds of a search. */
function resolveOrder(
  texts: SourceExpressions,
  fields: ResolvedExpressions,
  problems: Record<string, FieldProblem>,
): void {
  if (texts.order === '' || texts.order === texts.timestamp) return;
  const call = parseOrder(texts.order, texts.timestamp);
  if (call === undefined)
    problems.order = {
      message: 'The order has to be a known function of the timestamp that never falls while time goes on.',
      hint: `For example toStartOfHour(${texts.timestamp || 'timestamp'}) or toDate(${texts.timestamp || 'timestamp'}); leave it empty when the table is ordered otherwise.`,
    };
  else if (fields.timestamp)
    fields.order = { expression: applyOrder(call, fields.timestamp.expression), type: '', column: undefined };
}

/** A name for an expression in a SELECT that no column has: the engine takes an alias for the column of the same name. */
export function fieldAlias(name: string | number): Fragment {
  return ident(`maple field ${name}`);
}

async function typesOf(
  clickhouse: ClickHouse,
  { database, table }: TableInfo,
  expressions: readonly Fragment[],
): Promise<string[]> {
  if (expressions.length === 0) return [];
  const list = join(
    expressions.map((expression, at) => sql`${expression} AS ${fieldAlias(at)}`),
    ', ',
  );
  const { rows } = await clickhouse.query<{ type: string }>(
    sql`DESCRIBE TABLE (SELECT ${list} FROM ${ident(database, table)})`,
    { settings: ABOUT_TABLES },
  );
  return rows.map(({ type }) => type);
}

/** An error about the text that was sent, as a problem; anything else is thrown again. */
export function problemOf(thrown: unknown): FieldProblem {
  if (!(thrown instanceof AppError) || thrown.status >= 500 || thrown.code === 'cancelled') throw thrown;
  const { message, position, hint } = thrown;
  return { message, ...(position && { position }), ...(hint !== undefined && { hint }) };
}

/** `ORDER BY` the time, newest first, where the table's own order makes that cheap; nothing elsewhere. */
export function newestFirst({ sortingKey }: TableInfo, { order, timestamp }: ResolvedExpressions): Fragment {
  const isLeading = timestamp?.column !== undefined && sortingKey.split(',')[0] === timestamp.column;
  const leading = order ?? (isLeading ? timestamp : undefined);
  return leading === undefined ? sql`` : sql`ORDER BY ${leading.expression} DESC`;
}
