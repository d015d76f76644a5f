// The values of fields with their counts, for the panel beside the rows: from the small tables where these can tell, else
// from the newest matching records.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { partialOf } from '#app/lib/reading/partial.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import type { SearchNode } from '#app/lib/search/ast.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { LogFacetsRequest, LogFacetsResponse } from './schema.ts';
import { type FieldValues, fromAttributes, fromRecords } from './values.server.ts';
import { readVolume, volumeValues } from './volume.server.ts';

/** Counts are of so many records at most, the newest: matches lie scattered, and around each the engine reads thousands. */
const MOST_ROWS = 10_000;
/** The quarters of an hour at the ends of a range are counted record by record when they have no more than this. */
const MOST_EDGE_RECORDS = 250_000;
/** Shorter ranges are counted record by record: most of them is such ends. */
const SHORTEST_ROLLUP_NS = 2n * 3_600_000_000_000n;

type Facet = LogFacetsResponse['fields'][number];

/**
 * The most frequent values of each field among the records that match. A field that a limit stops says so and leaves the
 * others alone; when all of them are stopped, the limit is the error.
 */
export function facetLogs(
  reader: SourceReader,
  tenant: Tenant,
  request: LogFacetsRequest,
  signal?: AbortSignal,
): Promise<LogFacetsResponse> {
  return reading(reader, tenant, 'logs.facets', request, signal, async (question) => {
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { condition, tree } = await searchCondition(request, question);
    const search = { range, condition, tree, limit: request.limit, text: request.contains };
    const names = [...new Set(request.fields)];
    const [counted, known] = await Promise.all([
      noneWhenLimited(byVolume(question, search, names)),
      noneWhenLimited(byAttributes(question, search, names)),
    ]);
    const rest = names.filter((name) => !counted.has(name) && !known.has(name));
    const { facets, error } = await eachByRecords(question, search, rest);
    const found = new Map([...counted, ...known, ...facets]);
    const fields = request.fields.map((name) => found.get(name) ?? facetOf(name, NOTHING, null));
    const partial = fields.find((facet) => facet.partial !== null)?.partial ?? null;
    if (partial !== null && fields.every((facet) => facet.partial !== null)) throw error;
    return { fields, partial, statistics: question.statistics };
  });
}

interface FacetSearch {
  readonly range: TimeRange;
  readonly condition: Fragment;
  readonly tree: SearchNode | undefined;
  readonly limit: number;
  readonly text: string;
}

const NOTHING: FieldValues = { values: [], distinct: 0, numeric: null };

/** Services and levels, where the search is about nothing else either. */
async function byVolume(
  question: Reading,
  { range, condition, tree, limit, text }: FacetSearch,
  names: readonly string[],
): Promise<Map<string, Facet>> {
  const found = new Map<string, Facet>();
  const ours = names.filter((name) =>
    ['level', 'service'].includes(resolveField(name, question.source).name),
  );
  if (ours.length === 0) return found;
  const volume = await readVolume(question, { range, condition, tree, intervalNs: undefined, groupBy: ours });
  if (volume === undefined) return found;
  for (const name of ours) {
    const counts = volumeValues(volume, name).filter(({ value }) => value !== '');
    const values = counts
      .filter(({ value }) => value.toLowerCase().includes(text.toLowerCase()))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, limit);
    found.set(name, facetOf(name, { values, distinct: counts.length, numeric: null }, null));
  }
  return found;
}

/** Attributes, where every record of the range matches. */
async function byAttributes(
  question: Reading,
  { range, tree, limit, text }: FacetSearch,
  names: readonly string[],
): Promise<Map<string, Facet>> {
  const isAll = tree?.kind === 'all' && range.toNs - range.fromNs >= SHORTEST_ROLLUP_NS;
  const values = isAll
    ? await fromAttributes(question, names, range, { limit, text, mostEdgeRecords: MOST_EDGE_RECORDS })
    : new Map();
  return new Map([...values].map(([name, known]) => [name, facetOf(name, known, null)]));
}

/** The records are asked instead; when they are too many as well, it is they who say so. */
async function noneWhenLimited(found: Promise<Map<string, Facet>>): Promise<Map<string, Facet>> {
  try {
    return await found;
  } catch (error) {
    if (partialOf(error) === undefined) throw error;
    return new Map();
  }
}

/**
 * All fields in one reading. When a limit stops that, each by itself, because it may be the fault of one; not when it was
 * the time, which they share. `error` is the last of the limits.
 */
async function eachByRecords(
  question: Reading,
  search: FacetSearch,
  names: readonly string[],
): Promise<{ readonly facets: ReadonlyMap<string, Facet>; readonly error?: unknown }> {
  try {
    return { facets: await byRecords(question, search, names) };
  } catch (error) {
    const partial = partialOf(error);
    if (partial === undefined) throw error;
    if (names.length === 1 || partial.limit === 'time')
      return {
        facets: new Map(names.map((name) => [name, { ...facetOf(name, NOTHING, null), partial }])),
        error,
      };
  }
  const facets = new Map<string, Facet>();
  let error: unknown;
  for (const name of names) {
    const one = await eachByRecords(question, search, [name]);
    for (const [, facet] of one.facets) facets.set(name, facet);
    error = one.error ?? error;
  }
  return { facets, error };
}

async function byRecords(
  question: Reading,
  { range, condition, limit, text }: FacetSearch,
  names: readonly string[],
): Promise<Map<string, Facet>> {
  if (names.length === 0) return new Map();
  const rows = { range, condition, mostRows: MOST_ROWS };
  const { values, seen, isCut } = await fromRecords(question, names, rows, { limit, text });
  const sampled = isCut ? seen : null;
  return new Map(names.map((name) => [name, facetOf(name, values.get(name) ?? NOTHING, sampled)]));
}

function facetOf(name: string, { values, distinct, numeric }: FieldValues, sampled: number | null): Facet {
  return { name, values: [...values], distinct, sampled, numeric, partial: null };
}
