// What tells rows of one timestamp apart in a table that has no id of its own.
import { type Fragment, ident, join, sql } from '#app/lib/sql/sql.ts';
import type { TableColumn } from './table.server.ts';
import { isNullable } from './types.ts';

/**
 * A UInt64 hash over all columns that are stored, so that only rows that are the same in everything share it. Inside one
 * tuple, because the hash of a NULL by itself is NULL; with a mark, because NULL and the empty value hash the same otherwise.
 */
export function rowHash(columns: readonly TableColumn[]): Fragment {
  const values = columns
    .filter((column) => !column.isAlias)
    .map(({ name, type }) => (isNullable(type) ? sql`isNull(${ident(name)}), ${ident(name)}` : ident(name)));
  return sql`cityHash64(tuple(${join(values, ', ')}))`;
}
