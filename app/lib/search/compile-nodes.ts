// Nodes of a search tree to conditions: terms that are about the same are put together, so that planning stays quick.
import { AppError, type Position } from '#app/lib/core/errors.ts';
import { type Fragment, param, sql } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { FieldNode, SearchNode, TextNode, ValueMatch } from './ast.ts';
import { refuseLarge } from './compile-limits.ts';
import { resolveField } from './fields.ts';
import { fieldEqualsAnyOf, fieldMatches } from './predicates.ts';
import { ALWAYS, conjunction, disjunction, negation, type Predicate } from './predicates-combine.ts';
import {
  anyWordParts,
  type BodyText,
  bodyText,
  comparedTexts,
  hasAllWords,
  hasAnyWord,
  isOneToken,
  textParts,
} from './predicates-words.ts';
import { regexMistake } from './regex.ts';

/**
 * Planning a statement takes ClickHouse a millisecond or two for each condition, and more the more there are. Words and the
 * values of one field count as one.
 */
const MOST_CONDITIONS = 150;
const MOST_DEPTH = 150;
/** From this many texts in an OR on, one function that looks for all of them is quicker than the index for each. */
const MANY_TEXTS = 20;
/** What that function takes. */
const MOST_NEEDLES = 255;

/** The tree as a condition. Throws `bad_request` with a position for what cannot be searched, and for what is too much. */
export function compileNode(tree: SearchNode, source: Source): Fragment {
  const { sql: condition } = new Compiler(source).compile(tree, 0);
  refuseLarge(condition, tree.position);
  return condition;
}

class Compiler {
  private readonly source: Source;
  private conditions = 0;
  private text: BodyText | undefined;

  constructor(source: Source) {
    this.source = source;
  }

  compile(node: SearchNode, depth: number): Predicate {
    if (depth > MOST_DEPTH)
      throw new AppError('bad_request', 'The search is nested too deeply.', { position: node.position });
    switch (node.kind) {
      case 'all':
        return ALWAYS;
      case 'and':
        return this.all(node.terms, depth + 1);
      case 'or':
        return this.any(node.terms, depth + 1);
      case 'not':
        return negation(this.compile(node.term, depth + 1));
      case 'text':
        return this.all([node], depth);
      case 'field':
        return this.field(node);
    }
  }

  /** The words of all text terms are one condition, and so is what all NOTs rule out. */
  private all(terms: readonly SearchNode[], depth: number): Predicate {
    const texts = terms.filter((term) => term.kind === 'text');
    const nots = terms.filter((term) => term.kind === 'not');
    const others = terms.filter((term) => term.kind !== 'text' && term.kind !== 'not');
    return conjunction([
      ...this.allTexts(texts),
      ...others.map((term) => this.compile(term, depth)),
      ...(nots.length > 0
        ? [
            negation(
              this.any(
                nots.map(({ term }) => term),
                depth,
              ),
            ),
          ]
        : []),
    ]);
  }

  /** The words are one condition, the values of one field another, and so are its expressions. */
  private any(terms: readonly SearchNode[], depth: number): Predicate {
    const words: TextNode[] = [];
    const texts: TextNode[] = [];
    const equals = new Map<string, FieldNode[]>();
    const regexes = new Map<string, FieldNode[]>();
    const others: SearchNode[] = [];
    for (const term of terms) {
      if (term.kind === 'text' && term.match.kind === 'word') words.push(term);
      else if (term.kind === 'text' && term.match.kind === 'substring') texts.push(term);
      else if (term.kind === 'field' && term.match.kind === 'equals') group(equals, term);
      // A quotation that is not closed would go on into the next expression.
      else if (term.kind === 'field' && term.match.kind === 'regex' && !term.match.pattern.includes('\\Q'))
        group(regexes, term);
      else others.push(term);
    }
    return disjunction([
      ...this.anyWord(words, depth),
      ...this.anyText(texts, depth),
      ...[...equals.values()].map((nodes) => this.equals(nodes)),
      ...[...regexes.values()].map((nodes) => this.field(eitherRegex(nodes))),
      ...others.map((term) => this.compile(term, depth)),
    ]);
  }

  private field(node: FieldNode): Predicate {
    if (node.match.kind === 'equals') return this.equals([node]);
    this.count(node.position);
    if (node.match.kind === 'regex') refuseBadRegex(node.match);
    const field = resolveField(node.field, this.source, node.fieldPosition);
    return fieldMatches(field, node.match, this.source);
  }

