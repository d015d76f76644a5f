// What the page and the worker that reads a trace file say to each other.
import type { UserError } from '#app/lib/core/user-error.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import type { SpanDetail } from '#app/lib/trace-model/open/read-span.ts';

export type ToFileWorker =
  | { readonly type: 'open'; readonly file: File }
  /** The columns of a trace, by its place in the list. */
  | { readonly type: 'columns'; readonly trace: number }
  /** One span whole, by its entry in the columns. `ask` comes back with the answer. */
  | { readonly type: 'detail'; readonly trace: number; readonly span: number; readonly ask: number };

/** A trace of the file. */
export interface ListedTrace {
  readonly traceId: string;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly rootService: string;
  readonly rootName: string;
  /** RFC 3339 with nine decimals. */
  readonly startTime: string;
  readonly durationNs: number;
}

export type FromFileWorker =
  | {
      readonly type: 'opened';
      readonly format: 'otlp' | 'jaeger';
      readonly traces: readonly ListedTrace[];
      readonly skipped: number;
    }
  | { readonly type: 'columns'; readonly trace: number; readonly columns: SpanColumns }
  | {
      readonly type: 'detail';
      readonly ask: number;
      readonly detail: SpanDetail | undefined;
      readonly error: UserError | undefined;
    }
  | { readonly type: 'failed'; readonly error: UserError };
