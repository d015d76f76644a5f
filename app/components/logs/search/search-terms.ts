// The words and phrases of a search, for marking them in the rows. Pure.
import type { SearchNode } from '#app/lib/search/ast.ts';
import { parseSearch } from '#app/lib/search/parse.ts';

/** More would make the pattern slow to match. */
const MOST_TERMS = 50;

/** What the body of a matching record may hold, without what must not be in it. None for SQL. */
export function searchTerms(query: string, language: 'lucene' | 'sql'): readonly string[] {
  if (language === 'sql' || query.length > 10_000) return [];
  const terms = new Set<string>();
  collect(parseSearch(query).tree, terms);
  return [...terms].slice(0, MOST_TERMS);
}

function collect(node: SearchNode, terms: Set<string>): void {
  if (node.kind === 'and' || node.kind === 'or') for (const term of node.terms) collect(term, terms);
  else if (node.kind === 'text') {
    if (node.match.kind !== 'wildcard') terms.add(node.match.value);
    else
      for (const part of node.match.pattern)
        if (part.kind === 'text' && part.value.length > 2) terms.add(part.value);
  }
}
