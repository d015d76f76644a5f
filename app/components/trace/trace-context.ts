// What every view of a trace and the detail of a span are given: the tree, what is chosen, and how to choose.
import { createContext, use } from 'react';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import type { CriticalPath } from './load/critical-path.ts';
import type { Ask } from './load/questions.ts';
import type { ChangeTraceView, TraceView } from './trace-view.ts';

/** A trace as it was loaded. Spans are named by their index in `tree.columns`. */
export interface LoadedTrace {
  readonly traceId: string;
  /** The source that stores it; undefined for one from a file. */
  readonly source: string | undefined;
  /** With the clocks as the view wants them: `tree.columns.start` is corrected where `view.skew` says so. */
  readonly tree: TraceTree;
  readonly critical: CriticalPath;
  /** Asks the worker that holds the trace about this tree. */
  readonly ask: Ask;
}

export interface TraceState {
  readonly trace: LoadedTrace;
  readonly view: TraceView;
  readonly change: ChangeTraceView;
  /** The span whose detail is open. */
  readonly open: number | undefined;
  /** Opens the detail of a span, or closes it, and brings its row into view. */
  readonly openSpan: (span: number | undefined) => void;
  /** One for each span: 1 where it matches the search or the text that is looked for. Undefined when nothing is looked for. */
  readonly matches: Uint8Array | undefined;
}

const Context = createContext<TraceState | undefined>(undefined);

export const TraceProvider = Context;

/** The trace of the page that the component is in. */
export function useTrace(): TraceState {
  const value = use(Context);
  if (!value) throw new Error('useTrace needs a trace above it');
  return value;
}
