// How a line looks in a chart, for its legend.

interface StrokeProps {
  /** Any CSS colour. */
  readonly color: string;
  readonly dash: readonly number[];
}

export function Stroke({ color, dash }: StrokeProps) {
  return (
    <svg width="14" height="6" aria-hidden className="shrink-0 self-center">
      <line
        x1="0"
        y1="3"
        x2="14"
        y2="3"
        style={{ stroke: color }}
        strokeWidth="2"
        strokeDasharray={dash.join(' ')}
      />
    </svg>
  );
}
