// Places the nodes of a call graph in layers, callers above. The layouter is large and loaded when it is first used.
import type { ShownGraph } from './shown-graph.ts';

export const NODE_WIDTH = 210;
export const NODE_HEIGHT = 58;

/** CSS pixels of each node's upper left corner, by its id. */
export type Places = ReadonlyMap<number, { readonly x: number; readonly y: number }>;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.componentComponent': '48',
};

export async function layOut({ nodes, edges }: ShownGraph): Promise<Places> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const laid = await new Elk().layout({
    id: 'calls',
    layoutOptions: OPTIONS,
    children: nodes.map(({ id }) => ({ id: String(id), width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: edges.map(({ source, target }) => ({
      id: `${source}-${target}`,
      sources: [String(source)],
      targets: [String(target)],
    })),
  });
  return new Map((laid.children ?? []).map(({ id, x = 0, y = 0 }) => [Number(id), { x, y }]));
}
