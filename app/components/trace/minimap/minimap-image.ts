// The small picture of a whole trace: which service is where, and where the errors are. Pure.

/** Per pixel, row by row: the place of a service in the columns + 1, or 0 where there is nothing. */
export interface MinimapImage {
  readonly width: number;
  readonly height: number;
  readonly services: Uint32Array;
  /** 1 where an error begins. */
  readonly errors: Uint8Array;
}

interface Spans {
  readonly start: Float64Array;
  readonly duration: Float64Array;
  readonly service: Uint32Array;
  readonly status: Uint8Array;
}

const ERROR = 2;

/**
 * Spans in order from top to bottom, the later ones above the earlier ones. Every pixel is written once, whatever the number of
 * spans: the last span of a line goes first, and those before it only fill what is left.
 */
export function minimapImage(
  order: Uint32Array,
  { start, duration, service, status }: Spans,
  whole: { readonly from: number; readonly to: number },
  width: number,
  height: number,
): MinimapImage {
  const services = new Uint32Array(width * height);
  const errors = new Uint8Array(width * height);
  const scale = width / (whole.to - whole.from);
  /** For each pixel of a line the next one that is free. */
  const next = new Uint32Array(width + 1);
  const free = (x: number): number => {
    let at = x;
    while (next[at] !== at) {
      next[at] = next[next[at] ?? 0] ?? 0;
      at = next[at] ?? 0;
    }
    return at;
  };
  const perLine = order.length / height;
  // A trace of few spans has as many lines as spans, which are drawn higher than one pixel.
  for (let y = 0; y < height; y += 1) {
    const from = Math.floor(y * perLine);
    const to = perLine < 1 ? from + 1 : Math.floor((y + 1) * perLine);
    for (let x = 0; x <= width; x += 1) next[x] = x;
    for (let at = Math.min(to, order.length) - 1; at >= from; at -= 1) {
      const span = order[at] ?? 0;
      const left = Math.max(0, Math.floor(((start[span] ?? 0) - whole.from) * scale));
      const exact = ((start[span] ?? 0) + (duration[span] ?? 0) - whole.from) * scale;
      const right = Math.min(width, Math.max(left + 1, Math.ceil(exact)));
      if (status[span] === ERROR) errors[y * width + Math.min(left, width - 1)] = 1;
      for (let x = free(Math.min(left, width)); x < right; x = free(x)) {
        services[y * width + x] = (service[span] ?? 0) + 1;
        next[x] = x + 1;
      }
    }
  }
  return { width, height, services, errors };
}
