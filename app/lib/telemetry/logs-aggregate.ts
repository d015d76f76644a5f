// The queries for counts and other aggregates over time, by groups, written against a source.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, int, join, param, raw, sql } from '#app/lib/sql/sql.ts';
import { epochNanos, filterOf, withinRange } from './logs.ts';
import { type Source, sourceTable } from './source.ts';

/** Which rows are summed up, and how they are told apart. */
export interface LogGroups {
  readonly range: TimeRange;
  readonly condition: Fragment;
  /** Nanoseconds; undefined: one point for the whole range. */
  readonly intervalNs: bigint | undefined;
  /** Expressions whose values tell series apart. */
  readonly keys: readonly Fragment[];
}

/** A row of the aggregate queries. */
export interface LogPointRow {
  /** The number of the interval since 1970; `0` when there are no intervals. 64-bit integers are text. */
  readonly slot: string;
  /** The values of the keys, as text. */
  readonly keys: readonly string[];
  readonly value: number | string | null;
}

/** One value for each interval and group that has rows. */
export function logPointsQuery(source: Source, groups: LogGroups, value: Fragment): Fragment {
  return keysAsTexts(
    groups.keys,
    sql`SELECT ${slotOf(source, groups.intervalNs)} AS slot, ${plainKeys(groups.keys)}${value} AS value
    FROM ${sourceTable(source)}
    WHERE ${whereOf(source, groups)}
    GROUP BY ${groupBy(groups.keys)}`,
  );
}

/** The groups with the largest totals, the largest first: rows have no slot. */
export function logTopGroupsQuery(
  source: Source,
  groups: LogGroups,
  total: Fragment,
  limit: number,
): Fragment {
  return sql`SELECT ${stringKeys(groups.keys)} AS keys, ${total} AS value
  FROM ${sourceTable(source)}
  WHERE ${whereOf(source, groups)}
  GROUP BY 1
  ORDER BY 2 DESC, 1
  LIMIT ${int(limit)}`;
}

/** Points of the given groups; the rows of all others under a group without keys when they can be told together. */
export function logChosenPointsQuery(
  source: Source,
  groups: LogGroups,
  value: Fragment,
  chosen: readonly (readonly string[])[],
  withOther: boolean,
): Fragment {
  const keys = stringKeys(groups.keys);
  const isChosen = sql`has(${param('Array(Array(String))', chosen)}, ${keys})`;
  const where = withOther ? whereOf(source, groups) : sql`${whereOf(source, groups)} AND ${isChosen}`;
  return sql`SELECT ${slotOf(source, groups.intervalNs)} AS slot,
    ${withOther ? sql`if(${isChosen}, ${keys}, [])` : keys} AS keys, ${value} AS value
  FROM ${sourceTable(source)}
  WHERE ${where}
  GROUP BY 1, 2`;
}

/** The values of keys in the SELECT list, each with a name and a comma. Numbers and words are grouped as they are, not as texts. */
function plainKeys(keys: readonly Fragment[]): Fragment {
  return join(
    keys.map((key, index) => sql`${key} AS ${keyName(index)}, `),
    '',
  );
}

/** What rows with `plainKeys` are grouped by: by place, because a table may have columns with the names that are selected. */
function groupBy(keys: readonly Fragment[]): Fragment {
  return raw(['1', ...keys.map((_, index) => `${index + 2}`)].join(', '));
}

/** `LogPointRow`s of a statement with `plainKeys`. */
function keysAsTexts(keys: readonly Fragment[], rows: Fragment): Fragment {
  const texts = stringKeys(keys.map((_, index) => keyName(index)));
  return sql`SELECT slot, ${texts} AS keys, value FROM (${rows})`;
}

function keyName(index: number): Fragment {
  return raw(`key${index}`);
}

/** The values of keys as an array of texts. */
export function stringKeys(keys: readonly Fragment[]): Fragment {
  if (keys.length === 0) return sql`CAST([], 'Array(String)')`;
  return sql`[${join(
    keys.map((key) => sql`toString(${key})`),
    ', ',
  )}]`;
}

const SECOND_NS = 1_000_000_000n;

/** The number of a row's interval since 1970. */
export function slotOf(source: Source, intervalNs: bigint | undefined): Fragment {
  if (intervalNs === undefined) return sql`0`;
  const { expression, type } = source.timestamp;
  // One division by a constant: the engine turns it into a multiplication.
  if (/^DateTime(\(|$)/.test(type) && intervalNs % SECOND_NS === 0n)
    return sql`intDiv(toUnixTimestamp(${expression}), ${int(intervalNs / SECOND_NS)})`;
  return sql`intDiv(${epochNanos(source)}, ${int(intervalNs)})`;
}

function whereOf(source: Source, { range, condition }: LogGroups): Fragment {
  return and([...withinRange(source, range), ...filterOf(source), condition]);
}
