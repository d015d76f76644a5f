// What the page and the worker that loads a trace say to each other.
import type { UserError } from '#app/lib/core/user-error.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import type { ClockDifference } from '#app/lib/trace-model/skew.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import type { CriticalPath } from './critical-path.ts';
import type { Question } from './questions.ts';

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
  | { readonly type: 'lay'; readonly correct: boolean }
  | QuestionMessage;

/** What concerns questions about a trace that is laid. */
export type QuestionMessage =
  | { readonly type: 'ask'; readonly id: number; readonly version: number; readonly question: Question }
  /** Nobody waits for the answer any more. */
  | { readonly type: 'cancel'; readonly id: number }
  /** Sends the tree through the port, to another worker. */
  | { readonly type: 'lend'; readonly port: MessagePort };

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
  /** Counts the layings; questions name the one they are about. */
  readonly version: number;
}

export type FromWorker =
  | { readonly type: 'progress'; readonly progress: LoadProgress }
  /** All spans are here; what is left is to lay them. */
  | { readonly type: 'columns'; readonly columns: SpanColumns }
  | { readonly type: 'laid'; readonly laid: LaidTrace }
  /** Of the tree before, a moment after it. */
  | { readonly type: 'critical'; readonly critical: CriticalPath }
  /** To the question with this id. */
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly error: UserError }
  | { readonly type: 'failed'; readonly error: UserError };
