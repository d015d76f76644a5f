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

/** Packs segments that are sorted by start. `count` is that of the spans; a path may have a piece for each of them. */
export function packPath(segments: readonly CriticalSegment[], count: number): CriticalPath {
  // Where the next segment of each span goes: counted, because sorting a million objects takes most of a second.
  const next = new Uint32Array(count + 1);
  for (const { span } of segments) next[span + 1] = (next[span + 1] ?? 0) + 1;
  for (let span = 1; span <= count; span += 1) next[span] = (next[span] ?? 0) + (next[span - 1] ?? 0);
  const spans = new Uint32Array(segments.length);
  const starts = new Float64Array(segments.length);
  const ends = new Float64Array(segments.length);
  for (const { span, start, end } of segments) {
    const at = next[span] ?? 0;
    next[span] = at + 1;
    spans[at] = span;
    starts[at] = start;
    ends[at] = end;
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
