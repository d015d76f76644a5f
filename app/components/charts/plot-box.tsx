// Where a plot stands: a picture with a text for those who do not see it.
import type { RefObject } from 'react';

interface PlotBoxProps {
  readonly ref: RefObject<HTMLDivElement | null>;
  /** CSS pixels. */
  readonly height: number;
  /** What a screen reader says instead. */
  readonly label: string;
}

export function PlotBox({ ref, height, label }: PlotBoxProps) {
  return (
    <div
      ref={ref}
      role="img"
      aria-label={label}
      className="min-w-0 cursor-crosshair touch-pan-y select-none"
      style={{ height }}
    />
  );
}
