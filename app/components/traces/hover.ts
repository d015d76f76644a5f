// The point in time under the pointer, shared by the charts above the list without drawing the screen anew.

export interface Hover {
  /** Epoch milliseconds; undefined when the pointer is on none of them. */
  readonly set: (ms: number | undefined) => void;
  /** Calls back at each change; returns the end of it. */
  readonly subscribe: (callback: (ms: number | undefined) => void) => () => void;
}

export function makeHover(): Hover {
  const callbacks = new Set<(ms: number | undefined) => void>();
  let current: number | undefined;
  return {
    set: (ms) => {
      if (ms === current) return;
      current = ms;
      for (const callback of callbacks) callback(ms);
    },
    subscribe: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}
