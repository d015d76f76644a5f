// Splits ClickHouse SQL into tokens, far enough to find clauses without mistaking a string or a comment for one.

type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'punct';

/** A token of a statement; `from` and `to` are offsets in the text that was read. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

// Words are ASCII. Whatever else is not ASCII is white space of some alphabet, or an error that the engine's parser reports.
const SPACE = /[\s\0\u0080-\uffff]/;
const WORD_START = /[A-Za-z_$]/;
const WORD = /[\w$]/;
/** Quotes of word processors, which the engine takes too: as one character, and as UTF-8 read as latin1. */
const CURLY: readonly (readonly [kind: TokenKind, opening: string, closing: string])[] = [
  ['string', '\u2018', '\u2019'],
  ['quoted', '\u201c', '\u201d'],
  ['string', '\u00e2\u0080\u0098', '\u00e2\u0080\u0099'],
  ['quoted', '\u00e2\u0080\u009c', '\u00e2\u0080\u009d'],
];

/**
 * Yields the tokens of `text` from `start`, without white space and comments. Never throws: an unterminated string or
 * comment reaches to the end, and the engine's own parser says what is wrong with it.
 *
 * Works on text and on bytes read as latin1 alike, because every character that matters is ASCII.
 */
export function* tokens(text: string, start = 0): Generator<Token, void> {
  let at = start;
  while (true) {
    at = skipBlank(text, at);
    const first = text[at];
    if (first === undefined) return;
    const token = readToken(text, at, first);
    yield token;
    at = token.to;
  }
}

/** The offset of the first character at or after `at` that is neither white space nor part of a comment. */
function skipBlank(text: string, at: number): number {
  let next = at;
  while (next < text.length) {
    const char = text[next] ?? '';
    const pair = text.slice(next, next + 2);
    if (SPACE.test(char) && !curlyAt(text, next)) next++;
    else if (pair === '--' || pair === '//' || pair === '#!' || pair === '# ')
      next = endAfter(text, '\n', next);
    else if (pair === '/*') next = endAfter(text, '*/', next + 2);
    else break;
  }
  return next;
}

function curlyAt(text: string, at: number) {
  return text.charCodeAt(at) < 0x80 ? undefined : CURLY.find(([, opening]) => text.startsWith(opening, at));
}

function endAfter(text: string, closing: string, from: number): number {
  const found = text.indexOf(closing, from);
  return found < 0 ? text.length : found + closing.length;
}

function readToken(text: string, from: number, first: string): Token {
  const make = (kind: TokenKind, to: number): Token => ({ kind, text: text.slice(from, to), from, to });
  if (first === "'") return make('string', quotedEnd(text, from));
  if (first === '"' || first === '`') return make('quoted', quotedEnd(text, from));
  const curly = curlyAt(text, from);
  if (curly) return make(curly[0], endAfter(text, curly[2], from + curly[1].length));
  if (first === '$') {
    const tag = /^\$\w*\$/.exec(text.slice(from, from + 64))?.[0];
    if (tag !== undefined && text.includes(tag, from + tag.length))
      return make('string', endAfter(text, tag, from + tag.length));
  }
  if (/\d/.test(first)) return make('number', runEnd(text, from, WORD));
  if (WORD_START.test(first)) return make('word', runEnd(text, from, WORD));
  return make('punct', from + 1);
}

function runEnd(text: string, from: number, allowed: RegExp): number {
  let to = from + 1;
  while (to < text.length && allowed.test(text[to] ?? '')) to++;
  return to;
}

/** The end of a quoted token: a backslash escapes any character, a doubled quote is one quote. */
function quotedEnd(text: string, from: number): number {
  const quote = text[from];
  let at = from + 1;
  while (at < text.length) {
    const char = text[at];
    if (char === '\\') at += 2;
    else if (char !== quote) at++;
    else if (text[at + 1] === quote) at += 2;
    else return at + 1;
  }
  return text.length;
}

/** Whether the token is this keyword, in any case. `keyword` is in upper case. */
export function isWord(token: Token | undefined, keyword: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === keyword;
}

/** Whether the token is this one punctuation character. */
export function isPunct(token: Token | undefined, char: string): boolean {
  return token?.kind === 'punct' && token.text === char;
}
