// Putting terms together: several as one AND or OR without needless levels, and NOT. Nodes come out frozen.
import type { SearchNode } from './ast.ts';

/** One node for all of the terms: none is undefined, one is itself; an `and` inside an `and` is merged, as is `or` in `or`. */
export function combine(kind: 'and' | 'or', terms: readonly SearchNode[]): SearchNode | undefined {
  const [first] = terms;
  if (!first || terms.length === 1) return first;
  const merged = terms.some((term) => term.kind === kind)
    ? terms.flatMap((term) => (term.kind === kind ? term.terms : [term]))
    : [...terms];
  const last = terms.at(-1) ?? first;
  return Object.freeze({
    kind,
    terms: Object.freeze(merged),
    position: Object.freeze({ from: first.position.from, to: last.position.to }),
  });
}

/** The negated term; the negation is written at `from`. */
export function negate(term: SearchNode, from: number): SearchNode {
  return Object.freeze({ kind: 'not', term, position: Object.freeze({ from, to: term.position.to }) });
}
