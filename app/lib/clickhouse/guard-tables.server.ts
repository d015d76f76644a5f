// The tables that a user's SELECT names: that they are there, and hold their own data rather than lead to somebody else's.
import { closestWord } from '#app/lib/core/closest-word.ts';
import { param, sql } from '#app/lib/sql/sql.ts';
import type { ClickHouse, QueryOptions } from './client.server.ts';
import { mistakeAtName } from './guard-errors.ts';
import type { TableUse, TreeRules, Used } from './guard-rules.ts';

interface TableRow {
  readonly database: string;
  readonly name: string;
  readonly engine: string;
  readonly engine_full: string;
  readonly as_select: string;
}

/** Engines whose rows are in the table itself. Others read files, servers, or whatever another table's name leads to. */
const OWN_DATA =
  /^((Shared|Replicated)?(Replacing|Summing|Aggregating|Collapsing|VersionedCollapsing|Coalescing|Graphite)?MergeTree|Memory|Null|Set|Join|Log|TinyLog|StripeLog|GenerateRandom)$/;

/** Reads where a view's text takes its rows from. */
export type ViewReader = (text: string) => Promise<Used>;

/**
 * Checks the tables. Names that are CTEs of the query, or that may be columns, need not be tables.
 *
 * @param database where unqualified names are
 * @throws AppError bad_request for a table that is not there or leads elsewhere
 */
export async function checkTables(
  clickhouse: ClickHouse,
  { tables, ctes }: Used,
  rules: TreeRules,
  options: { database: string; query: QueryOptions; readView: ViewReader },
): Promise<void> {
  let waiting = tables.map((use) => ({ use, shown: use.name }));
  const seen = new Set<string>();
  for (let depth = 0; waiting.length > 0; depth++) {
    const rows = await readRows(
      clickhouse,
      waiting.map(({ use }) => fullName(use, options.database)),
      options.query,
    );
    const next: typeof waiting = [];
    for (const { use, shown } of waiting) {
      const full = fullName(use, options.database);
      const row = rows.find(({ database, name }) => `${database}.${name}` === full);
      if (row === undefined) {
        if (use.isMaybe || (depth === 0 && ctes.has(use.name))) continue;
        throw await missing(clickhouse, use, rules, options);
      }
      if (seen.has(full)) continue;
      seen.add(full);
      if (use.isCall && row.engine !== 'View') throw leadsElsewhere(rules, shown);
      if (row.engine === 'View' && depth < MAX_VIEW_DEPTH) {
        const { tables: inner, ctes: innerCtes } = await options.readView(row.as_select);
        for (const one of inner) if (!innerCtes.has(one.name)) next.push({ use: one, shown });
      } else if (!OWN_DATA.test(row.engine) && !isOwnDistributed(row, rules.databases)) {
        throw leadsElsewhere(rules, shown);
      }
    }
    waiting = next;
  }
}

const MAX_VIEW_DEPTH = 5;

function fullName({ name }: TableUse, database: string): string {
  return name.includes('.') ? name : `${database}.${name}`;
}

async function readRows(
  clickhouse: ClickHouse,
  names: readonly string[],
  query: QueryOptions,
): Promise<TableRow[]> {
  const split = names.map(
    (name) => [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)] as const,
  );
  const databases = [...new Set(split.map(([database]) => database))];
  const tables = [...new Set(split.map(([, table]) => table))];
  const { rows } = await clickhouse.query<TableRow>(
    sql`SELECT database, name, engine, engine_full, as_select FROM system.tables WHERE database IN ${param('Array(String)', databases)} AND name IN ${param('Array(String)', tables)}`,
    query,
  );
  return rows;
}

/** A table over the shards of a cluster, whose own tables are in an allowed database too. */
function isOwnDistributed({ engine, engine_full: text }: TableRow, databases: readonly string[]): boolean {
  if (engine !== 'Distributed') return false;
  const target = /^Distributed\('[^']*', ['`"]?([A-Za-z_]\w*)['`"]?, /.exec(text)?.[1];
  return target !== undefined && databases.includes(target);
}

function leadsElsewhere({ user }: TreeRules, name: string): Error {
  return mistakeAtName(
    user,
    name,
    `${name} cannot be read here: it is not a table with data of its own.`,
    'Tables that lead to other tables, files or servers are left out.',
  );
}

async function missing(
  clickhouse: ClickHouse,
  use: TableUse,
  { user }: TreeRules,
  { database, query }: { database: string; query: QueryOptions },
): Promise<Error> {
  if (use.isCall)
    return mistakeAtName(
      user,
      use.name,
      `The table function ${use.name} is not allowed here.`,
      'There are numbers, zeros, generateSeries and values.',
    );
  const full = fullName(use, database);
  const { rows } = await clickhouse.query<{ name: string }>(
    sql`SELECT name FROM system.tables WHERE database = ${param('String', full.slice(0, full.indexOf('.')))}`,
    query,
  );
  const table = full.slice(full.indexOf('.') + 1);
  const closest = closestWord(
    table,
    rows.map(({ name }) => name),
  );
  return mistakeAtName(
    user,
    use.name,
    `There is no table ${use.name}.`,
    closest ? `Did you mean ${closest}?` : undefined,
  );
}
