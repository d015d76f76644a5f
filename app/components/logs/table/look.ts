// How the rows of the list look, the same for all of them: made once, so that a row is drawn anew only when it changes.
import type { Density, RowView } from '../logs-view.ts';

export interface Look {
  readonly view: RowView;
  readonly columns: readonly string[];
  /** Columns whose values are numbers: they stand at the right. */
  readonly numeric: ReadonlySet<string>;
  readonly wrap: boolean;
  readonly density: Density;
  /** Two lines a row, for a narrow screen. */
  readonly phone: boolean;
  /** IANA name. */
  readonly zone: string;
  /** Whether times have their date. */
  readonly withDate: boolean;
  /** What finds the words of the search. */
  readonly pattern: RegExp | undefined;
}

/** The height of a row; the first guess for rows that have heights of their own. CSS pixels. */
export function usualHeight({ view, wrap, density, phone }: Look): number {
  if (view === 'json') return 240;
  if (phone) return 44;
  const line = density === 'roomy' ? 30 : 22;
  return wrap ? line * 1.5 : line;
}

/** Whether rows have heights of their own. */
export function isMeasured({ view, wrap }: Look): boolean {
  return view === 'json' || wrap;
}
