// Tree to search text: the canonical way to write a search. Parsing it gives the same tree, whatever fields are known.
import type { Bound, FieldNode, Pattern, SearchNode, TextNode, ValueMatch } from './ast.ts';
import { isPasted, isScopedName } from './tokens-pasted.ts';

/** The text of a tree: '' for all rows, terms side by side for AND, brackets wherever an AND or OR is inside another. */
export function printSearch(tree: SearchNode): string {
  return tree.kind === 'all' ? '' : print(tree);
}

function print(node: SearchNode): string {
  switch (node.kind) {
    case 'all':
      return '*';
    case 'and':
      return node.terms.map(printOperand).join(' ');
    case 'or':
      return node.terms.map(printOperand).join(' OR ');
    case 'not':
      return `NOT ${printOperand(node.term)}`;
    case 'text':
      return printText(node);
    case 'field':
      return printField(node);
  }
}

/** A term inside another. */
function printOperand(node: SearchNode): string {
  return node.kind === 'and' || node.kind === 'or' ? `(${print(node)})` : print(node);
}

const OPERATOR = /^(?:AND|OR|NOT)$/;
/** Words and values that mean themselves without quotes, wherever they stand. */
const PLAIN = /^[\p{L}\p{N}_./@=,%$#+][\p{L}\p{N}_./@=,%$#+-]*$/u;
/** What needs no `\` in a bare word, wherever it stands in it. */
const PLAIN_CHARACTER = /[^\p{L}\p{N}_./@=,%$#+]/gu;

function printText({ match }: TextNode): string {
  switch (match.kind) {
    case 'word':
      return isOperatorWord(match.value) ? `\\${match.value}` : escapeBare(match.value);
    case 'prefix':
      return `${escapeBare(match.value)}*`;
    case 'substring':
      // A token alone would be a whole word.
      return PLAIN.test(match.value) && /[\x21-\x2f\x3a-\x40\x5b-\x60]/.test(match.value)
        ? match.value
        : quote(match.value);
    case 'wildcard':
      return printPattern(match.pattern);
  }
}

/** A field that has one of the values: `field:value`, `field:(a OR b)`. */
export function printAlternatives(field: string, values: readonly string[]): string {
  const [first = ''] = values;
  if (values.length === 1) return printSearch(equalsNode(field, first));
  const inside = values.map((value) => (isOperatorWord(value) ? quote(value) : printEquals(value)));
  return `${escapeName(field)}:(${inside.join(' OR ')})`;
}

function equalsNode(field: string, value: string): FieldNode {
  const position = { from: 0, to: 0 };
  return { kind: 'field', field, fieldPosition: position, match: { kind: 'equals', value }, position };
}

function printField({ field, match }: FieldNode): string {
  const value = printValue(match);
  const name = escapeName(field);
  // A name with a `\` is a field's name, whatever follows; of a plain one, a quoted value says the same and reads better.
  if (name.includes('\\') || isScopedName(name) || !isPasted(`${name}:${value}`, name.length))
    return `${name}:${value}`;
  return match.kind === 'equals' ? `${name}:${quote(match.value)}` : `\\${name}:${value}`;
}

function printValue(match: ValueMatch): string {
  switch (match.kind) {
    case 'equals':
      return printEquals(match.value);
    case 'wildcard':
      // Not a regex.
      return printPattern(match.pattern).replace(/^\//, '\\/');
    case 'exists':
      return '*';
    case 'regex':
      return `/${match.pattern.replace(/\\[\s\S]|\//g, (part) => (part === '/' ? '\\/' : part))}/`;
    case 'compare':
      return `${match.operator}${printBound(match.bound)}`;
    case 'range':
      return `${match.includesFrom ? '[' : '{'}${printEnd(match.from)} TO ${printEnd(match.to)}${match.includesTo ? ']' : '}'}`;
  }
}

/** A value behind its colon. */
export function printEquals(value: string): string {
  return PLAIN.test(value) && !value.startsWith('/') ? value : quote(value);
}

function printEnd(bound: Bound | null): string {
  return bound ? printBound(bound) : '*';
}

const PLAIN_BOUND = /^[\p{L}\p{N}_.+:-]+$/u;

function printBound({ value }: Bound): string {
  return PLAIN_BOUND.test(value) ? value : quote(value);
}

function printPattern(pattern: Pattern): string {
  return pattern
    .map((part) => (part.kind === 'text' ? escapeBare(part.value) : part.kind === 'any' ? '*' : '?'))
    .join('');
}

/** `text` in quotes. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** A field's name as it is written before the colon. */
export function escapeName(name: string): string {
  return escapeBare(name);
}

/** Whether a word is an operator when it stands bare. */
export function isOperatorWord(word: string): boolean {
  return OPERATOR.test(word);
}

/** `text` as (a part of) a bare word, every character that could mean something escaped. */
function escapeBare(text: string): string {
  return text.replace(PLAIN_CHARACTER, (character) => `\\${character}`);
}
