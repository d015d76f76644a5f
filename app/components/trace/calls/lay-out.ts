// Places the nodes of a call graph in layers, callers above. The layouter is a worker, loaded when it is first used.
import Elk from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
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

export async function layOut({ nodes, edges }: ShownGraph, signal: AbortSignal): Promise<Places> {
  const elk = new Elk({ workerFactory: () => new Worker(workerUrl) });
  // A graph that is no longer wanted need not be finished.
  signal.addEventListener('abort', () => elk.terminateWorker());
  try {
    const laid = await elk.layout({
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
  } finally {
    elk.terminateWorker();
  }
}
