// What is worked out from a whole trace: at once where that takes no time; else after the page has said that it takes some.
import { useEffect, useState } from 'react';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';

/** Traces of more spans keep the page for longer than a frame or two. */
const QUICK_SPANS = 30_000;

/** Results stay with what they are of, so that going back to a view costs nothing. */
const known = new WeakMap<object, Map<string, unknown>>();

function remember<Of extends object, Result>(of: Of, name: string, compute: (of: Of) => Result): Result {
  let results = known.get(of);
  if (!results) {
    results = new Map();
    known.set(of, results);
  }
  if (!results.has(name)) results.set(name, compute(of));
  return results.get(name) as Result;
}

/** `compute(tree)`, which `name` tells from others; undefined while it is being worked out. */
export function useComputed<Result>(
  tree: TraceTree,
  name: string,
  compute: (tree: TraceTree) => Result,
): Result | undefined {
  return useComputedOf(tree, tree.columns.count, name, compute);
}

/** The same of anything made from so many spans. Memoise it, and the function. */
export function useComputedOf<Of extends object, Result>(
  of: Of,
  spans: number,
  name: string,
  compute: (of: Of) => Result,
): Result | undefined {
  const isThere = known.get(of)?.has(name) === true;
  const isQuick = isThere || spans <= QUICK_SPANS;
  const [, setDone] = useState<object>();
  useEffect(() => {
    if (isQuick) return;
    // After two frames the page has been drawn.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        remember(of, name, compute);
        setDone({});
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [isQuick, of, name, compute]);
  return isQuick ? remember(of, name, compute) : undefined;
}
