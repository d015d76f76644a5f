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

/** Those of the names that are tables of the databases that may be read. */
export async function readTables(
  clickhouse: ClickHouse,
  databases: readonly string[],
  names: readonly string[],
  query: QueryOptions,
): Promise<readonly TableRow[]> {
  const { rows } = await clickhouse.query<TableRow>(
    sql`SELECT database, name, engine, engine_full, as_select FROM system.tables WHERE database IN ${param('Array(String)', databases)} AND name IN ${param('Array(String)', names)}`,
    query,
  );
  return rows;
}

/** The names of all tables of the databases. */
export async function tableNames(
  clickhouse: ClickHouse,
  databases: readonly string[],
  query: QueryOptions,
): Promise<readonly string[]> {
  const { rows } = await clickhouse.query<{ name: string }>(
    sql`SELECT name FROM system.tables WHERE database IN ${param('Array(String)', databases)}`,
    query,
  );
  return rows.map(({ name }) => name);
}

/**
 * Checks the tables that a query names. Names that are CTEs of the query, or that may be columns, need not be tables.
 *
 * @param options.database where unqualified names are
 * @throws AppError bad_request for a table that is not there or leads elsewhere
 */
export async function checkTables(
  { tables, ctes }: Used,
  rules: TreeRules,
  options: {
    /** Of the names in the text. */
    readonly rows: readonly TableRow[];
    readonly database: string;
    readonly readView: ViewReader;
    readonly readMore: (names: readonly string[]) => Promise<readonly TableRow[]>;
    /** All tables there are, to suggest one. */
    readonly listNames: () => Promise<readonly string[]>;
  },
): Promise<void> {
  const seen = new Set<string>();
  let waiting = tables.map((use) => ({ use, shown: use.name }));
  let rows = options.rows;
  for (let depth = 0; waiting.length > 0; depth++) {
    const next: typeof waiting = [];
    for (const { use, shown } of waiting) {
      const full = fullName(use, options.database);
      // A table whose own name looks like a database and a table: which of the two the engine would read is not told.
      if (use.name.includes('.') && rows.some(({ name }) => name === use.name)) {
        throw leadsElsewhere(rules, shown);
      }
      if (seen.has(full)) continue;
      seen.add(full);
      const row = rows.find(({ database, name }) => `${database}.${name}` === full);
      if (row === undefined && (use.isMaybe || (depth === 0 && ctes.has(use.name)))) continue;
      if (depth === 0 && rules.tables?.has(full) === false) throw notAllowed(rules, shown);
      if (row === undefined) {
        throw await missing(use, full, rules, options.listNames);
      }
      if (use.isCall && row.engine !== 'View') throw leadsElsewhere(rules, shown);
      if (row.engine === 'View' && depth < MAX_VIEW_DEPTH) {
        const inner = await options.readView(row.as_select);
        for (const one of inner.tables) if (!inner.ctes.has(one.name)) next.push({ use: one, shown });
      } else if (!OWN_DATA.test(row.engine) && !isOwnDistributed(row, rules.databases)) {
        throw leadsElsewhere(rules, shown);
      }
    }
    waiting = next;
    const names = next.map(({ use }) => use.name.slice(use.name.indexOf('.') + 1));
    if (names.length > 0) rows = await options.readMore(names);
  }
}

const MAX_VIEW_DEPTH = 5;

function fullName({ name }: TableUse, database: string): string {
  return name.includes('.') ? name : `${database}.${name}`;
}

/** A table over the shards of a cluster, whose own tables are in an allowed database too. */
function isOwnDistributed({ engine, engine_full: text }: TableRow, databases: readonly string[]): boolean {
  if (engine !== 'Distributed') return false;
  const target = /^Distributed\('[^']*', ['`"]?([A-Za-z_]\w*)['`"]?, /.exec(text)?.[1];
  return target !== undefined && databases.includes(target);
}

/** The same for a table that is there and one that is not. */
function notAllowed({ user, tables = new Set() }: TreeRules, name: string): Error {
  const names = [...tables].map((full) => full.slice(full.indexOf('.') + 1)).join(', ');
  return mistakeAtName(
    user,
    name,
    `The table ${name} may not be read with this key.`,
    names === ''
      ? 'Of its sources none is a whole table that SQL could read.'
      : `Its sources are the tables ${names}.`,
  );
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
  use: TableUse,
  full: string,
  { user }: TreeRules,
  listNames: () => Promise<readonly string[]>,
): Promise<Error> {
  if (use.isCall) {
    return mistakeAtName(
      user,
      use.name,
      `The table function ${use.name} is not allowed here.`,
      'There are numbers, zeros, generateSeries and values.',
    );
  }
  const table = full.slice(full.indexOf('.') + 1);
  const closest = closestWord(table, await listNames());
  const hint = closest ? `Did you mean ${closest}?` : undefined;
  return mistakeAtName(user, use.name, `There is no table ${use.name}.`, hint);
}
