// What of a screen's search is handed on.
import type { RangeText } from '#app/components/time/range.ts';

export interface SharedSearch {
  /** The range as in the URL: relative where the viewer chose so. */
  readonly range: RangeText;
  /** The same at fixed points in time. */
  readonly fixed: RangeText;
  /** Names in the URL that are only of this visit, and in no link. */
  readonly passing: readonly string[];
  /** The search of a range as a command for the shell. */
  readonly curl: (origin: string) => string;
  /** The search as SQL with all values in it. Rejects with what is wrong with the search. */
  readonly sql: () => Promise<string>;
}
