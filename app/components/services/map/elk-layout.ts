// Lays the map out in layers from callers to called, in a worker of elkjs. Loaded with the graph only.
import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { edgeId, type MapEdge, type MapNode } from './edges.ts';
import { GAP_PX, NODE_PX, type Point } from './place.ts';

/** Where nodes stand (their top left corners), and the ways of edges as SVG paths. */
export interface Layout {
  readonly places: ReadonlyMap<string, Point>;
  readonly ways: ReadonlyMap<string, Way>;
}
export interface Way {
  readonly path: string;
  /** Where a label has its middle. */
  readonly middle: Point;
}

const elk = new ELK({ workerFactory: () => new Worker(workerUrl) });

/** The same nodes and edges have the same layout, in whatever order they come. `down`: for narrow screens. */
export async function layOut(
  nodes: readonly MapNode[],
  edges: readonly MapEdge[],
  down: boolean,
): Promise<Layout> {
  const ids = new Set(nodes.map(({ id }) => id));
  const graph: ElkNode = {
    id: 'map',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': down ? 'DOWN' : 'RIGHT',
      'elk.edgeRouting': 'SPLINES',
      'elk.layered.spacing.nodeNodeBetweenLayers': String(GAP_PX.along),
      'elk.spacing.nodeNode': String(GAP_PX.across),
      'elk.spacing.edgeNode': '14',
      'elk.layered.spacing.edgeNodeBetweenLayers': '18',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.separateConnectedComponents': 'true',
      'elk.aspectRatio': down ? '0.6' : '1.6',
    },
    children: nodes.map(({ id }) => ({ id, ...NODE_PX })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    edges: edges
      .filter(({ source, target }) => ids.has(source) && ids.has(target))
      .map((edge) => ({ id: edgeId(edge), sources: [edge.source], targets: [edge.target] }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
  const laid = await elk.layout(graph);
  const places = new Map(laid.children?.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
  const ways = new Map<string, Way>();
  for (const edge of laid.edges ?? []) {
    const way = wayOf(edge);
    if (way) ways.set(edge.id, way);
  }
  return { places, ways };
}

/** The bend points of a spline come in threes: two that it is drawn to, and one that it goes through. */
function wayOf({ sections }: ElkExtendedEdge): Way | undefined {
  const [section] = sections ?? [];
  if (!section) return undefined;
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const isSpline = (points.length - 1) % 3 === 0;
  const [first, ...rest] = points.map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`);
  const path = `M${first}${isSpline ? 'C' : 'L'}${rest.join(' ')}`;
  return { path, middle: middleOf(path) };
}

/** Half way along a path. */
function middleOf(path: string): Point {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  element.setAttribute('d', path);
  const { x, y } = element.getPointAtLength(element.getTotalLength() / 2);
  return { x, y };
}
