// How the rows of the list look, the same for all of them: made once, so that a row is drawn anew only when it changes.
import type { Density, RowView } from '../logs-view.ts';
import { columnKind, columnWidth, type Widths } from './columns.ts';

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
  /** As many characters of a line as can be seen: laying out the others would cost most of a frame. */
  readonly characters: number;
  /** What finds the words of the search. */
  readonly pattern: RegExp | undefined;
}

/** What a row is drawn by: also what follows from the widths of the columns. */
export interface RowLook extends Look {
  /** How many characters surely fit in a column, by column; without end where what is longer ends with the row anyway. */
  readonly room: ReadonlyMap<string, number>;
}

/** A character of the list is no wider; CSS pixels. */
const MOST_CHARACTER_PX = 7.5;

/** The `room` of the columns. A cell whose text fits needs no clip. */
export function columnRoom({ columns, wrap, withDate, phone }: Look, widths: Widths): Map<string, number> {
  const last = columns.at(-1);
  return new Map(
    columns.map((name) => {
      const kind = columnKind(name);
      const isWhole = (kind === 'time' || kind === 'level') && widths[name] === undefined;
      if (isWhole || (kind === 'body' && name === last && !wrap)) return [name, Number.POSITIVE_INFINITY];
      return [name, phone ? 0 : Math.floor((columnWidth(name, widths, withDate) ?? 0) / MOST_CHARACTER_PX)];
    }),
  );
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
