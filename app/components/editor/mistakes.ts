// Which mistakes of a search to show, and when: never one about a term that is still being typed.
import type { Position } from '#app/lib/core/errors.ts';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { Diagnostic, KnowsField } from '#app/lib/search/ast.ts';
import { parseSearch } from '#app/lib/search/parse.ts';

/** A mistake as it is shown; without a place it is about the whole text. */
export interface Mistake {
  readonly message: string;
  readonly position?: Position | undefined;
  readonly hint?: string | undefined;
}

/** All mistakes of a text. SQL is for the server to judge. */
export function findMistakes(
  text: string,
  language: 'lucene' | 'sql',
  knows: KnowsField,
): readonly Mistake[] {
  return language === 'lucene' ? parseSearch(text, knows).diagnostics : [];
}

/** Those that a pause in typing may show: all but what ends at the end of the text, where the next character goes. */
export function settledMistakes(mistakes: readonly Mistake[], text: string): readonly Mistake[] {
  const end = text.trimEnd().length;
  return mistakes.filter(({ position }) => position !== undefined && position.to < end);
}

/** The server's error as a mistake of the text, its place kept inside. */
export function serverMistake(error: UserError, text: string): Mistake {
  const { message, position, hint } = error;
  if (!position || text === '') return { message, hint };
  const from = Math.min(Math.max(position.from, 0), text.length - 1);
  return { message, hint, position: { from, to: Math.min(Math.max(position.to, from + 1), text.length) } };
}

/** Where a mistake is, for people: characters are counted from 1. */
export function placeText({ position }: Pick<Diagnostic, 'position'> | Mistake): string {
  return position ? ` (at character ${position.from + 1})` : '';
}
