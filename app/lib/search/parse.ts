// Search text to tree and diagnostics. The Lezer tree has terms and operators in a flat list per bracket; precedence and
// mistakes are read from it here. The language is described in docs/search.md.
import type { TreeCursor } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import type { Position } from '#app/lib/core/errors.ts';
import type { FieldNode, KnowsField, ParsedSearch, SearchNode } from './ast.ts';
import { parser } from './grammar.gen.ts';
import * as terms from './grammar.terms.gen.ts';
import { combine, freezeTree, negate } from './parse-combine.ts';
import { Problems } from './parse-problems.ts';
import { type FieldName, isGlued, readText, readValue } from './parse-terms.ts';
import { MAX_DEPTH, words, wordTokenizer } from './tokens.ts';
import { unescapeText } from './tokens-chars.ts';

/**
 * Parses any text; never throws, in time linear in its length. Always a tree; with diagnostics it is only good for display
 * and completion. `knows` decides what `name:rest` means where it could be pasted text.
 */
export function parseSearch(text: string, knows?: KnowsField): ParsedSearch {
  const cursor = searchParser(knows).parse(text).cursor();
  const reader = new Reader(text);
  const all: SearchNode = Object.freeze({ kind: 'all', position: position(0, text.length) });
  const tree = cursor.firstChild() ? (reader.readList(cursor, undefined, 0) ?? all) : all;
  return Object.freeze({ tree: freezeTree(tree), diagnostics: reader.problems.list() });
}

/** The Lezer parser in which these fields are known. */
export function searchParser(knows?: KnowsField): LRParser {
  if (!knows) return parser;
  return parser.configure({ tokenizers: [{ from: words, to: wordTokenizer(knows) }] });
}

function position(from: number, to: number): Position {
  return Object.freeze({ from, to });
}

interface Operator {
  readonly kind: 'and' | 'or' | 'not';
  readonly position: Position;
}

const OPERATORS = new Map<number, Operator['kind']>([
  [terms.And, 'and'],
  [terms.Or, 'or'],
  [terms.Not, 'not'],
]);

/** Reads one text's Lezer tree. */
class Reader {
  readonly problems = new Problems();
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * The siblings from the cursor's place on, as one node: undefined when there is no good term among them. In the brackets
   * of a field, words are its values. `level` counts brackets and NOTs around the list.
   */
  readList(cursor: TreeCursor, field: FieldName | undefined, level: number): SearchNode | undefined {
    const alternatives: SearchNode[] = [];
    let conjuncts: SearchNode[] = [];
    let nots: Operator[] = [];
    /** The operator that waits for its right side. */
    let pending: Operator | undefined;
    /** Whether an operand stands on the left, good or not. */
    let hasLeft = false;
    do {
      const kind = OPERATORS.get(cursor.type.id);
      if (kind === undefined) {
        if (END.has(cursor.type.id)) continue;
        const term = this.readTerm(cursor, field, level + nots.length);
        if (term) conjuncts.push(nots.reduceRight(negateAt, term));
        nots = [];
        pending = undefined;
        hasLeft = true;
        continue;
      }
      const operator: Operator = { kind, position: position(cursor.from, cursor.to) };
      if (kind === 'not') {
        nots.push(operator);
        continue;
      }
      const waiting = nots.at(-1) ?? pending;
      if (waiting) this.problems.missingRight(this.text, waiting.position, operator.position);
      else if (!hasLeft) this.problems.missingLeft(this.text, operator.position);
      nots = [];
      pending = operator;
      if (kind === 'or') {
        const left = combine('and', conjuncts);
        if (left) alternatives.push(left);
        conjuncts = [];
      }
    } while (cursor.nextSibling());
    const waiting = nots.at(-1) ?? pending;
    if (waiting) this.problems.missingRight(this.text, waiting.position, undefined);
    const last = combine('and', conjuncts);
    if (last) alternatives.push(last);
    return combine('or', alternatives);
  }

  private readTerm(cursor: TreeCursor, field: FieldName | undefined, level: number): SearchNode | undefined {
    if (level > MAX_DEPTH) {
      this.problems.tooDeep(position(cursor.from, cursor.to));
      return undefined;
    }
    switch (cursor.type.id) {
      case terms.Group:
      case terms.ValueGroup:
        return this.readGroup(cursor, field, level + 1);
      case terms.Field:
        return this.readField(cursor, level);
      case terms.StrayClose:
        this.problems.strayClose(position(cursor.from, cursor.to));
        return undefined;
      case terms.TooDeep:
        this.problems.tooDeep(position(cursor.from, cursor.to));
        return undefined;
      default: {
        if (field) return readValue(cursor, this.text, field, undefined, this.problems);
        const term = readText(cursor, this.text, this.problems);
        if (isGlued(this.text, cursor)) this.problems.glued(position(cursor.from - 1, cursor.to));
        return term;
      }
    }
  }

  private readGroup(cursor: TreeCursor, field: FieldName | undefined, level: number): SearchNode | undefined {
    const { from, to } = cursor;
    cursor.firstChild();
    const open = position(cursor.from, cursor.to);
    cursor.nextSibling();
    const isEmpty = END.has(cursor.type.id);
    const node = isEmpty ? undefined : this.readList(cursor, field, level);
    if (cursor.type.id === terms.Unclosed) this.problems.unclosed(open);
    else if (isEmpty) this.problems.empty(position(from, to));
    cursor.parent();
    if (node?.kind !== 'and' && node?.kind !== 'or') return node;
    return { ...node, position: position(from, to) };
  }

  private readField(cursor: TreeCursor, level: number): SearchNode | undefined {
    const { from, to } = cursor;
    cursor.firstChild();
    const field: FieldName = {
      name: unescapeText(this.text.slice(cursor.from, cursor.to)),
      position: position(cursor.from, cursor.to),
    };
    cursor.nextSibling();
    if (cursor.type.id === terms.Colon) cursor.nextSibling();
    let node: SearchNode | FieldNode | undefined;
    if (cursor.type.id === terms.MissingValue)
      this.problems.missingValue(this.text, position(from, to), field.name);
    else if (cursor.type.id === terms.ValueGroup || cursor.type.id === terms.TooDeep)
      node = this.readTerm(cursor, field, level);
    else node = readValue(cursor, this.text, field, position(from, to), this.problems);
    cursor.parent();
    return node;
  }
}

/** What ends a list: its closing bracket, or where that is missing. */
const END: ReadonlySet<number> = new Set([terms.Close, terms.Unclosed]);

function negateAt(term: SearchNode, operator: Operator): SearchNode {
  return negate(term, operator.position.from);
}
