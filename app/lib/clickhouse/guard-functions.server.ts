// Which functions people may call in their own SQL: those of known harmless kinds, by the engine's own catalogue.
import { sql } from '#app/lib/sql/sql.ts';
import type { ClickHouse } from './client.server.ts';

export type FunctionVerdict = 'scalar' | 'aggregate' | 'denied' | 'unknown';

/** Tells what a function is. Names are compared as the engine does it. */
export interface FunctionCatalogue {
  verdict(name: string): FunctionVerdict;
  /** Whether its first argument may be another function, by its bare name. */
  takesFunction(name: string): boolean;
}

interface Catalogue extends FunctionCatalogue {
  readonly allowed: readonly string[];
}

/** Whole categories of functions that only compute. What a later version adds in another one is refused until it is known. */
const CATEGORIES = new Set([
  'Aggregate Functions',
  'Arithmetic',
  'Arrays',
  'Bit',
  'Bitmap',
  'Comparison',
  'Conditional',
  'Dates and Times',
  'Distance',
  'Encoding',
  'Encryption',
  'Financial',
  'Geo',
  'Geo Polygon',
  'Hash',
  'IP Address',
  'JSON',
  'Logical',
  'Map',
  'Mathematical',
  'Null',
  'NumericIndexedVector',
  'Nullable',
  'Random Number',
  'Rounding',
  'String',
  'String Replacement',
  'String Search',
  'String Splitting',
  'Time Window',
  'Tuple',
  'Type Conversion',
  'URL',
  'UUID',
]);

/** In those categories, but about the server or of no use. */
const DENIED = new Set(['chdb', 'servertimezone', 'aggthrow', 'estimatecompressionratio', 'flamegraph']);

/** The harmless ones of the categories that also hold what tells of the server, its files, tables and settings. */
const ALSO = new Set(
  `bar blockNumber blockSize byteSize caseWithExpression countDigits currentDatabase defaultValueOfArgumentType
  defaultValueOfTypeName digits dumpColumnStructure errorCodeToName finalizeAggregation flipCoordinates formatQuery formatQueryOrNull
  formatQuerySingleLine formatQuerySingleLineOrNull formatReadableDecimalSize formatReadableQuantity
  formatReadableSize formatReadableTimeDelta getSizeOfEnumType getSubcolumn identity ignore indexHint
  initializeAggregation isConstant isDecimalOverflow lowCardinalityIndices lowCardinalityKeys MACNumToString
  MACStringToNum MACStringToOUI materialize minSampleSizeContinuous minSampleSizeConversion neighbor nested
  normalizedQueryHash normalizedQueryHashKeepNames normalizeQuery normalizeQueryKeepNames parseReadableSize
  parseReadableSizeOrNull parseReadableSizeOrZero parseTimeDelta rowNumberInAllBlocks rowNumberInBlock
  runningAccumulate runningDifference runningDifferenceStartingWithFirstValue throwIf toColumnTypeName
  toTypeName transform variantElement variantType visibleWidth _CAST
  seriesDecomposeSTL seriesOutliersDetectTukey timeSeriesRange timeSeriesFromGrid`
    .toLowerCase()
    .split(/\s+/),
);

/** Part of the language: the parser's own, which the catalogue does not list. */
const SYNTAX = new Set(['exists', 'grouping', 'untuple', 'lambda', 'arrayjoin']);

interface FunctionRow {
  readonly name: string;
  readonly is_aggregate: number;
  readonly case_insensitive: number;
  readonly alias_to: string;
  readonly categories: string;
  readonly origin: string;
  readonly higher_order?: number | null;
}

const known = new WeakMap<ClickHouse, Promise<Catalogue>>();

/** The catalogue of a ClickHouse, read once. An upgrade of the server adds functions, which stay refused until a restart. */
export async function functionCatalogue(clickhouse: ClickHouse): Promise<FunctionCatalogue> {
  return await catalogueOf(clickhouse);
}

/** The names of the functions that pass, by the alphabet. Those made by suffixes such as `-If` are not in it. */
export async function allowedFunctions(clickhouse: ClickHouse): Promise<readonly string[]> {
  return (await catalogueOf(clickhouse)).allowed;
}

function catalogueOf(clickhouse: ClickHouse): Promise<Catalogue> {
  const found = known.get(clickhouse);
  if (found) return found;
  const reading = readCatalogue(clickhouse).catch((error: unknown) => {
    known.delete(clickhouse);
    throw error;
  });
  known.set(clickhouse, reading);
  return reading;
}

async function readCatalogue(clickhouse: ClickHouse): Promise<Catalogue> {
  const [functions, combinators] = await Promise.all([
    clickhouse.query<FunctionRow>(
      // Not every version has all of these columns.
      sql`SELECT COLUMNS('^(name|is_aggregate|case_insensitive|alias_to|categories|origin|higher_order)$') FROM system.functions`,
    ),
    clickhouse.query<{ name: string }>(
      sql`SELECT name FROM system.aggregate_function_combinators WHERE NOT is_internal`,
    ),
  ]);
  const exact = new Map<string, FunctionVerdict>();
  const anyCase = new Map<string, FunctionVerdict>();
  const byName = new Map(functions.rows.map((row) => [row.name, row]));
  for (const row of functions.rows) {
    const target = byName.get(row.alias_to) ?? row;
    const verdict = isHarmless(target) ? (row.is_aggregate ? 'aggregate' : 'scalar') : 'denied';
    exact.set(row.name, verdict);
    if (row.case_insensitive) anyCase.set(row.name.toLowerCase(), verdict);
  }
  const suffixes = combinators.rows.map((row) => row.name);
  const lookUp = (name: string): FunctionVerdict =>
    exact.get(name) ??
    anyCase.get(name.toLowerCase()) ??
    (SYNTAX.has(name.toLowerCase()) ? 'scalar' : 'unknown');
  const verdict = (name: string): FunctionVerdict => {
    const found = lookUp(name);
    return found === 'unknown' && isCombined(name, suffixes, lookUp) ? 'aggregate' : found;
  };
  const allowed = [...exact].flatMap(([name, found]) =>
    found === 'denied' || name.startsWith('_') ? [] : [name],
  );
  const isTold = functions.rows.some(({ higher_order }) => higher_order === 1);
  const higher = new Set(functions.rows.flatMap((row) => (row.higher_order ? [row.name.toLowerCase()] : [])));
  // Where the server does not tell: all functions that call others are named so.
  const takesFunction = (name: string) =>
    isTold ? higher.has(name.toLowerCase()) : /^(array|map)./i.test(name);
  return { verdict, takesFunction, allowed: allowed.sort() };
}

function isHarmless({ name, categories, origin }: FunctionRow): boolean {
  const lower = name.toLowerCase();
  // What somebody made may run anything.
  if (origin !== 'System') return false;
  if (DENIED.has(lower)) return false;
  if (ALSO.has(lower)) return true;
  const own = categories.split(',').map((category) => category.trim());
  return own.every((category) => CATEGORIES.has(category));
}

/** `quantileIf`, `sumMapMerge`: an aggregate function with suffixes that say how it is applied. */
function isCombined(
  name: string,
  suffixes: readonly string[],
  lookUp: (name: string) => FunctionVerdict,
): boolean {
  return suffixes.some((suffix) => {
    if (!name.endsWith(suffix) || name.length === suffix.length) return false;
    const base = name.slice(0, -suffix.length);
    return lookUp(base) === 'aggregate' || isCombined(base, suffixes, lookUp);
  });
}
