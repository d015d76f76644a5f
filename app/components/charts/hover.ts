// The point in time under the pointer, shared by charts above one another without drawing the screen anew.

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

/** Intervals of equal length, by their starts in epoch milliseconds. */
export interface Intervals {
  readonly starts: readonly number[];
  readonly intervalMs: number;
}

/** The interval that a point in time lies in. */
export function intervalAt({ starts, intervalMs }: Intervals, ms: number): number | undefined {
  const at = Math.floor((ms - (starts[0] ?? 0)) / intervalMs);
  return at >= 0 && at < starts.length ? at : undefined;
}
