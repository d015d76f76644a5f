// How the rows of the list look, the same for all of them: made once, so that a row is drawn anew only when it changes.
import type { Density, RowView } from '../logs-view.ts';
import { columnKind, type Widths } from './columns.ts';

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
  /** Columns whose text never ends before it is whole, or ends where the row does: they need no clip of their own. */
  readonly unclipped: ReadonlySet<string>;
}

/** Clips are a large part of what a row costs, so columns that can do without have none. */
export function unclippedColumns({ columns, wrap }: Look, widths: Widths): ReadonlySet<string> {
  const last = columns.at(-1);
  return new Set(
    columns.filter((name) => {
      const kind = columnKind(name);
      if (kind === 'time' || kind === 'level') return widths[name] === undefined;
      return kind === 'body' && name === last && !wrap;
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
