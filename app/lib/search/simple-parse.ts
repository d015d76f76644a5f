// Search text to tree. Grammar: terms side by side, each a bare word or a "phrase"; `\` escapes any character.
// What the language will mean later (operators, fields) is refused with its position, never guessed at.
import type { Position } from '#app/lib/core/errors.ts';
import type { Diagnostic } from './ast.ts';

/** The body holds this token, ignoring case. A token is a run of letters and digits. */
export interface WordNode {
  readonly kind: 'word';
  readonly value: string;
  readonly position: Position;
}

/** The body holds this text, contiguous, ignoring case. */
export interface PhraseNode {
  readonly kind: 'phrase';
  readonly value: string;
  readonly position: Position;
}

/** All of the terms hold; none at all matches every row. */
export interface SearchTree {
  readonly kind: 'and';
  readonly terms: readonly (WordNode | PhraseNode)[];
}

interface ParsedSearch {
  readonly tree: SearchTree;
  readonly diagnostics: readonly Diagnostic[];
}

/** Characters that ClickHouse's splitByNonAlpha keeps in a token: ASCII letters and digits, and all beyond ASCII. */
const TOKEN = /^[A-Za-z0-9\u0080-\u{10ffff}]+$/u;
const FIELD =
  /^(level|severity|service|message|body|trace_id|span_id|attributes\.\S*|resource\.\S*|scope\.\S*):/;
const OPERATORS = new Set(['AND', 'OR', 'NOT', '&&', '||', '!']);

/** Parses any text; never throws. A tree with diagnostics is only good for display. */
export function parseSearch(text: string): ParsedSearch {
  const terms: (WordNode | PhraseNode)[] = [];
  const diagnostics: Diagnostic[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const term = text.charAt(at) === '"' ? readPhrase(text, at) : readBare(text, at);
    at = term.node.position.to;
    if (term.problem) diagnostics.push({ message: term.problem, position: term.node.position });
    if (term.node.value !== '') terms.push(term.node);
  }
  return { tree: { kind: 'and', terms }, diagnostics };
}

interface ReadTerm {
  readonly node: WordNode | PhraseNode;
  readonly problem?: string;
}

function readPhrase(text: string, from: number): ReadTerm {
  let value = '';
  let at = from + 1;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '"') return { node: { kind: 'phrase', value, position: { from, to: at + 1 } } };
    if (char === '\\' && at + 1 < text.length) at += 1;
    value += text.charAt(at);
    at += 1;
  }
  return {
    node: { kind: 'phrase', value, position: { from, to: text.length } },
    problem: 'The quote is not closed.',
  };
}

function readBare(text: string, from: number): ReadTerm {
  let value = '';
  let at = from;
  let escaped = false;
  while (at < text.length && !/[\s"]/.test(text.charAt(at))) {
    if (text.charAt(at) === '\\' && at + 1 < text.length) {
      at += 1;
      escaped = true;
    }
    value += text.charAt(at);
    at += 1;
  }
  const position = { from, to: at };
  const node: ReadTerm['node'] = { kind: TOKEN.test(value) ? 'word' : 'phrase', value, position };
  const problem = escaped ? undefined : refuse(value);
  return problem === undefined ? { node } : { node, problem };
}

function refuse(value: string): string | undefined {
  if (OPERATORS.has(value))
    return `${value} is not supported yet. All terms must match; quote it to search for the word.`;
  if (FIELD.test(value)) return 'Searching a field is not supported yet. Quote it to search for the text.';
  if (value.includes('*')) return 'Wildcards are not supported yet. Quote it to search for the text.';
  if (/^[-!(]|\)$/.test(value))
    return 'Operators and brackets are not supported yet. Quote it to search for the text.';
  return undefined;
}
