// What is wrong with a search text, before it is sent anywhere.
import type { Position } from '#app/lib/core/errors.ts';
import { parseSearch } from '#app/lib/search/parse.ts';

/** The most that the server takes; UTF-16 units. */
const LONGEST_QUERY = 100_000;

export interface QueryMistake {
  readonly message: string;
  /** Missing when the text as a whole is the mistake. */
  readonly position?: Position;
}

/** The sentence about a text that is too long, undefined for every other text. */
export function tooLong(query: string): string | undefined {
  return query.length > LONGEST_QUERY ? 'The search is longer than 100,000 characters.' : undefined;
}

/** The first mistake in a text. */
export function queryMistake(query: string): QueryMistake | undefined {
  const message = tooLong(query);
  return message === undefined ? parseSearch(query).diagnostics[0] : { message };
}
