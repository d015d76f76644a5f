// What the page asks about a whole trace, and the answers: worked out by the worker that holds the trace, so that the page
// goes on meanwhile. Answers are made of plain objects and typed arrays, and have no columns in them, which the page has.

import { type CallGraph, callGraph } from '#app/lib/trace-model/calls.ts';
import { diffOperations, diffTraces, type OperationDiff, type TraceDiff } from '#app/lib/trace-model/diff.ts';
import { findByIds, findByText, type Matches } from '#app/lib/trace-model/find.ts';
import { type FlameGraph, flameGraph } from '#app/lib/trace-model/flame.ts';
import {
  type OrderedSpans,
  orderSpans,
  type SiblingOrder,
  withAncestors,
} from '#app/lib/trace-model/rows.ts';
import { type SpanStatistics, spanStatistics } from '#app/lib/trace-model/statistics.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { type MinimapImage, minimapImage } from '../minimap/minimap-image.ts';
import { wholeOf } from '../waterfall/geometry.ts';

type By = 'operation' | 'service';

export type Question =
  /** Spans whose name, service or id holds the text. */
  | { readonly kind: 'text'; readonly text: string }
  /** Spans with these ids. */
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  /** All spans with siblings in this order. */
  | { readonly kind: 'order'; readonly by: SiblingOrder }
  | { readonly kind: 'statistics'; readonly by: By }
  | { readonly kind: 'calls'; readonly by: By }
  | { readonly kind: 'flame' }
  /** The small picture of the trace, so many pixels large. */
  | { readonly kind: 'picture'; readonly width: number; readonly height: number }
  /** How this trace differs from the one that another worker lends through the port. */
  | { readonly kind: 'diff'; readonly port: MessagePort };

/** Matches with the spans to show when only matches are: 1 for each of them and all above them. */
export interface MatchesInTree extends Matches {
  readonly shown: Uint8Array;
}

export type FlameBars = Omit<FlameGraph, 'columns'>;

export interface Difference {
  readonly diff: Omit<TraceDiff, 'a' | 'b'>;
  readonly operations: readonly OperationDiff[];
}

/** The answer to each kind of question. */
export interface Answers {
  readonly text: MatchesInTree;
  readonly ids: MatchesInTree;
  readonly order: OrderedSpans;
  readonly statistics: readonly SpanStatistics[];
  readonly calls: CallGraph;
  readonly flame: FlameBars;
  readonly picture: MinimapImage;
  readonly diff: Difference;
}

/** Questions that one trace is enough for. */
export type OwnQuestion = Exclude<Question, { kind: 'diff' }>;

/** Asks about one version of a trace. Rejects with the signal's reason once that is aborted, else with a UserError. */
export type Ask = <Asked extends Question>(
  question: Asked,
  signal: AbortSignal,
) => Promise<Answers[Asked['kind']]>;

/** What one trace is enough to answer. */
export function answerTo(tree: TraceTree, question: OwnQuestion): Answers[OwnQuestion['kind']] {
  switch (question.kind) {
    case 'text':
      return inTree(tree, findByText(tree.columns, question.text));
    case 'ids':
      return inTree(tree, findByIds(tree.columns, question.ids));
    case 'order':
      return orderSpans(tree, question.by);
    case 'statistics':
      return spanStatistics(tree, question.by);
    case 'calls':
      return callGraph(tree, question.by);
    case 'flame': {
      const { columns: _, ...bars } = flameGraph(tree);
      return bars;
    }
    case 'picture':
      return minimapImage(tree.preorder, tree.columns, wholeOf(tree), question.width, question.height);
  }
}

export function differenceOf(a: TraceTree, b: TraceTree): Difference {
  const { a: _, b: __, ...diff } = diffTraces(a, b);
  return { diff, operations: diffOperations(a, b) };
}

function inTree(tree: TraceTree, matches: Matches): MatchesInTree {
  return { ...matches, shown: withAncestors(tree, matches.marked) };
}
