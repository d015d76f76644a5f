// A line of a figure over the last minutes with its newest value.

interface SparkLineProps {
  readonly label: string;
  /** The oldest first. */
  readonly values: readonly number[];
  readonly format: (value: number) => string;
}

const WIDTH = 160;
const HEIGHT = 32;

export function SparkLine({ label, values, format }: SparkLineProps) {
  const most = Math.max(...values, 0);
  const now = values.at(-1);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values
    .map(
      (value, at) =>
        `${(at * step).toFixed(1)},${(HEIGHT - 1 - (most === 0 ? 0 : (value / most) * (HEIGHT - 2))).toFixed(1)}`,
    )
    .join(' ');
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-lg border border-line px-3 py-2">
      <dt className="text-2xs text-ink-3">{label}</dt>
      <dd className="flex flex-wrap items-baseline justify-between gap-x-2 whitespace-nowrap tabular-nums">
        <span className="text-base font-semibold">{now === undefined ? '–' : format(now)}</span>
        {most > 0 && <span className="text-2xs text-ink-3">most {format(most)}</span>}
      </dd>
      <dd>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="h-8 w-full overflow-visible"
          aria-hidden
        >
          {values.length > 1 && (
            <polyline
              points={points}
              fill="none"
              className="stroke-accent"
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          )}
        </svg>
      </dd>
    </div>
  );
}
