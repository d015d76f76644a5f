// Wildcards and texts as LIKE patterns and regular expressions.
import type { Pattern } from './ast.ts';

/** ClickHouse's `lower` knows ASCII only, and so must we, or the two would disagree on other letters. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A text as it stands inside of a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (char) => `\\${char}`);
}

/** A pattern for LIKE, anchored at both ends. */
export function likePattern(pattern: Pattern, read: (text: string) => string = (text) => text): string {
  return pattern
    .map((part) => (part.kind === 'text' ? escapeLike(read(part.value)) : part.kind === 'any' ? '%' : '_'))
    .join('');
}

/** A text as it stands inside of a regular expression of RE2 (and of JavaScript with the flag `u`). */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, (char) => `\\${char}`);
}

/** The same pattern for texts of our own, ignoring case. */
export function patternToRegExp(pattern: Pattern): RegExp {
  const source = pattern
    .map((part) => (part.kind === 'text' ? escapeRegex(part.value) : part.kind === 'any' ? '[^]*' : '[^]'))
    .join('');
  return new RegExp(`^${source}$`, 'iu');
}
