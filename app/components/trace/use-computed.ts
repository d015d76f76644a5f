// What is worked out from a whole trace: at once where that takes no time; else after the page has said that it takes some.
import { useEffect, useState } from 'react';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';

/** Traces of more spans keep the page for longer than a frame or two. */
const QUICK_SPANS = 30_000;

/** Results stay with their tree, so that going back to a view costs nothing. */
const known = new WeakMap<TraceTree, Map<string, unknown>>();

function remember<Result>(tree: TraceTree, name: string, compute: (tree: TraceTree) => Result): Result {
  let results = known.get(tree);
  if (!results) {
    results = new Map();
    known.set(tree, results);
  }
  if (!results.has(name)) results.set(name, compute(tree));
  return results.get(name) as Result;
}

/** `compute(tree)`, which `name` tells from others; undefined while it is being worked out. */
export function useComputed<Result>(
  tree: TraceTree,
  name: string,
  compute: (tree: TraceTree) => Result,
): Result | undefined {
  const isThere = known.get(tree)?.has(name) === true;
  const isQuick = isThere || tree.columns.count <= QUICK_SPANS;
  const [, setDone] = useState<object>();
  useEffect(() => {
    if (isQuick) return;
    // After two frames the page has been drawn.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        remember(tree, name, compute);
        setDone({});
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [isQuick, tree, name, compute]);
  return isQuick ? remember(tree, name, compute) : undefined;
}
