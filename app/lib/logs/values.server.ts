// The values of fields: from the attribute rollup where it has them all, else from the newest records.
import type { TimeRange } from '#app/lib/core/time.ts';
import { partialOf } from '#app/lib/reading/partial.ts';
import type { Reading } from '#app/lib/reading/reading.server.ts';
import { scopedNames } from '#app/lib/reading/scopes.server.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { type LogPlaceRow, logPlaceQuery } from '#app/lib/telemetry/logs.ts';
import {
  type AttributeValuesRow,
  logAttributeValuesQuery,
  type RollupKey,
} from '#app/lib/telemetry/logs-rollup.ts';
import { type FieldValuesRow, logValuesQuery, type ValueRows } from '#app/lib/telemetry/logs-values.ts';
import type { Source } from '#app/lib/telemetry/source.ts';

export interface FieldValues {
  /** The most frequent first. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly distinct: number;
  /** When all values are numbers. */
  readonly numeric: { readonly min: number; readonly max: number } | null;
}

interface Wanted {
  /** Values of each field. */
  readonly limit: number;
  /** Only values that contain this, ignoring case; those that begin with it come first where they are completed. */
  readonly text: string;
}

/**
 * Values of those of the fields whose values the rollup tells apart, over all records of the range. The quarters of an hour
 * at its ends are counted record by record when they have at most `mostEdgeRecords`; else their counts are shared out by time.
 */
export async function fromAttributes(
  question: Reading,
  names: readonly string[],
  range: TimeRange,
  wanted: Wanted & { readonly mostEdgeRecords: number },
): Promise<Map<string, FieldValues>> {
  const found = new Map<string, FieldValues>();
  const { source } = question;
  const { rollups } = source;
  const keyOf = new Map(
    names.flatMap((name) => {
      const key = rollupKey(name, source);
      return key === undefined ? [] : [[name, key] as const];
    }),
  );
  if (rollups === undefined || keyOf.size === 0) return found;
  const rows = await question.query<AttributeValuesRow>(
    logAttributeValuesQuery({ ...source, rollups }, [...keyOf.values()], range, {
      ...wanted,
      nowNs: BigInt(question.nowMs) * 1_000_000n,
    }),
  );
  for (const [name, { scope, key }] of keyOf) {
    const row = rows.find((one) => one.scope === scope && one.key === key);
    if (row === undefined || Number(row.unknown) > 0) continue;
    found.set(name, toValues(row));
  }
  return found;
}

/** Values among some of the records. `isCut`: there may be more records than were looked at. */
interface RecordValues {
  readonly values: ReadonlyMap<string, FieldValues>;
  /** How many records were looked at. */
  readonly seen: number;
  readonly isCut: boolean;
}

/** Reading takes no longer than this, in seconds, or fewer records have to do. */
const PATIENCE_SECONDS = 3;
const FEW_ROWS = 500;

/**
 * Values of the fields among the newest matching records, and how many of these were looked at. `isCut`: there may be more
 * records than that, because there are too many or because they lie so scattered that reading them took too long.
 */
export async function fromRecords(
  question: Reading,
  names: readonly string[],
  rows: ValueRows,
  wanted: Wanted,
): Promise<RecordValues> {
  const { source } = question;
  let { mostRows } = rows;
  const ask = async (settings?: { readonly max_execution_time: number }) => {
    const [scoped, range] = await Promise.all([
      scopedNames(question, names, rows.range),
      newestRange(question, { ...rows, mostRows }),
    ]);
    const fields = names.map((name) => resolveField(scoped.get(name) ?? name, source).text);
    const statement = logValuesQuery(source, { ...rows, range, mostRows }, fields, wanted);
    return question.query<FieldValuesRow>(statement, settings);
  };
  let answer: FieldValuesRow[];
  try {
    answer = await ask({ max_execution_time: PATIENCE_SECONDS });
  } catch (error) {
    if (partialOf(error)?.limit !== 'time') throw error;
    mostRows = FEW_ROWS;
    answer = await ask();
  }
  return recordValues(answer, names, mostRows);
}

