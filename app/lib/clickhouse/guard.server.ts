// Stands between people's SQL and the engine: one SELECT over the team's own tables, calling nothing but what computes.
//
// The engine's own parser reads the text, in two steps that execute nothing: `formatQuerySingleLine` takes the text as a
// value and proves that it is one complete statement, and `EXPLAIN QUERY TREE run_passes=0` shows every table, table
// function and function of it by name, before anything is resolved or contacted. What was shown is what runs.
import { AppError } from '#app/lib/core/errors.ts';
import { type Fragment, ident, param, raw, render, sql, vetted } from '#app/lib/sql/sql.ts';
import type { ClickHouse, QueryOptions } from './client.server.ts';
import { engineMistake, mistakeAt, wholeOf } from './guard-errors.ts';
import { functionCatalogue } from './guard-functions.server.ts';
import { parsedBefore, parsedKey, rememberParsed } from './guard-parsed.ts';
import { checkCanonical, checkTree, type TreeRules } from './guard-rules.ts';
import { checkTables, readTables, tableNames } from './guard-tables.server.ts';
import { possibleNames, readUserSql, type UserParams, type UserSql, withNulls } from './guard-text.ts';
import { readTree, type TreeNode, UnreadableTree } from './guard-tree.ts';

/** A SELECT that passed. */
export interface GuardedSelect {
  /** The statement in parentheses: it runs as it is, and stands behind FROM as it is. */
  readonly statement: Fragment;
  /** Where its unqualified tables are: pass it as the `database` of the query. */
  readonly database: string;
  /** An error of running the statement, as one that points into the user's text where that can be told. */
  readonly mistake: (thrown: unknown) => AppError;
}

interface ExpressionContext {
  readonly table: { readonly database: string; readonly table: string };
  /** What the query that will hold the expression calls the table. */
  readonly alias?: string;
}

/** Guarding is cheap; if it is not, something is wrong with the text. Nothing may be written, whatever the text says. */
const SETTINGS = { readonly: 1, max_execution_time: 5 } as const;

/**
 * Lets a SELECT of a user pass, or throws AppError bad_request with the position in `text` and a hint.
 *
 * @param options.databases where its tables may be; unqualified ones are in the first
 * @param options.tables the only ones that it may name, in the first database; absent: all of the databases
 * @param options.params values of its `{name:Type}` placeholders
 */
export async function guardSelect(
  clickhouse: ClickHouse,
  text: string,
  options: {
    databases: readonly string[];
    tables?: readonly string[] | undefined;
    params?: UserParams;
    signal?: AbortSignal;
  },
): Promise<GuardedSelect> {
  const [database] = options.databases;
  if (database === undefined) throw new TypeError('a guard needs a database');
  const user = readUserSql(text, options.params ?? {}, 'The SQL');
  const query = { database, settings: SETTINGS, ...(options.signal && { signal: options.signal }) };
  const statement = sql`(\n${user.fragment}\n)`;
  const key = parsedKey(text, statement, database);
  const before = parsedBefore(clickhouse, key);
  const [forms, rows, catalogue] = await Promise.all([
    before?.forms ?? canonicalForms(clickhouse, user, [user.fragment], query),
    readTables(clickhouse, options.databases, possibleNames(user), query),
    functionCatalogue(clickhouse),
  ]);
  for (const form of forms) checkCanonical(user, form);
  const tree = before?.tree ?? (await readQueryTree(clickhouse, user, statement, query));
  if (!before) rememberParsed(clickhouse, key, { forms, tree });
  const tables = options.tables && new Set(options.tables.map((name) => `${database}.${name}`));
  const rules: TreeRules = { user, databases: options.databases, catalogue, ...(tables && { tables }) };
  await checkTables(checkTree(tree, rules), rules, {
    rows,
    database,
    readMore: (names) => readTables(clickhouse, options.databases, names, query),
    listNames: () => tableNames(clickhouse, options.databases, query),
    readView: async (view) =>
      checkTree(await readQueryTree(clickhouse, user, vetted(withNulls(view)), query), {
        ...rules,
        isView: true,
      }),
  });
  return { statement, database, mistake: (thrown) => engineMistake(thrown, user) };
}

/**
 * Lets one expression over a table's columns pass: no subqueries, no aggregates, no aliases. The fragment is in
 * parentheses, and the engine has analysed it against the table. Throws AppError bad_request with the position.
 */
export async function guardExpression(
  clickhouse: ClickHouse,
  text: string,
  context: ExpressionContext,
  signal?: AbortSignal,
): Promise<Fragment> {
  return (await vetExpression(clickhouse, text, context, signal)).expression;
}

