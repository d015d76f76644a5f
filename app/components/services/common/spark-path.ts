// The shapes of sparklines as SVG paths. Pure.

export interface SparkBox {
  readonly width: number;
  readonly height: number;
  /** The value of the full height. */
  readonly most: number;
}

type Values = readonly (number | null)[];

/** A line through the middles of the intervals, broken where nothing was, and the area below it. */
export function linePath(values: Values, { width, height, most }: SparkBox): { line: string; area: string } {
  const step = width / Math.max(1, values.length);
  const y = (value: number) => (most <= 0 ? height - 1 : 1 + (height - 2) * (1 - Math.min(1, value / most)));
  const runs: { x: number; y: number }[][] = [];
  values.forEach((value, at) => {
    if (value === null) return;
    const point = { x: (at + 0.5) * step, y: y(value) };
    const follows = at > 0 && values[at - 1] !== null;
    if (follows) runs.at(-1)?.push(point);
    else runs.push([point]);
  });
  // A point alone would not be seen.
  const drawn = runs.map((run) => {
    const [only] = run;
    return run.length === 1 && only
      ? [
          { x: only.x - step / 2, y: only.y },
          { x: only.x + step / 2, y: only.y },
        ]
      : run;
  });
  const line = drawn.map((run) => `M${run.map(({ x, y }) => `${short(x)},${short(y)}`).join('L')}`).join('');
  const area = drawn
    .map((run) => {
      const [first, last] = [run[0]?.x ?? 0, run.at(-1)?.x ?? 0];
      const top = run.map(({ x, y }) => `L${short(x)},${short(y)}`).join('');
      return `M${short(first)},${height}${top}L${short(last)},${height}Z`;
    })
    .join('');
  return { line, area };
}

/** A bar for each interval with something in it, at least a pixel high. */
export function barPath(values: Values, { width, height, most }: SparkBox): string {
  const step = width / Math.max(1, values.length);
  const bar = Math.max(0.75, step - Math.min(1, step / 4));
  return values
    .map((value, at) => {
      if (value === null || value <= 0 || most <= 0) return '';
      const tall = Math.max(1.5, (height - 1) * Math.min(1, value / most));
      return `M${short(at * step)},${height}v${short(-tall)}h${short(bar)}v${short(tall)}Z`;
    })
    .join('');
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
