// The critical path, packed so that it travels from the worker at no cost and is found by span.
import type { CriticalSegments } from '#app/lib/trace-model/tree-types.ts';

/** Segments sorted by span, then by start. Times are nanoseconds from the base. */
export type CriticalPath = CriticalSegments;

export const NO_PATH: CriticalPath = {
  spans: new Uint32Array(0),
  starts: new Float64Array(0),
  ends: new Float64Array(0),
};

/** Packs segments as they were found, those of one span latest first. `count` is that of the spans of the trace. */
export function packPath(found: CriticalSegments, count: number): CriticalPath {
  // Where the next segment of each span goes.
  const next = new Uint32Array(count + 1);
  for (const span of found.spans) next[span + 1] = (next[span + 1] ?? 0) + 1;
  for (let span = 1; span <= count; span += 1) next[span] = (next[span] ?? 0) + (next[span - 1] ?? 0);
  const { length } = found.spans;
  const spans = new Uint32Array(length);
  const starts = new Float64Array(length);
  const ends = new Float64Array(length);
  for (let from = length - 1; from >= 0; from -= 1) {
    const span = found.spans[from] ?? 0;
    const at = next[span] ?? 0;
    next[span] = at + 1;
    spans[at] = span;
    starts[at] = found.starts[from] ?? 0;
    ends[at] = found.ends[from] ?? 0;
  }
  return { spans, starts, ends };
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