/**
 * Values of a field among records near the end of the range, `mostRows` or half of them, as many as come first: quicker than
 * the newest ones, which have to be found. An attribute without a scope is looked for in the map that is known to have it.
 * `isCut` as above.
 */
export async function fromRecent(
  question: Reading,
  name: string,
  range: TimeRange,
  wanted: Wanted & { readonly mostRows: number },
): Promise<RecordValues> {
  const { source } = question;
  const { mostRows } = wanted;
  const known = rollupKey(name, source);
  const field = resolveField(known === undefined ? name : `${known.scope}.${known.key}`, source).text;
  let found: RecordValues | undefined;
  for (const fromNs of endsOf(range)) {
    const rows = { range: { ...range, fromNs }, condition: raw('1'), mostRows };
    const statement = logValuesQuery(source, rows, [field], wanted);
    const { values, seen, isCut } = recordValues(
      await question.query<FieldValuesRow>(statement),
      [name],
      mostRows,
    );
    found = { values, seen, isCut: isCut || fromNs > range.fromNs };
    // Half as many do: a longer end would be read from its beginning again.
    if (seen * 2 >= mostRows) break;
  }
  return found ?? { values: new Map(), seen: 0, isCut: false };
}

function recordValues(
  rows: readonly FieldValuesRow[],
  names: readonly string[],
  mostRows: number,
): RecordValues {
  const values = new Map<string, FieldValues>();
  let seen = 0;
  for (const row of rows) {
    const name = names[row.field];
    if (name === undefined) seen = Number(row.top[0]?.[1] ?? 0);
    else values.set(name, toValues(row));
  }
  return { values, seen, isCut: seen >= mostRows };
}

/** How much of the end of a range is looked at for enough records, in nanoseconds, before all of it is. */
const ENDS_NS = [900_000_000_000n, 10_800_000_000_000n];

/** Where ends of a range begin, the shortest first and the whole range last. */
function endsOf({ fromNs, toNs }: TimeRange): bigint[] {
  return [...ENDS_NS.map((length) => toNs - length).filter((start) => start > fromNs), fromNs];
}

/** The end of the range in which the newest of the matching records are: found by their times, before anything else is read. */
async function newestRange(question: Reading, { range, condition, mostRows }: ValueRows): Promise<TimeRange> {
  for (const fromNs of endsOf(range)) {
    const end = { range: { ...range, fromNs }, condition, order: 'desc' } as const;
    const place = logPlaceQuery(question.source, end, mostRows);
    const [last] = await question.query<LogPlaceRow>(place);
    if (last !== undefined) return { ...range, fromNs: BigInt(last.ts) };
  }
  return range;
}

/**
 * Where an attribute is in the rollup. Without a scope it is the record's own, else the resource's: only where just one of
 * them has had the key can it be told there.
 */
function rollupKey(name: string, source: Source): RollupKey | undefined {
  const { scope } = resolveField(name, source);
  if (scope === 'attributes') return { scope, key: name.slice('attributes.'.length) };
  if (scope === 'resource') return { scope, key: name.slice('resource.'.length) };
  if (scope !== 'attribute') return undefined;
  const isOwn = source.attributes?.keys.has(name) === true;
  const isOfResource = source.resource?.keys.has(name) === true;
  if (isOwn === isOfResource) return undefined;
  return { scope: isOwn ? 'attributes' : 'resource', key: name };
}

function toValues(row: FieldValuesRow | AttributeValuesRow): FieldValues {
  return {
    values: row.top.map(([value, count]) => ({ value, count: Number(count) })),
    distinct: Number(row.distinct),
    numeric:
      Number(row.texts) === 0 && row.least !== null && row.most !== null
        ? { min: row.least, max: row.most }
        : null,
  };
}
