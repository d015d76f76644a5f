// Which attribute keys a source's rows have had lately: from the rollup, or from a sample where there is none.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { type Fragment, ident, int, param, sql, str } from '#app/lib/sql/sql.ts';
import { isJson } from './types.ts';

export type AttributeScope = 'attributes' | 'resource' | 'scope';
export type AttributeKeys = Readonly<Record<AttributeScope, ReadonlySet<string>>>;

const NONE: ReadonlySet<string> = new Set();
export const NO_KEYS: AttributeKeys = { attributes: NONE, resource: NONE, scope: NONE };

/** Most frequent first; a source with more keys than this has made attributes of its data. */
const MOST_KEYS = 2_000;
const LOOK_BACK_DAYS = 2;
const SAMPLE_ROWS = 20_000;
/** Keys are a convenience of the search box: whatever was found by then is enough. */
const SETTINGS = {
  max_execution_time: 1,
  timeout_overflow_mode: 'break',
  max_rows_to_read: 20_000_000,
  read_overflow_mode: 'break',
  max_threads: 2,
  // A column of somebody else's table may be called like what is selected.
  prefer_column_name_to_alias: 1,
};

interface KeyRow {
  readonly scope: AttributeScope;
  readonly key: string;
}

/** The keys of the last two days from `otel_attributes_15m`: of too many, those with the most buckets and values. */
export function keysFromRollup(
  clickhouse: ClickHouse,
  rollup: Fragment,
  signal: 'logs' | 'traces',
): Promise<AttributeKeys> {
  // Grouped by the key alone, and by how many rows of the rollup it has: that reads the least and is several times faster.
  const ofScope = (scope: AttributeScope) => sql`SELECT ${str(scope)} AS scope, Key AS key FROM ${rollup}
    WHERE Signal = ${str(signal)} AND Scope = ${str(scope)} AND Bucket >= now() - toIntervalDay(${int(LOOK_BACK_DAYS)})
    GROUP BY Key ORDER BY count() DESC LIMIT ${param('UInt32', MOST_KEYS)}`;
  return collect(clickhouse, sql`${ofScope('attributes')} UNION ALL ${ofScope('resource')}`);
}

interface Sampled {
  readonly scope: AttributeScope;
  readonly expression: Fragment;
  readonly type: string;
}

/** The keys in some of a table's rows, read from its newest end where its order allows. */
export async function keysFromSample(
  clickhouse: ClickHouse,
  from: { readonly database: string; readonly table: string; readonly newestFirst: Fragment },
  attributes: readonly Sampled[],
): Promise<AttributeKeys> {
  const found: Record<AttributeScope, ReadonlySet<string>> = { ...NO_KEYS };
  for (const { scope, expression, type } of attributes) {
    const keys = isJson(type) ? sql`JSONAllPaths(pairs)` : sql`mapKeys(pairs)`;
    const sample = sql`SELECT ${str(scope)} AS scope, arrayJoin(${keys}) AS key FROM (
        SELECT ${expression} AS pairs FROM ${ident(from.database, from.table)} ${from.newestFirst} LIMIT ${param('UInt32', SAMPLE_ROWS)}
      ) GROUP BY key ORDER BY count() DESC LIMIT ${param('UInt32', MOST_KEYS)}`;
    found[scope] = (await collect(clickhouse, sample))[scope];
  }
  return found;
}

async function collect(clickhouse: ClickHouse, statement: Fragment): Promise<AttributeKeys> {
  const found = { attributes: new Set<string>(), resource: new Set<string>(), scope: new Set<string>() };
  const { rows } = await clickhouse.query<KeyRow>(statement, { settings: SETTINGS });
  for (const { scope, key } of rows) found[scope]?.add(key);
  return found;
}
