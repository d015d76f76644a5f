// Search text and search trees to one SQL condition over a source, choosing the fastest correct predicates.
import { AppError, type Position } from '#app/lib/core/errors.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { FieldNode, SearchNode, TextNode } from './ast.ts';
import { compileNode } from './compile-nodes.ts';
import { closestFields, isSeen, knowsField, resolveField } from './fields.ts';
import { parseSearch } from './parse.ts';

export interface CompiledSearch {
  readonly tree: SearchNode;
  /** Holds for the rows that match. As a column it can be NULL, which means that a row does not match. */
  readonly condition: Fragment;
  /** Attributes that have not been seen: when the answer is empty, they are why. */
  readonly unknownFields: readonly UnknownField[];
  /** Words, beginnings of words and texts that the body of a matching row has, to mark in the list. */
  readonly textTerms: readonly string[];
}

export interface UnknownField {
  readonly name: string;
  readonly position: Position;
  /** The nearest first; at most three. */
  readonly closest: readonly string[];
}

/**
 * Search text as a condition over the rows of a source. Throws `bad_request` with the position and a hint: for the first
 * mistake in the text, a bound or pattern that cannot be, a field that there is not, and a search that is too large.
 */
export function compileSearch(text: string, source: Source): CompiledSearch {
  const { tree, diagnostics } = parseSearch(text, knowsField(source));
  const [first] = diagnostics;
  if (first)
    throw new AppError('bad_request', first.message, {
      position: first.position,
      ...(first.hint !== undefined && { hint: first.hint }),
    });
  return compileTree(tree, source);
}

/** The same for a tree. */
export function compileTree(tree: SearchNode, source: Source): CompiledSearch {
  const condition = compileNode(tree, source);
  return {
    tree,
    condition,
    unknownFields: unknownFields(tree, source),
    textTerms: [...new Set(textTerms(tree))],
  };
}

/** The canonical names of the fields that a search is about; words without a field are about `body`. */
export function fieldsOf(tree: SearchNode, source: Source): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  for (const leaf of leavesOf(tree)) {
    const field = leaf.kind === 'text' ? '' : leaf.field;
    if (seen.has(field)) continue;
    seen.add(field);
    found.add(leaf.kind === 'text' ? 'body' : resolveField(field, source, leaf.fieldPosition).name);
  }
  return found;
}

function* leavesOf(node: SearchNode): Generator<FieldNode | TextNode> {
  if (node.kind === 'field' || node.kind === 'text') yield node;
  else if (node.kind === 'not') yield* leavesOf(node.term);
  else if (node.kind !== 'all') for (const term of node.terms) yield* leavesOf(term);
}

/** For so many unknown names it is said which known ones are near: each is compared with all there are. */
const MOST_CLOSEST = 5;

function unknownFields(tree: SearchNode, source: Source): UnknownField[] {
  const found: UnknownField[] = [];
  const seen = new Set<string>();
  for (const leaf of leavesOf(tree)) {
    if (leaf.kind !== 'field' || seen.has(leaf.field)) continue;
    seen.add(leaf.field);
    if (isSeen(leaf.field, source)) continue;
    const closest = found.length < MOST_CLOSEST ? closestFields(leaf.field, source) : [];
    found.push({ name: leaf.field, position: leaf.fieldPosition, closest });
  }
  return found;
}

function textTerms(node: SearchNode): string[] {
  if (node.kind === 'and' || node.kind === 'or') return node.terms.flatMap(textTerms);
  if (node.kind !== 'text') return [];
  if (node.match.kind !== 'wildcard') return [node.match.value];
  return node.match.pattern.flatMap((part) => (part.kind === 'text' ? [part.value] : []));
}
