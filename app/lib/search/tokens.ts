// The tokenizers of search.grammar: what a word, a field's name or a value is needs looking ahead to where it ends.
// Every one of them reads forward only and no further than its token's end, so tokenizing is linear.
import { ContextTracker, ExternalTokenizer, type InputStream } from '@lezer/lr';
import type { KnowsField } from './ast.ts';
import * as terms from './grammar.terms.gen.ts';
import { endsWord, hasWildcard, isSpace, unescapeText, wordKind } from './tokens-chars.ts';
import { isPasted, isScopedName } from './tokens-pasted.ts';
import { numberLike, rangeLength, scanRangePart } from './tokens-values.ts';

/** Brackets inside brackets; what is deeper is refused, so nobody who walks a tree can run out of stack. */
export const MAX_DEPTH = 100;

/** How many brackets are open. Part of the parse state, so the editor reuses a bracket only at the same depth. */
export const depth = new ContextTracker<number>({
  start: 0,
  shift(context, term) {
    if (term === terms.Open) return context + 1;
    if (term === terms.Close || term === terms.Unclosed) return context - 1;
    return context;
  },
  hash: (context) => context,
});

export const spaces = new ExternalTokenizer((input) => {
  if (!isSpace(input.next)) return;
  while (isSpace(input.next)) input.advance();
  input.acceptToken(terms.space);
});

export const brackets = new ExternalTokenizer(
  (input, stack) => {
    const open = stack.context as number;
    if (input.next === 40) {
      input.acceptToken(open < MAX_DEPTH ? terms.Open : terms.TooDeep, 1);
    } else if (input.next === 41) {
      if (open === 0) {
        if (stack.canShift(terms.StrayClose)) input.acceptToken(terms.StrayClose, 1);
      } else if (stack.canShift(terms.Close)) input.acceptToken(terms.Close, 1);
    } else if (input.next < 0 && open > 0 && stack.canShift(terms.Unclosed)) {
      input.acceptToken(terms.Unclosed);
    }
  },
  { contextual: true },
);

export const quotes = new ExternalTokenizer((input) => {
  if (input.next !== 34) return;
  input.advance();
  while (input.next >= 0) {
    if (input.next === 34) {
      input.acceptToken(terms.Phrase, 1);
      return;
    }
    if (input.next === 92) input.advance();
    input.advance();
  }
  input.acceptToken(terms.UnclosedPhrase);
});

export const operators = new ExternalTokenizer((input) => {
  const { next } = input;
  if (next === 33) {
    if (input.peek(1) !== 61) input.acceptToken(terms.Not, 1);
  } else if (next === 45) {
    const after = input.peek(1);
    if (after >= 0 && after !== 41 && !isSpace(after)) input.acceptToken(terms.Not, 1);
  } else if (next === 38 || next === 124) {
    if (input.peek(1) === next) input.acceptToken(next === 38 ? terms.And : terms.Or, 2);
  } else if (isWord(input, 'AND')) input.acceptToken(terms.And, 3);
  else if (isWord(input, 'OR')) input.acceptToken(terms.Or, 2);
  else if (isWord(input, 'NOT')) input.acceptToken(terms.Not, 3);
});

function isWord(input: InputStream, word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (input.peek(at) !== word.charCodeAt(at)) return false;
  return endsWord(input.peek(word.length));
}

/** `:` after a field's name, and the signs of a comparison after either. */
export const separators = new ExternalTokenizer(
  (input, stack) => {
    if (input.next === 58) {
      if (stack.canShift(terms.Colon)) input.acceptToken(terms.Colon, 1);
    } else if (input.next === 60 || input.next === 62)
      input.acceptToken(terms.Compare, input.peek(1) === 61 ? 2 : 1);
  },
  { contextual: true },
);

/** Reads to where a bare word ends, and gives the text. */
function readWord(input: InputStream): string {
  const codes: number[] = [];
  let text = '';
  while (!endsWord(input.next)) {
    const escapes = input.next === 92;
    codes.push(input.next);
    input.advance();
    if (escapes && input.next >= 0) {
      codes.push(input.next);
      input.advance();
    }
    if (codes.length > 4096) text += String.fromCharCode(...codes.splice(0));
  }
  return text + String.fromCharCode(...codes);
}

/** A name that may stand before `>` or `<` without a colon: what attribute and column names look like. */
const PLAUSIBLE = /^[A-Za-z_@](?:[\w.@/$-]*[\w$])?$/;
/** What is compared without a colon, unless the field is known: something that begins like a number. */
const NUMERIC = /^[<>]=?[-+]?\.?\d/;

