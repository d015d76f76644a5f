// The call graph of one trace: who called whom, how often, at what cost.
import { SPAN_STATUSES } from './columns.ts';
import { findOperations } from './operations.ts';
import { PairIndex } from './pair-index.ts';
import type { TraceTree } from './tree-types.ts';

const ERROR = SPAN_STATUSES.indexOf('Error');

/** Counts and times (nanoseconds) of some spans. */
interface CallSums {
  readonly count: number;
  readonly errors: number;
  readonly total: number;
  readonly self: number;
}
export interface CallNode extends CallSums {
  readonly service: string;
  /** '' in a graph of services. */
  readonly name: string;
  /** Spans of it that nothing in the trace called. */
  readonly entries: number;
}
/** The sums are of the called spans. `source` and `target` are places in `nodes`. */
export interface CallEdge extends CallSums {
  readonly source: number;
  readonly target: number;
}
export interface CallGraph {
  readonly nodes: readonly CallNode[];
  readonly edges: readonly CallEdge[];
}

/**
 * The graph by operation, or by service. By operation every parent and child is a call, also of one operation to itself; by
 * service only those between two services.
 */
export function callGraph(tree: TraceTree, by: 'operation' | 'service'): CallGraph {
  const { columns, parent, preorder } = tree;
  const operations = findOperations(columns);
  const group = by === 'operation' ? operations.of : columns.service;
  const nodes = new Sums();
  const edges = new Sums();
  const nodeIndex = new PairIndex();
  const edgeIndex = new PairIndex();
  const entries: number[] = [];
  const ends: { source: number; target: number }[] = [];
  const groups: number[] = [];
  for (const span of preorder) {
    const node = nodeIndex.numberOf(group[span] as number, 0);
    if (node === groups.length) {
      groups.push(group[span] as number);
      entries.push(0);
    }
    nodes.add(node, tree, span);
    const above = parent[span] as number;
    if (above === -1) {
      entries[node] = (entries[node] ?? 0) + 1;
      continue;
    }
    const source = nodeIndex.numberOf(group[above] as number, 0);
    if (by === 'service' && source === node) continue;
    const edge = edgeIndex.numberOf(source, node);
    if (edge === ends.length) ends.push({ source, target: node });
    edges.add(edge, tree, span);
  }
  return {
    nodes: groups.map((each, node) => ({
      service: columns.services[by === 'operation' ? (operations.service[each] as number) : each] ?? '',
      name: by === 'operation' ? (columns.names[operations.name[each] as number] ?? '') : '',
      entries: entries[node] ?? 0,
      ...nodes.of(node),
    })),
    edges: ends.map((end, edge) => ({ ...end, ...edges.of(edge) })),
  };
}

class Sums {
  private readonly count: number[] = [];
  private readonly errors: number[] = [];
  private readonly total: number[] = [];
  private readonly self: number[] = [];

  add(at: number, { columns, self }: TraceTree, span: number): void {
    this.count[at] = (this.count[at] ?? 0) + 1;
    this.errors[at] = (this.errors[at] ?? 0) + (columns.status[span] === ERROR ? 1 : 0);
    this.total[at] = (this.total[at] ?? 0) + (columns.duration[span] as number);
    this.self[at] = (this.self[at] ?? 0) + (self[span] as number);
  }

  of(at: number): CallSums {
    return {
      count: this.count[at] ?? 0,
      errors: this.errors[at] ?? 0,
      total: this.total[at] ?? 0,
      self: this.self[at] ?? 0,
    };
  }
}
