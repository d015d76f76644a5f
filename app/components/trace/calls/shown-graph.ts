// The part of a call graph that is drawn: as much as one can read. Pure.
import type { CallEdge, CallGraph, CallNode } from '#app/lib/trace-model/calls.ts';

export interface ShownNode extends CallNode {
  /** The place in the whole graph. */
  readonly id: number;
  /** Calls of it by itself, which are not drawn. */
  readonly ownCalls: number;
}

export interface ShownGraph {
  readonly nodes: readonly ShownNode[];
  /** `source` and `target` are places in the whole graph. */
  readonly edges: readonly CallEdge[];
  /** Nodes that are left out. */
  readonly hidden: number;
}

/** The nodes with the largest self time, with failures first, and the calls between them. */
export function shownGraph({ nodes, edges }: CallGraph, most: number): ShownGraph {
  const order = nodes.map((_, id) => id);
  const of = (id: number) => nodes[id] as CallNode;
  const isEntry = (id: number) => Number(of(id).entries > 0);
  const kept = new Set(
    nodes.length <= most
      ? order
      : order
          .toSorted(
            (a, b) =>
              isEntry(b) - isEntry(a) ||
              Number(of(b).errors > 0) - Number(of(a).errors > 0) ||
              of(b).self - of(a).self,
          )
          .slice(0, most),
  );
  const own = new Map<number, number>();
  for (const { source, target, count } of edges) if (source === target) own.set(source, count);
  return {
    nodes: order.filter((id) => kept.has(id)).map((id) => ({ ...of(id), id, ownCalls: own.get(id) ?? 0 })),
    edges: edges.filter(({ source, target }) => source !== target && kept.has(source) && kept.has(target)),
    hidden: nodes.length - kept.size,
  };
}
