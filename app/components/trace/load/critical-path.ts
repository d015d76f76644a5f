// The critical path, packed so that it travels from the worker at no cost and is found by span.
import type { CriticalSegment } from '#app/lib/trace-model/tree-types.ts';

/** Segments sorted by span, then by start. Times are nanoseconds from the base. */
export interface CriticalPath {
  readonly spans: Uint32Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

export const NO_PATH: CriticalPath = {
  spans: new Uint32Array(0),
  starts: new Float64Array(0),
  ends: new Float64Array(0),
};

/** Packs segments of any order. */
export function packPath(segments: readonly CriticalSegment[]): CriticalPath {
  const sorted = segments.toSorted((a, b) => a.span - b.span || a.start - b.start);
  return {
    spans: Uint32Array.from(sorted, ({ span }) => span),
    starts: Float64Array.from(sorted, ({ start }) => start),
    ends: Float64Array.from(sorted, ({ end }) => end),
  };
}

/** The range `[from, to)` of a span's segments; empty when it is not on the path. */
export function segmentsOf({ spans }: CriticalPath, span: number): readonly [from: number, to: number] {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] ?? 0) < span) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < spans.length && spans[end] === span) end += 1;
  return [low, end];
}
