// What can be completed at a place of a search text, and the texts that completing puts there. Pure.
import type { SyntaxNode } from '@lezer/common';
import type { KnowsField } from './ast.ts';
import * as terms from './grammar.terms.gen.ts';
import { searchParser } from './parse.ts';
import { escapeName, isOperatorWord, printEquals, quote } from './print.ts';
import { unescapeText } from './tokens-chars.ts';
import { isPasted, isScopedName } from './tokens-pasted.ts';

/** What fits at the cursor. */
export interface CompletionPlace {
  /**
   * `field`: the name of a field; `operator`: an operator as well as a field, behind a term; `value`: a value of `field`;
   * `none`: anything may be typed, nothing can be suggested.
   */
  readonly kind: 'field' | 'value' | 'operator' | 'none';
  /** What a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  /** The field whose value it is, as written without escapes. */
  readonly field?: string;
  /** What is there before the cursor, without quotes and escapes. */
  readonly prefix: string;
  /** Values in `field:(…)`. */
  readonly inBrackets?: boolean;
  /** Whether a field's name at this place has its `:` already. */
  readonly hasColon?: boolean;
}

/** What fits at `cursor`, a UTF-16 offset. Never throws. */
export function completionAt(text: string, cursor: number, knows?: KnowsField): CompletionPlace {
  const node = searchParser(knows).parse(text).resolveInner(cursor, -1);
  return placeAt(node, text, cursor);
}

/** The same from a node of the editor's own tree: `tree.resolveInner(cursor, -1)`. */
export function placeAt(node: SyntaxNode, text: string, cursor: number): CompletionPlace {
  const none: CompletionPlace = { kind: 'none', from: cursor, to: cursor, prefix: '' };
  const field = fieldAround(node, text);
  const own = { from: node.from, to: node.to, prefix: unescapeText(text.slice(node.from, cursor)) };
  switch (node.type.id) {
    case terms.FieldName:
      return { kind: 'field', ...own, hasColon: true };
    case terms.Word:
      // A word with a colon is pasted text; one with `\` is meant as it stands.
      return /[:\\]|^-$/.test(text.slice(node.from, node.to)) ? none : { kind: newTerm(node), ...own };
    case terms.Colon:
      return { kind: 'value', from: cursor, to: cursor, prefix: '', ...field };
    case terms.Value:
    case terms.NumberValue:
    case terms.WildValue:
    case terms.MissingValue:
      return { kind: 'value', ...own, ...field };
    case terms.Phrase:
      if (!field || cursor === node.to) return none;
      return { kind: 'value', ...own, prefix: phrasePrefix(text, node, cursor), ...field };
    case terms.UnclosedPhrase:
      if (!field) return none;
      return {
        kind: 'value',
        from: node.from,
        to: cursor,
        prefix: phrasePrefix(text, node, cursor),
        ...field,
      };
    default:
      return between(node, text, cursor, field) ?? none;
  }
}

function phrasePrefix(text: string, node: SyntaxNode, cursor: number): string {
  return unescapeText(text.slice(node.from + 1, cursor));
}

/** Between the terms: behind white space, an operator sign or an opening bracket, and at the start. */
function between(
  node: SyntaxNode,
  text: string,
  cursor: number,
  field: { field: string; inBrackets: boolean } | undefined,
): CompletionPlace | undefined {
  const inList = [terms.Search, terms.Group, terms.ValueGroup, terms.Open, terms.Not].includes(node.type.id);
  const isOpen = node.type.id === terms.Open || /[\s!|&(-]|^$/.test(text.slice(cursor - 1, cursor));
  if (!inList || !isOpen) return undefined;
  const empty = { from: cursor, to: cursor, prefix: '' };
  const list = node.type.id === terms.Open || node.type.id === terms.Not ? node.parent : node;
  if (list?.type.id === terms.ValueGroup) return { kind: 'value', ...empty, ...field };
  if (node.type.id === terms.Open || node.type.id === terms.Not) return { kind: 'field', ...empty };
  const before = node.childBefore(cursor);
  return { kind: before && isOperand(before) ? 'operator' : 'field', ...empty };
}

function newTerm(node: SyntaxNode): 'field' | 'operator' {
  return node.prevSibling && isOperand(node.prevSibling) ? 'operator' : 'field';
}

const NOT_OPERANDS: ReadonlySet<number> = new Set([terms.And, terms.Or, terms.Not, terms.Open]);

function isOperand(node: SyntaxNode): boolean {
  return !NOT_OPERANDS.has(node.type.id);
}

/** The field of which this node is a value; undefined in comparisons, whose bounds nobody can guess. */
function fieldAround(node: SyntaxNode, text: string): { field: string; inBrackets: boolean } | undefined {
  let inBrackets = node.type.id === terms.ValueGroup;
  for (let up = node.parent; up; up = up.parent) {
    if (up.type.id === terms.Comparison || up.type.id === terms.Range) return undefined;
    if (up.type.id === terms.ValueGroup) inBrackets = true;
    const name = up.type.id === terms.Field ? up.firstChild : null;
    if (name) return { field: unescapeText(text.slice(name.from, name.to)), inBrackets };
  }
  return undefined;
}

/** What completing a field's name puts there. */
export function fieldText(name: string, place: Pick<CompletionPlace, 'hasColon'>): string {
  return place.hasColon ? escapeName(name) : `${escapeName(name)}:`;
}

/** What completing a value puts there: quoted where it would mean something else. */
export function valueText(value: string, place: CompletionPlace, knows: KnowsField): string {
  const { field = '', inBrackets = false } = place;
  const text = printEquals(value);
  if (inBrackets) return isOperatorWord(value) ? quote(value) : text;
  const name = escapeName(field);
  const isField = name.includes('\\') || isScopedName(field) || knows(field);
  return !isField && isPasted(`${name}:${text}`, name.length) ? quote(value) : text;
}
