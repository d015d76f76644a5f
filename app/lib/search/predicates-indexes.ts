// What the table's data skipping indexes can answer: found by their expression, whatever its spacing and quoting.
import type { Fragment } from '#app/lib/sql/sql.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
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

/** Whether the tokens of the lower-case body can be looked up. */
export function hasTokenIndex(source: Source): boolean {
  const column = source.body?.column;
  return (
    column !== undefined &&
    indexesOn(source, `lower(${column})`).some(
      ({ type, typeFull }) =>
        type === 'tokenbf_v1' ||
        (type === 'text' && /splitByNonAlpha|tokenizer\s*=\s*'?default/.test(typeFull)),
    )
  );
}

/** Filters on a map's keys and pairs that an index serves; none when there is no such index. */
export function attributeIndexes(
  attributes: SourceAttributes,
  key: string,
  source: Source,
): { keyFilter: Fragment | undefined; pairFilter: ((values: readonly string[]) => Fragment) | undefined } {
  const { column } = attributes;
  const hasKeys = column !== undefined && indexesOn(source, `mapKeys(${column})`).length > 0;
  return {
    keyFilter: hasKeys ? sql`mapContains(${attributes.expression}, ${str(key)})` : undefined,
    pairFilter: undefined,
  };
}
