// Search text and search trees to one SQL condition over a source, choosing the fastest correct predicates.
import { AppError, type Position } from '#app/lib/core/errors.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { FieldNode, SearchNode, TextNode } from './ast.ts';
import { closestFields, isSeen, knowsField, resolveField } from './fields.ts';
import { parseSearch } from './parse.ts';
import { fieldEqualsAnyOf, fieldMatches } from './predicates.ts';
import { ALWAYS, conjunction, disjunction, negation, type Predicate } from './predicates-combine.ts';
import { type BodyText, bodyText, hasAllWords, hasAnyWord, textParts } from './predicates-words.ts';

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
  const compiler = new Compiler(source);
  const condition = compiler.compile(tree).sql;
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
  for (const leaf of leavesOf(tree))
    found.add(leaf.kind === 'text' ? 'body' : resolveField(leaf.field, source, leaf.fieldPosition).name);
  return found;
}

class Compiler {
  private readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  compile(node: SearchNode): Predicate {
    switch (node.kind) {
      case 'all':
        return ALWAYS;
      case 'and':
        return this.all(node.terms);
      case 'or':
        return this.any(node.terms);
      case 'not':
        return negation(this.compile(node.term));
      case 'text':
        return this.all([node]);
      case 'field':
        return this.field(node);
    }
  }

  /** The words of all text terms are one condition, and so is what all NOTs rule out. */
  private all(terms: readonly SearchNode[]): Predicate {
    const texts = terms.filter((term) => term.kind === 'text');
    const nots = terms.filter((term) => term.kind === 'not');
    const others = terms.filter((term) => term.kind !== 'text' && term.kind !== 'not');
    return conjunction([
      ...this.allTexts(texts),
      ...others.map((term) => this.compile(term)),
      ...(nots.length > 0 ? [negation(this.any(nots.map(({ term }) => term)))] : []),
    ]);
  }

  /** The words are one condition, the values of one field another. */
  private any(terms: readonly SearchNode[]): Predicate {
    const words: TextNode[] = [];
    const equals = new Map<string, FieldNode[]>();
    const others: SearchNode[] = [];
    for (const term of terms) {
      if (term.kind === 'text' && term.match.kind === 'word') words.push(term);
      else if (term.kind === 'field' && term.match.kind === 'equals')
        equals.set(term.field, [...(equals.get(term.field) ?? []), term]);
      else others.push(term);
    }
    return disjunction([
      ...this.anyWord(words),
      ...[...equals.values()].map((nodes) => this.equals(nodes)),
      ...others.map((term) => this.compile(term)),
    ]);
  }

  private field(node: FieldNode): Predicate {
    if (node.match.kind === 'equals') return this.equals([node]);
    const field = resolveField(node.field, this.source, node.fieldPosition);
    return fieldMatches(field, node.match, this.source);
  }

  /** Several values of one field; there is at least one. */
  private equals(nodes: readonly FieldNode[]): Predicate {
    const [first] = nodes;
    if (!first) return ALWAYS;
    const field = resolveField(first.field, this.source, first.fieldPosition);
    const wanted = nodes.flatMap(({ match, position }) =>
      match.kind === 'equals' ? [{ value: match.value, position }] : [],
    );
    return fieldEqualsAnyOf(field, wanted, this.source);
  }

  private allTexts(nodes: readonly TextNode[]): Predicate[] {
    const [first] = nodes;
    if (!first) return [];
    const body = this.body(first);
    const { lower, nullable } = body;
    const parts = nodes.map(({ match }) => textParts(match, body));
    const words = [...new Set(parts.flatMap((part) => part.words))];
    return [
      ...(words.length > 0 ? [{ sql: hasAllWords(lower, words), nullable }] : []),
      ...parts.flatMap(({ verify }) => (verify ? [{ sql: verify, nullable }] : [])),
    ];
  }

  private anyWord(nodes: readonly TextNode[]): Predicate[] {
    const [first] = nodes;
    if (!first) return [];
    const body = this.body(first);
    const { lower, nullable } = body;
    const parts = nodes.map(({ match }) => textParts(match, body));
    const words = parts.flatMap((part) => (part.verify ? [] : part.words));
    return [
      ...(words.length > 0 ? [{ sql: hasAnyWord(lower, [...new Set(words)]), nullable }] : []),
      ...nodes.flatMap((node, index) => (parts[index]?.verify ? [this.all([node])] : [])),
    ];
  }

  private body(node: TextNode): BodyText {
    const body = bodyText(this.source);
    if (body) return body;
    throw new AppError('bad_request', `${this.source.name} has no text to search for words.`, {
      position: node.position,
      hint: 'Search a field: field:value.',
    });
  }
}

function* leavesOf(node: SearchNode): Generator<FieldNode | TextNode> {
  if (node.kind === 'field' || node.kind === 'text') yield node;
  else if (node.kind === 'not') yield* leavesOf(node.term);
  else if (node.kind !== 'all') for (const term of node.terms) yield* leavesOf(term);
}

function unknownFields(tree: SearchNode, source: Source): UnknownField[] {
  const found = new Map<string, UnknownField>();
  for (const leaf of leavesOf(tree)) {
    if (leaf.kind !== 'field' || found.has(leaf.field) || isSeen(leaf.field, source)) continue;
    found.set(leaf.field, {
      name: leaf.field,
      position: leaf.fieldPosition,
      closest: closestFields(leaf.field, source),
    });
  }
  return [...found.values()];
}

function textTerms(node: SearchNode): string[] {
  if (node.kind === 'and' || node.kind === 'or') return node.terms.flatMap(textTerms);
  if (node.kind !== 'text') return [];
  if (node.match.kind !== 'wildcard') return [node.match.value];
  return node.match.pattern.flatMap((part) => (part.kind === 'text' ? [part.value] : []));
}
