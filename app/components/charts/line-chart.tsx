// A titled chart of lines over time: what it shows, the figure of the range or of the interval one points at, and the lines.
import { lazy, type ReactNode, Suspense } from 'react';
import type { TimeLinesProps } from './time-lines.tsx';

const TimeLines = lazy(() => import('./time-lines.tsx').then((module) => ({ default: module.TimeLines })));

interface LineChartProps extends TimeLinesProps {
  readonly title: string;
  /** The time that one points at, as text. */
  readonly when: string | undefined;
  /** The figure. */
  readonly children: ReactNode;
}

export function LineChart({ title, when, children, ...chart }: LineChartProps) {
  return (
    <div className="@container flex min-w-0 flex-col">
      <div className="flex h-6 items-baseline gap-2 overflow-hidden text-xs">
        {/* Where there is no room for both, the figures say what they are. */}
        <h2 className="shrink-0 text-2xs text-ink-3 @max-[340px]:has-[+span>svg]:sr-only">
          {title}
          {when !== undefined && <span className="font-mono"> {when}</span>}
        </h2>
        {children}
      </div>
      <div style={{ height: chart.height }}>
        <Suspense fallback={null}>
          <TimeLines {...chart} />
        </Suspense>
      </div>
    </div>
  );
}
