// What a list shows: rows by their index, of which only some are held.
import type { UserError } from '#app/lib/core/user-error.ts';

export interface RowList<Row> {
  /** Rows so far, with placeholders at the end while there are more. */
  readonly count: number;
  /** Rows known to exist. */
  readonly known: number;
  /** How many of them came in front since the list began: an index minus this stays with its row. */
  readonly head: number;
  /** Whether the last page has been seen. */
  readonly complete: boolean;
  /** Undefined while its page is on the way. */
  readonly row: (index: number) => Row | undefined;
  /** The index of a row that is held. */
  readonly indexOf: (id: string) => number | undefined;
  readonly error: UserError | undefined;
  readonly retry: () => void;
}
