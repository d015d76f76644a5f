// Lays out trees given by their parents as one preorder, without recursion: a chain may be a million deep.

/** Entries of a forest in order. Arrays have one entry per node; `preorder` lists nodes, the others are by node. */
export interface Forest {
  readonly preorder: Uint32Array;
  readonly place: Uint32Array;
  readonly depth: Uint32Array;
  readonly size: Uint32Array;
}

/**
 * The preorder in which siblings, roots included, come as they do in `order`, which lists every node once. `parent` is -1
 * for roots and must not have cycles.
 */
export function layForest(parent: Int32Array, order: Uint32Array): Forest {
  const count = parent.length;
  const first = new Int32Array(count).fill(-1);
  const next = new Int32Array(count);
  let root = -1;
  for (let i = count - 1; i >= 0; i--) {
    const node = order[i] as number;
    const above = parent[node] as number;
    if (above === -1) {
      next[node] = root;
      root = node;
    } else {
      next[node] = first[above] as number;
      first[above] = node;
    }
  }
  return walk(parent, first, next, root);
}

function walk(parent: Int32Array, first: Int32Array, next: Int32Array, root: number): Forest {
  const count = parent.length;
  const preorder = new Uint32Array(count);
  const place = new Uint32Array(count);
  const depth = new Uint32Array(count);
  const size = new Uint32Array(count);
  let at = 0;
  let level = 0;
  let node = root;
  while (node !== -1) {
    place[node] = at;
    preorder[at++] = node;
    depth[node] = level;
    let following = first[node] as number;
    if (following !== -1) level++;
    while (following === -1 && node !== -1) {
      size[node] = at - (place[node] as number);
      following = next[node] as number;
      if (following === -1) {
        node = parent[node] as number;
        level--;
      }
    }
    node = following;
  }
  return { preorder, place, depth, size };
}
