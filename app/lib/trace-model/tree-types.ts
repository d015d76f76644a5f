// What is known of a trace once its spans are put in a tree. Arrays have one entry per span unless they say otherwise.
import type { SpanColumns } from './columns.ts';

/** Something about a trace that a reader should know; `spans` are the first hundred it is about, `count` all of them. */
export interface TraceProblem {
  readonly kind: /** The parent was not stored: the span stands at the top level. */
    | 'missing-parent'
    /** The span is its own ancestor: the edge that closes the circle is cut at the earliest span. */
    | 'cycle'
    /** Several spans with one id: children belong to the first one. Not the two sides of one call, as Zipkin writes them. */
    | 'duplicate'
    /** The span begins before its parent or ends after a synchronous parent could have, by the clock of another host. */
    | 'clock-skew'
    /** The trace has more than one span without a parent. */
    | 'several-roots';
  readonly count: number;
  readonly spans: readonly number[];
}

/** A forest over all spans: each span is in it exactly once. */
export interface TraceTree {
  readonly columns: SpanColumns;
  /** -1 at the top level. */
  readonly parent: Int32Array;
  readonly depth: Uint32Array;
  /** All spans, each parent before its children, children by start (then by entry). */
  readonly preorder: Uint32Array;
  /** The place of a span in `preorder`: its subtree is `preorder[place .. place + size]`. */
  readonly place: Uint32Array;
  /** Spans of the subtree, the span itself included. */
  readonly size: Uint32Array;
  /** Errors in the subtree, the span itself included. */
  readonly errors: Uint32Array;
  /** Duration without the time that children cover (the union of their intervals inside of the span), nanoseconds. */
  readonly self: Float64Array;
  /** Nanoseconds from the base: first start and last end of all spans. */
  readonly begin: number;
  readonly end: number;
  readonly problems: readonly TraceProblem[];
}

/**
 * Pieces of the critical path, one entry each: while it lasts, the root waits for this span's own work. Nanoseconds from the
 * base.
 */
export interface CriticalSegments {
  readonly spans: Uint32Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}
