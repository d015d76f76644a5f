// Which attribute keys a source's rows have had lately: from the rollup, or from a sample where there is none.
import type { Logger } from 'pino';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { type Fragment, ident, int, param, sql, str } from '#app/lib/sql/sql.ts';
import { isJson } from './types.ts';

export type AttributeScope = 'attributes' | 'resource' | 'scope';
export type AttributeKeys = Readonly<Record<AttributeScope, ReadonlySet<string>>>;

export interface KeyReader {
  readonly clickhouse: ClickHouse;
  readonly log: Logger;
}

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
};

interface KeyRow {
  readonly scope: AttributeScope;
  readonly key: string;
}

/** The keys of the last two days by count, from `otel_attributes_15m`. Empty when the rollup cannot be read. */
export function keysFromRollup(
  reader: KeyReader,
  rollup: Fragment,
  signal: 'logs' | 'traces',
): Promise<AttributeKeys> {
  return collect(
    reader,
    sql`SELECT Scope AS scope, Key AS key FROM ${rollup}
      WHERE Signal = ${str(signal)} AND Bucket >= now() - toIntervalDay(${int(LOOK_BACK_DAYS)})
      GROUP BY scope, key ORDER BY sum(Count) DESC LIMIT ${param('UInt32', MOST_KEYS)} BY scope`,
  );
}

interface Sampled {
  readonly scope: AttributeScope;
  readonly expression: Fragment;
  readonly type: string;
}

/** The keys in some of a table's rows, read from its newest end where its order allows. Empty when that fails. */
export async function keysFromSample(
  reader: KeyReader,
  from: { readonly database: string; readonly table: string; readonly newestFirst: Fragment },
  attributes: readonly Sampled[],
): Promise<AttributeKeys> {
  const found: Record<AttributeScope, ReadonlySet<string>> = { ...NO_KEYS };
  for (const { scope, expression, type } of attributes) {
    const keys = isJson(type) ? sql`JSONAllPaths(pairs)` : sql`mapKeys(pairs)`;
    const sample = sql`SELECT ${str(scope)} AS scope, arrayJoin(${keys}) AS key FROM (
        SELECT ${expression} AS pairs FROM ${ident(from.database, from.table)} ${from.newestFirst} LIMIT ${param('UInt32', SAMPLE_ROWS)}
      ) GROUP BY key ORDER BY count() DESC LIMIT ${param('UInt32', MOST_KEYS)}`;
    found[scope] = (await collect(reader, sample))[scope];
  }
  return found;
}

async function collect({ clickhouse, log }: KeyReader, statement: Fragment): Promise<AttributeKeys> {
  const found = { attributes: new Set<string>(), resource: new Set<string>(), scope: new Set<string>() };
  try {
    const { rows } = await clickhouse.query<KeyRow>(statement, { settings: SETTINGS });
    for (const { scope, key } of rows) found[scope]?.add(key);
  } catch (thrown) {
    // A rollup that is being rebuilt or missing must not stand in the way of the rows. A server that is away will be reported
    // by the query for the rows.
    log.debug({ err: thrown }, 'attribute keys could not be read');
  }
  return found;
}
