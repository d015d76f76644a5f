// What the page and the worker that loads a trace say to each other.
import type { UserError } from '#app/lib/core/user-error.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import type { ClockDifference } from '#app/lib/trace-model/skew.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import type { CriticalPath } from './critical-path.ts';

export type ToWorker =
  /** Fetches the columns of a stored trace, then lays it. */
  | {
      readonly type: 'fetch';
      readonly traceId: string;
      readonly url: string;
      readonly correct: boolean;
    }
  /** Lays a trace that is here already. */
  | { readonly type: 'take'; readonly columns: SpanColumns; readonly correct: boolean }
  /** Lays the same trace again, by other clocks. */
  | { readonly type: 'lay'; readonly correct: boolean };

export interface LoadProgress {
  readonly spans: number;
  /** About how many will come; undefined while that is not known. */
  readonly total: number | undefined;
  readonly bytes: number;
}

/** A tree without its columns, which the page has, except for the starts, which clocks change. */
export interface LaidTrace {
  readonly tree: Omit<TraceTree, 'columns'>;
  readonly start: Float64Array;
  readonly baseNs: bigint;
  readonly differences: readonly ClockDifference[];
  readonly isCorrected: boolean;
}

export type FromWorker =
  | { readonly type: 'progress'; readonly progress: LoadProgress }
  /** All spans are here; what is left is to lay them. */
  | { readonly type: 'columns'; readonly columns: SpanColumns }
  | { readonly type: 'laid'; readonly laid: LaidTrace }
  /** Of the tree before, a moment after it. */
  | { readonly type: 'critical'; readonly critical: CriticalPath }
  | { readonly type: 'failed'; readonly error: UserError };
