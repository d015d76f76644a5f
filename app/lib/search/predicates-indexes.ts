// What the table's data skipping indexes can answer: found by their expression, whatever its spacing and quoting.
import type { Fragment } from '#app/lib/sql/sql.ts';
import { sql } from '#app/lib/sql/sql.ts';
import type { Source, SourceAttributes, SourceIndex } from '#app/lib/telemetry/source.ts';

/** An expression without what ClickHouse prints now this way, now that: spaces and backquotes. */
function normal(expression: string): string {
  return expression.replace(/[\s`"]/g, '');
}

/** The indexes on exactly this expression of a column. */
export function indexesOn(source: Source, expression: string): readonly SourceIndex[] {
  const wanted = normal(expression);
  return source.indexes.filter((index) => normal(index.expression) === wanted);
}

/** The index by which the tokens of the lower-case body can be looked up, if there is one. */
export function tokenIndex(source: Source): 'text' | 'tokenbf' | undefined {
  const column = source.body?.column;
  if (column === undefined) return undefined;
  const found = indexesOn(source, `lower(${column})`);
  if (found.some(({ type, typeFull }) => type === 'text' && /splitByNonAlpha/.test(typeFull))) return 'text';
  return found.some(({ type }) => type === 'tokenbf_v1') ? 'tokenbf' : undefined;
}

/** A map as its pairs' texts: the one shape that is exact, and that the engine can read from parts without the index. */
const itemsOf = (map: string) => `CAST(CAST(${map}, 'Array(Tuple(String, String))'), 'Array(String)')`;

/**
 * What text indexes know about a map: whether a row has a key, and the expression of its items when they are indexed.
 * Bloom filters on `mapValues` and `mapKeys` serve `map[key] = value` as it stands and are not asked for here.
 */
export function attributeIndexes(
  { expression, column }: SourceAttributes,
  source: Source,
): { readonly keys: boolean; readonly items: Fragment | undefined } {
  if (column === undefined) return { keys: false, items: undefined };
  const isIndexed = (indexed: string) => indexesOn(source, indexed).some(isOfWholeElements);
  return {
    keys: isIndexed(`mapKeys(${column})`),
    items: isIndexed(itemsOf(column))
      ? sql`CAST(CAST(${expression}, 'Array(Tuple(String, String))'), 'Array(String)')`
      : undefined,
  };
}

function isOfWholeElements({ type, typeFull }: SourceIndex): boolean {
  return type === 'text' && /tokenizer\s*=\s*'?\\?'?array/.test(typeFull) && !/preprocessor/.test(typeFull);
}
