// Turns the expressions that an admin wrote into vetted SQL with its types.
import { ident } from '#app/lib/sql/sql.ts';
import type { SourceColumn, SourceField } from '#app/lib/telemetry/source.ts';

/** The field of an expression that is nothing but a column's name, in backquotes or not. */
export function plainColumn(text: string, columns: readonly SourceColumn[]): SourceField | undefined {
  const name = /^`([^`\\]+)`$/.exec(text)?.[1] ?? text;
  const column = columns.find((candidate) => candidate.name === name);
  return column && { expression: ident(column.name), type: column.type, column: column.name };
}
