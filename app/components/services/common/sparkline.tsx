// A small line or a row of bars over time, as SVG. All of one table have the same time axis.
import { memo } from 'react';
import { barPath, linePath } from './spark-path.ts';

interface SparklineProps {
  /** One for each interval of the range; null: nothing was there. */
  readonly values: readonly (number | null)[];
  /** Any CSS colour. */
  readonly color: string;
  readonly kind?: 'line' | 'bars';
  /** The value of the full height; the greatest one unless given. */
  readonly most?: number;
  /** CSS pixels, of the drawing. */
  readonly width?: number;
  readonly height?: number;
  /** Whether it is as wide as its place. */
  readonly isWide?: boolean;
}

/** Says nothing to screen readers: the figures beside it do. */
export const Sparkline = memo(function Sparkline(props: SparklineProps) {
  const { values, color, kind = 'line', width = 72, height = 22, isWide } = props;
  const most = props.most ?? Math.max(0, ...values.map((value) => value ?? 0));
  const box = { width, height, most };
  const { line, area } = kind === 'line' ? linePath(values, box) : { line: '', area: barPath(values, box) };
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden
      className="shrink-0 overflow-visible"
      style={{ width: isWide ? '100%' : width, height, color }}
    >
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
      <path d={area} fill="currentColor" fillOpacity={kind === 'line' ? 0.16 : 1} />
      {line !== '' && (
        <path d={line} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" />
      )}
    </svg>
  );
});
