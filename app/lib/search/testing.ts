// Test support: comparing trees.
import type { SearchNode } from './ast.ts';

/** A tree as plain data, all positions left out. */
export function withoutPositions(tree: SearchNode): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value) => (key === 'position' || key === 'fieldPosition' ? undefined : value)),
  );
}