/** Types of which no value is true or false. */
const NO_CONDITION =
  /^(?:LowCardinality\(|Nullable\()*(?:String|FixedString|Array|Map|Tuple|Date|UUID|IPv|Enum|Decimal|JSON)/;

/** Like `guardExpression`, for an expression that says which rows to take. */
export async function guardCondition(
  clickhouse: ClickHouse,
  text: string,
  context: ExpressionContext,
  signal?: AbortSignal,
): Promise<Fragment> {
  const { expression, type } = await vetExpression(clickhouse, text, context, signal);
  if (!NO_CONDITION.test(type)) return expression;
  const user = readUserSql(text, {}, 'The expression');
  throw mistakeAt(
    wholeOf(user),
    `This is a ${type}; it has to be true or false.`,
    'Compare it with a value.',
  );
}

/** An error of running a statement with a user's expression, as one about the expression where it is its fault. */
export function expressionMistake(text: string, thrown: unknown): AppError {
  return engineMistake(thrown, readUserSql(text, {}, 'The expression'));
}

/** The ClickHouse type of an expression that `guardExpression` lets pass, e.g. `DateTime64(9)`. */
export async function describeExpression(
  clickhouse: ClickHouse,
  text: string,
  context: ExpressionContext,
  signal?: AbortSignal,
): Promise<string> {
  return (await vetExpression(clickhouse, text, context, signal)).type;
}

async function vetExpression(
  clickhouse: ClickHouse,
  text: string,
  { table, alias }: ExpressionContext,
  signal: AbortSignal | undefined,
): Promise<{ expression: Fragment; type: string }> {
  const user = readUserSql(text, {}, 'The expression');
  const query = { database: table.database, settings: SETTINGS, ...(signal && { signal }) };
  const expression = sql`(\n${user.fragment}\n)`;
  // Both with and without the parentheses it has to be one list of expressions, so it closes all that it opens.
  const forms = [sql`SELECT ${user.fragment}`, sql`SELECT ${expression}`];
  const from = ident(table.database, table.table);
  const select = sql`SELECT ${expression} FROM ${from}${alias === undefined ? raw('') : sql` AS ${ident(alias)}`}`;
  const catalogue = await functionCatalogue(clickhouse);
  const key = parsedKey(text, select, table.database);
  const before = parsedBefore(clickhouse, key);
  const canonical = before?.forms ?? (await canonicalForms(clickhouse, user, forms, query));
  for (const form of canonical) checkCanonical(user, form);
  const tree = before?.tree ?? (await readQueryTree(clickhouse, user, select, query));
  if (!before) rememberParsed(clickhouse, key, { forms: canonical, tree });
  checkTree(tree, {
    user,
    databases: [table.database],
    catalogue,
    expressionOver: `${table.database}.${table.table}`,
  });
  try {
    const { rows } = await clickhouse.query<{ type: string }>(sql`DESCRIBE TABLE (${select})`, query);
    return { expression, type: rows[0]?.type ?? '' };
  } catch (error) {
    throw engineMistake(error, user);
  }
}

/** What the engine's parser makes of texts, which it gets as values. Fails where one is not a complete statement. */
async function canonicalForms(
  clickhouse: ClickHouse,
  user: UserSql,
  fragments: readonly Fragment[],
  query: QueryOptions,
): Promise<string[]> {
  const texts = fragments.map((fragment) => render(fragment).text);
  try {
    const { rows } = await clickhouse.query<{ forms: string[] }>(
      sql`SELECT arrayMap(text -> formatQuerySingleLine(text), ${param('Array(String)', texts)}) AS forms`,
      query,
    );
    const forms = rows[0]?.forms ?? [];
    if (forms.length !== texts.length) throw new AppError('internal', 'The SQL could not be checked.');
    return forms;
  } catch (error) {
    const typed = render(user.fragment).text;
    throw engineMistake(error, user, ...texts.map((text) => text.indexOf(typed)));
  }
}

async function readQueryTree(
  clickhouse: ClickHouse,
  user: UserSql,
  statement: Fragment,
  query: QueryOptions,
): Promise<TreeNode> {
  const explain = sql`EXPLAIN QUERY TREE run_passes = 0 ${statement}`;
  try {
    const { rows } = await clickhouse.query<{ explain: string }>(explain, query);
    return readTree(rows.map((row) => row.explain));
  } catch (error) {
    if (error instanceof UnreadableTree) {
      throw new AppError('bad_request', 'The SQL uses something that cannot be checked.', {
        hint: 'Choose plainer names for columns and aliases.',
        cause: error,
      });
    }
    throw engineMistake(error, user, render(explain).text.indexOf(render(user.fragment).text));
  }
}
