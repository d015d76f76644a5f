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

export interface Traffic {
  readonly calls: number;
  readonly errors: number;
  /** Calls per second. */
  readonly rate: number;
  /** 0 to 1. */
  readonly errorRate: number;
}

/**
 * The calls that come to each node, by its id; those that it makes where nothing calls it because it is outside of everything.
 * Of the whole map: a part of it does not say who else calls a node.
 */
export function trafficOf(map: ServiceMapResponse): ReadonlyMap<string, Traffic> {
  const called = new Set(map.edges.map(({ target }) => target));
  const made = new Map<string, { calls: number; errors: number }>();
  for (const { source, ...edge } of map.edges) {
    const { calls, errors } = made.get(source) ?? { calls: 0, errors: 0 };
    made.set(source, { calls: calls + edge.calls, errors: errors + edge.errors });
  }
  return new Map(
    map.nodes.map((node) => {
      const { calls, errors } = (node.kind === 'user' && made.get(node.id)) || node;
      // Those of a service that nobody calls are its own, and need no counting of calls.
      const isOwn = node.kind === 'service' && !called.has(node.id);
      const seconds = isOwn ? Math.max(1, map.pastMs / 1_000) : countedSeconds(map);
      return [node.id, { calls, errors, rate: calls / seconds, errorRate: calls === 0 ? 0 : errors / calls }];
    }),
  );
}

export const KIND_NAMES: Readonly<Record<MapNode['kind'], string>> = {
  service: 'Service',
  database: 'Database',
  cache: 'Cache',
  queue: 'Queue',
  external: 'External',
  user: 'Users',
};
