// What a request's query means for one source: the condition, and what is to be said about it.
import { guardCondition } from '#app/lib/clickhouse/guard.server.ts';
import type { SearchNode } from '#app/lib/search/ast.ts';
import { compileSearch } from '#app/lib/search/compile.ts';
import { type Fragment, raw } from '#app/lib/sql/sql.ts';
import type { Reading } from './reading.server.ts';
import type { UnknownField } from './schema.ts';

interface SearchCondition {
  /** A row matches where it is true; it may be NULL. */
  readonly condition: Fragment;
  /** Absent for a condition in SQL. */
  readonly tree: SearchNode | undefined;
  readonly unknownFields: UnknownField[];
}

/** Throws `bad_request` with the position of the first mistake, in either language. */
export async function searchCondition(
  { query, language }: { readonly query: string; readonly language: 'lucene' | 'sql' },
  { source, clickhouse, signal }: Pick<Reading, 'source' | 'clickhouse'> & { readonly signal?: AbortSignal },
): Promise<SearchCondition> {
  if (language === 'sql') {
    if (query.trim() === '') return { condition: raw('1'), tree: undefined, unknownFields: [] };
    const condition = await guardCondition(clickhouse, query, { table: source }, signal);
    return { condition, tree: undefined, unknownFields: [] };
  }
  const { condition, tree, unknownFields } = compileSearch(query, source);
  return {
    condition,
    tree,
    unknownFields: unknownFields.map(({ closest, ...field }) => ({ ...field, closest: [...closest] })),
  };
}
