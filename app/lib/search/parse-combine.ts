// Putting terms together: several as one AND or OR without needless levels, and NOT.
import type { SearchNode } from './ast.ts';

/** One node for all of the terms: none is undefined, one is itself; an `and` inside an `and` is merged, as is `or` in `or`. */
export function combine(kind: 'and' | 'or', terms: readonly SearchNode[]): SearchNode | undefined {
  const [first] = terms;
  if (!first || terms.length === 1) return first;
  const merged: SearchNode[] = [];
  for (const term of terms) {
    if (term.kind !== kind) merged.push(term);
    else for (const inner of term.terms) merged.push(inner);
  }
  const last = terms.at(-1) ?? first;
  return { kind, terms: merged, position: { from: first.position.from, to: last.position.to } };
}

/** The negated term; the negation is written at `from`. */
export function negate(term: SearchNode, from: number): SearchNode {
  return { kind: 'not', term, position: { from, to: term.position.to } };
}

/** Freezes what `combine` and `negate` made. Only at the end: frozen lists are slow to merge into others. */
export function freezeTree(tree: SearchNode): SearchNode {
  if (tree.kind === 'and' || tree.kind === 'or') {
    for (const term of tree.terms) freezeTree(term);
    Object.freeze(tree.terms);
  } else if (tree.kind === 'not') freezeTree(tree.term);
  Object.freeze(tree.position);
  return Object.freeze(tree);
}
