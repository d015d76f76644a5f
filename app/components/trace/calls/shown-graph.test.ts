// What of a call graph is drawn.
import { expect, test } from 'vitest';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { callGraph } from '#app/lib/trace-model/calls.ts';
import { draw } from '#app/lib/trace-model/testing.ts';
import { shownGraph } from './shown-graph.ts';

const graph = callGraph(
  buildTree(
    draw(`
      root      |==========|
        busy    |========  |
        idle    |       == |
          fails!|       =  |
    `).columns,
  ),
  'operation',
);
const names = (most: number) => shownGraph(graph, most).nodes.map(({ name }) => name);

test('all of a small one', () => {
  const shown = shownGraph(graph, 10);
  expect(shown.nodes.map(({ name }) => name)).toEqual(['root', 'busy', 'idle', 'fails']);
  expect(shown.edges).toHaveLength(3);
  expect(shown.hidden).toBe(0);
});

test('of a large one the entries, then what fails, then what takes time, and the calls between them', () => {
  expect(names(1)).toEqual(['root']);
  expect(names(2)).toEqual(['root', 'fails']);
  const shown = shownGraph(graph, 3);
  expect(shown.nodes.map(({ name }) => name)).toEqual(['root', 'busy', 'fails']);
  expect(shown.edges).toHaveLength(1);
  expect(shown.hidden).toBe(1);
});

test('calls of an operation by itself are counted, not drawn', () => {
  const own = callGraph(
    buildTree(
      draw(`
        root |====|
      `).columns,
    ),
    'operation',
  );
  const again = {
    nodes: own.nodes,
    edges: [{ source: 0, target: 0, count: 7, errors: 0, total: 1, self: 1 }],
  };
  const shown = shownGraph(again, 10);
  expect(shown.edges).toEqual([]);
  expect(shown.nodes[0]?.ownCalls).toBe(7);
});
