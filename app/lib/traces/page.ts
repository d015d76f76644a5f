// A page of traces, whatever it is sorted by.
import type { TimeRange } from '#app/lib/core/time.ts';
import type { Partial } from '#app/lib/reading/schema.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { TraceBounds, TraceSummaryRow } from '#app/lib/telemetry/traces-summaries.ts';
import type { TraceCursor } from './cursor.ts';

export interface TracePageRequest {
  readonly range: TimeRange;
  readonly condition: Fragment;
  /** Whether every span matches. */
  readonly isAll: boolean;
  /** Whether few spans match, as far as one can guess. */
  readonly isRare: boolean;
  /** Whether the engine can tell at once that few spans match. */
  readonly mayBeRare: boolean;
  /** Whether several conditions have to hold at once. */
  readonly isNarrow: boolean;
  readonly bounds: TraceBounds;
  readonly limit: number;
  readonly cursor: TraceCursor | undefined;
}

export interface TracePage {
  readonly traces: readonly { readonly row: TraceSummaryRow; readonly matched: number | null }[];
  /** Null when there are no more. */
  readonly next: Pick<TraceCursor, 'measure' | 'hash' | 'paceNs'> | null;
  readonly partial: Partial | null;
}
