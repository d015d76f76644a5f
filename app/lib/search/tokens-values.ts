// What values look like: numbers with their units, and where a range `[a TO b]` ends.
import { endsWord, isSpace } from './tokens-chars.ts';

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?:ns|us|µs|ms|s|m|h|B|KB|MB|GB|KiB|MiB|GiB)?$/;

/** Whether a value is coloured as a number: with or without a unit of time or size. */
export function numberLike(raw: string): boolean {
  return NUMBER.test(raw);
}

/** The UTF-16 unit that many places ahead, negative at the end. */
type Peek = (at: number) => number;

/** A bare end of a range, from `at` to white space, a bracket of any kind or a quote. */
export function scanRangePart(peek: Peek, at: number): { readonly text: string; readonly length: number } {
  let end = at;
  let text = '';
  while (!endsWord(peek(end)) && peek(end) !== 93 && peek(end) !== 125) {
    const escapes = peek(end) === 92 && peek(end + 1) >= 0;
    text += String.fromCharCode(peek(end));
    if (escapes) text += String.fromCharCode(peek(end + 1));
    end += escapes ? 2 : 1;
  }
  return { text, length: end - at };
}

/**
 * Whether a whole range begins here: bracket, end, `TO`, end, bracket. If not, how far the mistake goes: to a closing
 * bracket soon after, else to the end of the word.
 */
export function rangeLength(peek: Peek): { readonly complete: boolean; readonly length: number } {
  const from = skipEnd(peek, skipSpace(peek, 1));
  const to = from === undefined ? undefined : scanRangePart(peek, skipSpace(peek, from));
  if (from !== undefined && to?.text === 'TO') {
    const afterTo = skipSpace(peek, from) + 2;
    const end = skipEnd(peek, skipSpace(peek, afterTo));
    const close = end === undefined ? undefined : skipSpace(peek, end);
    if (close !== undefined && (peek(close) === 93 || peek(close) === 125))
      return { complete: true, length: close + 1 };
  }
  return { complete: false, length: badRangeLength(peek) };
}

/** A closing bracket this near is taken as that of the bad range. */
const NEAR = 80;

function badRangeLength(peek: Peek): number {
  for (let at = 1; at < NEAR && peek(at) >= 0 && peek(at) !== 41; at += 1)
    if (peek(at) === 93 || peek(at) === 125) return at + 1;
  let end = 1;
  while (!endsWord(peek(end))) end += peek(end) === 92 && peek(end + 1) >= 0 ? 2 : 1;
  return end;
}

function skipSpace(peek: Peek, at: number): number {
  let end = at;
  while (isSpace(peek(end))) end += 1;
  return end;
}

/** Past one end of a range, quoted or bare; undefined when there is none. */
function skipEnd(peek: Peek, at: number): number | undefined {
  if (peek(at) !== 34) {
    const { length } = scanRangePart(peek, at);
    return length === 0 ? undefined : at + length;
  }
  let end = at + 1;
  while (peek(end) >= 0 && peek(end) !== 34) end += peek(end) === 92 ? 2 : 1;
  return peek(end) === 34 ? end + 1 : undefined;
}
