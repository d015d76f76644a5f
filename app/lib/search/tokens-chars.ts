// What single characters mean in a search, and reading texts with `\` escapes and wildcards.
import type { Pattern, PatternPart } from './ast.ts';

const BACKSLASH = 92;

/** White space as in the `\s` of a regular expression. `code` is a UTF-16 unit, or negative at the end. */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/** Whether a bare word or value ends before this unit: white space, a bracket, a quote, or the end of the text. */
export function endsWord(code: number): boolean {
  return code < 0 || code === 34 || code === 40 || code === 41 || isSpace(code);
}

/** What ClickHouse's splitByNonAlpha keeps in a token: ASCII letters and digits, and all beyond ASCII. */
const TOKEN = /^[A-Za-z0-9\u0080-\u{10ffff}]+$/u;

/** Whether a text is one token of the body. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** `C:\…`: in such a word `\` stands for itself where it can. */
const WINDOWS_PATH = /^[A-Za-z]:\\/;
/** A colon and two slashes: in such a word `?` begins a URL's query. */
const URL = /^[^\\:]*:\/\//;

/** How the `\` and `?` of a bare word or value are read. */
export type WordKind = 'plain' | 'path' | 'url';

/** Whether a bare word is a Windows path or a URL. Values of fields are always plain. */
export function wordKind(raw: string): WordKind {
  if (WINDOWS_PATH.test(raw)) return 'path';
  return URL.test(raw) ? 'url' : 'plain';
}

/** A bare word without its escapes, as literal texts and wildcards in order. A `\` at the end stands for itself. */
export function readPattern(raw: string, kind: WordKind = 'plain'): Pattern {
  if (!/[\\*?]/.test(raw)) return raw === '' ? [] : [{ kind: 'text', value: raw }];
  const parts: PatternPart[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') parts.push({ kind: 'text', value: text });
    text = '';
  };
  for (let at = 0; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === BACKSLASH && at + 1 < raw.length && (kind !== 'path' || escapesInPath(raw, at + 1))) {
      at += 1;
      text += raw.charAt(at);
    } else if (code === 42) {
      flush();
      if (parts.at(-1)?.kind !== 'any') parts.push({ kind: 'any' });
    } else if (code === 63 && kind !== 'url') {
      flush();
      parts.push({ kind: 'one' });
    } else text += raw.charAt(at);
  }
  flush();
  return parts;
}

/** Whether a bare word has a wildcard that is not escaped. */
export function hasWildcard(raw: string, kind: WordKind): boolean {
  return /[*?]/.test(raw) && readPattern(raw, kind).some((part) => part.kind !== 'text');
}

/** What would end the word, or is a `\`, still has to be escaped in a path. */
function escapesInPath(raw: string, at: number): boolean {
  return /[\s\\"()]/.test(raw.charAt(at));
}

/** A text without its escapes, wildcards taken literally: field names and the insides of quotes. */
export function unescapeText(raw: string): string {
  return raw.includes('\\') ? raw.replace(/\\([\s\S])/g, '$1') : raw;
}

/** Whether the text ends with a `\` that has nothing to escape. */
export function endsInEscape(raw: string): boolean {
  let count = 0;
  while (raw.charCodeAt(raw.length - 1 - count) === BACKSLASH) count += 1;
  return count % 2 === 1;
}
