// What the header says of a trace. Pure.
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import { mainRoot } from '#app/lib/trace-model/critical-path.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';

interface ServiceShare {
  /** Place in `columns.services`. */
  readonly service: number;
  readonly name: string;
  readonly spans: number;
  readonly errors: number;
}

export interface TraceFacts {
  /** -1 in an empty trace. */
  readonly root: number;
  readonly hasRoot: boolean;
  readonly rootService: string;
  readonly rootName: string;
  /** RFC 3339 with nine decimals. */
  readonly startTime: string;
  readonly durationNs: number;
  readonly spans: number;
  readonly errors: number;
  readonly deepest: number;
  /** The most spans first. */
  readonly services: readonly ServiceShare[];
}

const ERROR = 2;

export function traceFacts(tree: TraceTree): TraceFacts {
  const { columns } = tree;
  const root = mainRoot(tree);
  const counts = new Uint32Array(columns.services.length);
  const errorCounts = new Uint32Array(columns.services.length);
  let errors = 0;
  let deepest = 0;
  for (let span = 0; span < columns.count; span += 1) {
    const service = columns.service[span] ?? 0;
    counts[service] = (counts[service] ?? 0) + 1;
    if (columns.status[span] === ERROR) {
      errors += 1;
      errorCounts[service] = (errorCounts[service] ?? 0) + 1;
    }
    if ((tree.depth[span] ?? 0) > deepest) deepest = tree.depth[span] ?? 0;
  }
  const services = columns.services
    .map((name, service) => ({
      service,
      name,
      spans: counts[service] ?? 0,
      errors: errorCounts[service] ?? 0,
    }))
    .filter(({ spans }) => spans > 0)
    .sort((a, b) => b.spans - a.spans);
  return {
    root,
    hasRoot: root !== -1 && columns.parentId[root] === 0n,
    rootService: root === -1 ? '' : (columns.services[columns.service[root] ?? 0] ?? ''),
    rootName: root === -1 ? '' : (columns.names[columns.name[root] ?? 0] ?? ''),
    startTime: timestampOf(columns, tree.begin),
    durationNs: tree.end - tree.begin,
    spans: columns.count,
    errors,
    deepest,
    services,
  };
}

/** A distance from the base, nanoseconds, as RFC 3339 with nine decimals. */
export function timestampOf({ baseNs }: Pick<SpanColumns, 'baseNs'>, ns: number): string {
  const exact = baseNs + BigInt(Math.round(ns));
  const seconds = exact / 1_000_000_000n;
  const text = new Date(Number(seconds) * 1_000).toISOString().slice(0, 19);
  return `${text}.${String(exact % 1_000_000_000n).padStart(9, '0')}Z`;
}