/** Words and field names, told apart by what follows the first `:`, `<` or `>`. */
export function wordTokenizer(knows: KnowsField): ExternalTokenizer {
  return new ExternalTokenizer((input) => {
    const { pos } = input;
    if (endsWord(input.next)) return;
    const word = readWord(input);
    const name = fieldNameLength(word, input.next, knows);
    if (name > 0) input.acceptTokenTo(terms.FieldName, pos + name);
    else if (name === 0) input.acceptToken(terms.NamelessField);
    else input.acceptToken(hasWildcard(word, wordKind(word)) ? terms.WildWord : terms.Word);
  });
}

/** The length of the field's name with which a word begins; 0 for a colon without a name, -1 for a word. */
function fieldNameLength(word: string, after: number, knows: KnowsField): number {
  if (!/[:<>]/.test(word)) return -1;
  const separator = /^(?:[^\\:<>]|\\[\s\S]?)*/.exec(word)?.[0].length ?? 0;
  if (separator === word.length) return -1;
  if (word.charCodeAt(separator) !== 58) {
    const name = unescapeText(word.slice(0, separator));
    if (PLAUSIBLE.test(name) && (NUMERIC.test(word.slice(separator)) || knows(name))) return separator;
  }
  const colon = /^(?:[^\\:]|\\[\s\S]?)*/.exec(word)?.[0].length ?? 0;
  if (colon === word.length) return -1;
  const raw = word.slice(0, colon);
  if (raw.includes('\\')) return colon;
  if (isScopedName(raw) || (raw !== '' && knows(raw))) return colon;
  // `name:"…"` and `name:(…)` are never pasted addresses: the word ends at the colon.
  const isCut = colon === word.length - 1 && (after === 34 || after === 40);
  if (!isCut && isPasted(word, colon)) return -1;
  return colon;
}

export const words = wordTokenizer(() => false);

export const values = new ExternalTokenizer((input) => {
  const { next, pos } = input;
  if (endsWord(next)) {
    input.acceptToken(terms.MissingValue);
  } else if (next === 47 && input.peek(1) !== 47) readRegex(input);
  else if (next === 91 || next === 123) {
    const range = rangeLength((at) => input.peek(at));
    if (range.complete) input.acceptToken(terms.RangeOpen, 1);
    else input.acceptTokenTo(terms.BadRange, pos + range.length);
  } else {
    const value = readWord(input);
    if (hasWildcard(value, 'plain')) input.acceptToken(terms.WildValue);
    else input.acceptToken(numberLike(value) ? terms.NumberValue : terms.Value);
  }
});

/** `/re2/` up to the next `/` that is not escaped. Something right behind it makes it a mistake, as does no end. */
function readRegex(input: InputStream): void {
  const start = input.pos;
  let firstWord = 0;
  input.advance();
  while (input.next >= 0 && input.next !== 47) {
    if (firstWord === 0 && endsWord(input.next)) firstWord = input.pos;
    if (input.next === 92) input.advance();
    input.advance();
  }
  if (input.next < 0) {
    input.acceptTokenTo(terms.BadRegex, firstWord > start ? firstWord : input.pos);
    return;
  }
  input.advance();
  if (endsWord(input.next) && input.next !== 34 && input.next !== 40) {
    input.acceptToken(terms.Regex);
    return;
  }
  readWord(input);
  input.acceptToken(terms.BadRegex);
}

/** What is compared with: to where a word ends. */
export const bounds = new ExternalTokenizer((input) => {
  if (endsWord(input.next)) {
    input.acceptToken(terms.MissingBound);
    return;
  }
  readWord(input);
  input.acceptToken(terms.Bound);
});

/** The parts of a range. That they are all there was seen at its opening bracket. */
export const rangeParts = new ExternalTokenizer(
  (input, stack) => {
    if ((input.next === 93 || input.next === 125) && stack.canShift(terms.RangeClose)) {
      input.acceptToken(terms.RangeClose, 1);
      return;
    }
    const part = scanRangePart((at) => input.peek(at), 0);
    if (part.length === 0) return;
    if (stack.canShift(terms.To)) input.acceptToken(terms.To, part.length);
    else input.acceptToken(part.text === '*' ? terms.OpenEnd : terms.RangeBound, part.length);
  },
  { contextual: true },
);
