// The map's edges with their nodes and figures as tables and panels show them. Pure.
import type { ServiceMapResponse } from '#app/lib/services/schema.ts';
import { serviceText } from '../common/service-name.ts';

export type MapNode = ServiceMapResponse['nodes'][number];
export type MapEdge = ServiceMapResponse['edges'][number];

/** An edge between two nodes that are there. */
export interface Call extends MapEdge {
  readonly id: string;
  readonly from: MapNode;
  readonly to: MapNode;
  /** Calls per second. */
  readonly rate: number;
  /** 0 to 1. */
  readonly errorRate: number;
}

/** What rates of calls are per: the seconds of which calls have been counted. */
function countedSeconds({ countedMs }: ServiceMapResponse): number {
  return Math.max(1, countedMs / 1_000);
}

/** Requests per second of a node. Those of a service that nobody calls are its own, and need no counting of calls. */
export function rateOf(map: ServiceMapResponse, node: MapNode): number {
  const isOwn = node.kind === 'service' && !map.edges.some(({ target }) => target === node.id);
  return trafficOf(map, node).calls / (isOwn ? Math.max(1, map.pastMs / 1_000) : countedSeconds(map));
}

/** Says that calls are being counted, when that is about more than the last moments. */
export function countingText({ pastMs, countedMs }: ServiceMapResponse): string {
  const minutes = Math.round((pastMs - countedMs) / 60_000);
  return minutes < 2 ? '' : `calls of ${minutes} min are being counted`;
}

export function edgeId({ source, target }: Pick<MapEdge, 'source' | 'target'>): string {
  return `${source}>${target}`;
}

/** All edges whose nodes are there. */
export function callsOf(map: ServiceMapResponse): readonly Call[] {
  const nodes = new Map(map.nodes.map((node) => [node.id, node]));
  const seconds = countedSeconds(map);
  return map.edges.flatMap((edge) => {
    const [from, to] = [nodes.get(edge.source), nodes.get(edge.target)];
    if (!from || !to) return [];
    const errorRate = edge.calls === 0 ? 0 : edge.errors / edge.calls;
    return [{ ...edge, id: edgeId(edge), from, to, rate: edge.calls / seconds, errorRate }];
  });
}

/** The nodes that a node has edges with, and itself. */
export function neighboursOf(edges: readonly MapEdge[], id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (const { source, target } of edges) {
    if (source === id) found.add(target);
    if (target === id) found.add(source);
  }
  return found;
}

/** Only a node, its neighbours, and the edges that the node has; the whole map where the node is not there. */
export function focusOn(map: ServiceMapResponse, id: string): ServiceMapResponse {
  if (!map.nodes.some((node) => node.id === id)) return map;
  const near = neighboursOf(map.edges, id);
  return {
    ...map,
    nodes: map.nodes.filter((node) => near.has(node.id)),
    edges: map.edges.filter(({ source, target }) => source === id || target === id),
  };
}

/**
 * What a node is called without its system, which stands beside it: `orders` of `postgresql/orders`, and without what all
 * names inside a Kubernetes cluster end in.
 */
export function shortName({ name, system, kind }: Pick<MapNode, 'name' | 'system' | 'kind'>): string {
  if (kind === 'service') return serviceText(name);
  const own = system !== '' && name.startsWith(`${system}/`) ? name.slice(system.length + 1) : name;
  return own.replace(/\.svc(\.cluster\.local)?(?=$|:)/, '');
}

/** The calls that come to a node; those that it makes where nothing calls it because it is outside of everything. */
export function trafficOf(map: ServiceMapResponse, node: MapNode): { calls: number; errors: number } {
  if (node.kind !== 'user') return { calls: node.calls, errors: node.errors };
  const made = map.edges.filter(({ source }) => source === node.id);
  return {
    calls: made.reduce((sum, edge) => sum + edge.calls, 0),
    errors: made.reduce((sum, edge) => sum + edge.errors, 0),
  };
}

export const KIND_NAMES: Readonly<Record<MapNode['kind'], string>> = {
  service: 'Service',
  database: 'Database',
  cache: 'Cache',
  queue: 'Queue',
  external: 'External',
  user: 'Users',
};
