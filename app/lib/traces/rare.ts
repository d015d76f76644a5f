// Whether a search is about one thing that hardly any span has: then all of its range is searched at once. Pure.
import type { SearchNode } from '#app/lib/search/ast.ts';

/** What ids look like: UUIDs, and runs of hexadecimal digits. */
const ID = /^(?=.*\d)[0-9a-f-]{15,64}$/i;

/** A guess: a wrong one costs time, never traces. */
export function isRare(tree: SearchNode | undefined): boolean {
  if (tree?.kind === 'and') return tree.terms.some(isRare);
  return tree?.kind === 'field' && tree.match.kind === 'equals' && ID.test(tree.match.value);
}
