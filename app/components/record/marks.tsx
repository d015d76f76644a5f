// Marks the words of a search in a text.
import type { ReactNode } from 'react';

/** What finds the terms, ignoring case; undefined when there is nothing to find. */
export function termPattern(terms: readonly string[]): RegExp | undefined {
  const parts = terms.filter((term) => term !== '');
  if (parts.length === 0) return undefined;
  // Longer ones first, so that a word inside a phrase does not cut it.
  const sorted = [...parts].sort((a, b) => b.length - a.length).map(escapePattern);
  return new RegExp(`(${sorted.join('|')})`, 'gi');
}

/** A text cut at the places where a term stands. */
export function splitAtTerms(
  text: string,
  pattern: RegExp | undefined,
): readonly { readonly text: string; readonly hit: boolean }[] {
  if (!pattern) return [{ text, hit: false }];
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, hit: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

/** Text with the search's words marked. */
export function Marked({ text, pattern }: { readonly text: string; readonly pattern: RegExp | undefined }) {
  return marked(text, pattern);
}

/** The same as a function, for where a component would be one too many. */
export function marked(text: string, pattern: RegExp | undefined): ReactNode {
  if (!pattern) return text;
  const parts = splitAtTerms(text, pattern);
  if (parts.length === 1 && !parts[0]?.hit) return text;
  let offset = 0;
  return parts.map((part) => {
    const key = offset;
    offset += part.text.length;
    return part.hit ? <mark key={key}>{part.text}</mark> : part.text;
  });
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