  /** Several values of one field; there is at least one. */
  private equals(nodes: readonly FieldNode[]): Predicate {
    const [first] = nodes;
    if (!first) return ALWAYS;
    this.count(first.position);
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
    const folded = [...new Set(parts.flatMap((part) => part.folded))];
    for (const [index, { verify }] of parts.entries())
      if (verify) this.count(nodes[index]?.position ?? first.position);
    if (words.length > 0) this.count(first.position);
    if (folded.length > 0) this.count(first.position);
    return [
      ...(words.length > 0 ? [{ sql: hasAllWords(lower, words), nullable }] : []),
      ...(folded.length > 0 ? [{ sql: hasAllWords(body.folded(folded), folded), nullable }] : []),
      ...parts.flatMap(({ verify }) => (verify ? [{ sql: verify, nullable }] : [])),
    ];
  }

  private anyWord(nodes: readonly TextNode[], depth: number): Predicate[] {
    const [first] = nodes;
    if (!first) return [];
    const body = this.body(first);
    const { nullable } = body;
    const tokens: string[] = [];
    // What no parser calls a word: the tree may come from elsewhere.
    const others: TextNode[] = [];
    for (const node of nodes)
      if (node.match.kind === 'word' && isOneToken(node.match.value)) tokens.push(node.match.value);
      else others.push(node);
    const { inLower, folded } = anyWordParts(tokens, body);
    if (inLower.length > 0) this.count(first.position);
    if (folded.length > 0) this.count(first.position);
    return [
      ...(inLower.length > 0 ? [{ sql: hasAnyWord(body.lower, inLower), nullable }] : []),
      ...(folded.length > 0 ? [{ sql: hasAnyWord(body.folded(folded), folded), nullable }] : []),
      ...others.map((node) => this.all([node], depth)),
    ];
  }

  /** Each by itself, so that the index helps; but one function for many. */
  private anyText(nodes: readonly TextNode[], depth: number): Predicate[] {
    const [first] = nodes;
    if (!first) return [];
    if (nodes.length <= MANY_TEXTS) return nodes.map((node) => this.all([node], depth));
    const body = this.body(first);
    const { inLower, folded } = comparedTexts(
      nodes.flatMap(({ match }) => (match.kind === 'substring' ? [match.value] : [])),
    );
    return [
      ...this.anyNeedle(body.lower, inLower, first, body),
      ...this.anyNeedle(body.folded(folded), folded, first, body),
    ];
  }

  private anyNeedle(
    text: Fragment,
    needles: readonly string[],
    { position }: TextNode,
    { nullable }: BodyText,
  ): Predicate[] {
    const found: Predicate[] = [];
    for (let from = 0; from < needles.length; from += MOST_NEEDLES) {
      this.count(position);
      const some = needles.slice(from, from + MOST_NEEDLES);
      found.push({ sql: sql`multiSearchAny(${text}, ${param('Array(String)', some)})`, nullable });
    }
    return found;
  }

  private count(position: Position): void {
    this.conditions += 1;
    if (this.conditions <= MOST_CONDITIONS) return;
    throw new AppError('bad_request', `A search takes at most ${MOST_CONDITIONS} conditions.`, {
      position,
      hint: 'Words, and values of one field such as field:(a OR b), count as one; many beginnings can be one regular expression.',
    });
  }

  private body(node: TextNode): BodyText {
    this.text ??= bodyText(this.source);
    if (this.text) return this.text;
    throw new AppError('bad_request', `${this.source.name} has no text to search for words.`, {
      position: node.position,
      hint: 'Search a field: field:value.',
    });
  }
}

function group(groups: Map<string, FieldNode[]>, node: FieldNode): void {
  const found = groups.get(node.field);
  if (found) found.push(node);
  else groups.set(node.field, [node]);
}

/** Several expressions as one. */
function eitherRegex(nodes: readonly FieldNode[]): FieldNode {
  const [first, ...others] = nodes;
  const patterns = nodes.flatMap(({ match }) => {
    if (match.kind !== 'regex') return [];
    refuseBadRegex(match);
    return [`(?:${match.pattern})`];
  });
  if (first?.match.kind !== 'regex') throw new TypeError('There is an expression in every group.');
  const last = others.at(-1);
  if (!last) return first;
  const position = { from: first.position.from, to: last.position.to };
  return { ...first, match: { kind: 'regex', pattern: patterns.join('|'), position }, position };
}

function refuseBadRegex(match: Extract<ValueMatch, { kind: 'regex' }>): void {
  const mistake = regexMistake(match.pattern);
  if (mistake === undefined) return;
  throw new AppError('bad_request', `The regular expression cannot be used: ${mistake}.`, {
    position: match.position,
    hint: 'Expressions are those of RE2: no look-around, no back-references.',
  });
}
