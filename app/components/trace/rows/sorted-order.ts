// The order of all spans when siblings are sorted by something else than their start. Pure; runs in the worker.

/**
 * All spans, each before its subtree, siblings with the largest key first and equal ones as in `preorder`.
 * @param parent -1 at the top level.
 */
export function sortedOrder(parent: Int32Array, preorder: Uint32Array, key: Float64Array): Uint32Array {
  const count = preorder.length;
  // The children of span s stand at first[s + 1] .. first[s + 2], those of the top level at first[0] .. first[1].
  const first = new Uint32Array(count + 2);
  for (let span = 0; span < count; span += 1) {
    const slot = (parent[span] ?? -1) + 2;
    first[slot] = (first[slot] ?? 0) + 1;
  }
  for (let slot = 1; slot < first.length; slot += 1)
    first[slot] = (first[slot] ?? 0) + (first[slot - 1] ?? 0);
  const next = first.slice();
  const children = new Uint32Array(count);
  for (const span of preorder) {
    const slot = (parent[span] ?? -1) + 1;
    const at = next[slot] ?? 0;
    children[at] = span;
    next[slot] = at + 1;
  }
  const order = new Uint32Array(count);
  const byKey = (a: number, b: number) => (key[b] ?? 0) - (key[a] ?? 0);
  const sortChildren = (slot: number) => {
    const from = first[slot] ?? 0;
    const to = first[slot + 1] ?? 0;
    if (to - from > 1) children.subarray(from, to).sort(byKey);
    return [from, to] as const;
  };
  // A stack of spans: the last one is next, so children go on it in reverse.
  const stack = new Uint32Array(count);
  let depth = 0;
  let done = 0;
  const push = (slot: number) => {
    const [from, to] = sortChildren(slot);
    for (let at = to - 1; at >= from; at -= 1) {
      stack[depth] = children[at] ?? 0;
      depth += 1;
    }
  };
  push(0);
  while (depth > 0) {
    depth -= 1;
    const span = stack[depth] ?? 0;
    order[done] = span;
    done += 1;
    push(span + 1);
  }
  return order;
}

/** Where each span stands in an order. */
export function placesOf(order: Uint32Array): Uint32Array {
  const place = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at += 1) place[order[at] ?? 0] = at;
  return place;
}
