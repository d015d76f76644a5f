// Rows of the rollup as the map's nodes and edges. Pure.
import type { BucketRow } from '#app/lib/telemetry/services-edges.ts';
import type { MapEdgeRow, MapServiceRow } from '#app/lib/telemetry/services-map.ts';
import { edgeQuery, type NodeKind } from './edge-query.ts';
import { NODE_KINDS, type ServiceMapResponse } from './schema.ts';
import { versionMs } from './version.ts';

const BUCKET_MS = 300_000;

type Edge = ServiceMapResponse['edges'][number];
type Node = ServiceMapResponse['nodes'][number];

/** Nodes and edges. `service`: only this one and what it has edges with; empty: all services, with edges or without. */
export function mapOf(
  rows: readonly MapEdgeRow[],
  services: readonly MapServiceRow[],
  service: string,
): Pick<ServiceMapResponse, 'nodes' | 'edges'> {
  const nodes = new Map<string, Node>();
  const addNode = (kind: NodeKind, name: string, system: string): Node => {
    const id = `${kind}:${name}`;
    const node = nodes.get(id) ?? { id, name, kind, system, calls: 0, errors: 0 };
    nodes.set(id, node);
    return node;
  };
  const edges = rows.map((row): Edge => {
    const [sourceKind, targetKind] = [kindOf(row.sourceKind), kindOf(row.targetKind)];
    const source = addNode(sourceKind, row.source, sourceKind === 'queue' ? row.system : '');
    const target = addNode(targetKind, row.target, targetKind === 'service' ? '' : row.system);
    target.calls += Number(row.calls);
    target.errors += Number(row.errors);
    const [p50, p95, p99] = row.quantiles;
    return {
      source: source.id,
      target: target.id,
      calls: Number(row.calls),
      errors: Number(row.errors),
      p50: p50 ?? 0,
      p95: p95 ?? 0,
      p99: p99 ?? 0,
      query: edgeQuery({ ...row, sourceKind, targetKind }),
    };
  });
  for (const row of services) {
    if (Number(row.spans) === 0 || (service !== '' && row.service !== service)) continue;
    addNode('service', row.service, '');
  }
  const own = new Map(services.map((row) => [row.service, row]));
  const called = new Set(edges.map(({ target }) => target));
  for (const node of nodes.values()) {
    const requests = own.get(node.name);
    if (node.kind !== 'service' || called.has(node.id) || requests === undefined) continue;
    node.calls = Number(requests.requests);
    node.errors = Number(requests.errors);
  }
  return { nodes: [...nodes.values()], edges };
}

function kindOf(kind: string): NodeKind {
  return NODE_KINDS.find((known) => known === kind) ?? 'external';
}

/**
 * Of how much time up to `toMs` calls have been counted, of `pastMs`: buckets without spans count as a whole, and so do those that
 * were counted and got a late span since then.
 */
export function countedMs(rows: readonly BucketRow[], pastMs: number, toMs: number): number {
  const open = rows.filter(({ spans, counted }) => spans !== counted);
  const missing = open.map(({ bucket, version }) => {
    const fromMs = bucket * 1_000;
    const countedTo = version === '0' ? fromMs : Math.max(fromMs, versionMs(BigInt(version)));
    return Math.max(0, Math.min(toMs, fromMs + BUCKET_MS) - countedTo);
  });
  return Math.max(0, pastMs - missing.reduce((sum, ms) => sum + ms, 0));
}
