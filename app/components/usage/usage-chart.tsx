// Bars of a day each, stacked by signal or service, with what each colour means and sums to.
import { lazy, Suspense, useMemo, useState } from 'react';
import { formatBytes } from '#app/components/settings/common/amounts.ts';
import { formatCompact, formatCount } from '#app/components/time/format.ts';
import type { Usage } from '#app/lib/usage/schema.ts';
import { type Measure, type Split, total, usageSeries } from './usage-view.ts';

const TimeBars = lazy(() =>
  import('#app/components/charts/time-bars.tsx').then((module) => ({ default: module.TimeBars })),
);

const DAY_MS = 86_400_000;
const HEIGHT_PX = 180;

interface UsageChartProps {
  readonly usage: Usage;
  readonly measure: Measure;
  readonly split: Split;
}

export function UsageChart({ usage, measure, split }: UsageChartProps) {
  const [hover, setHover] = useState<{ readonly index: number; readonly x: number }>();
  const series = useMemo(() => usageSeries(usage, measure, split), [usage, measure, split]);
  const starts = useMemo(() => usage.days.map((day) => Date.parse(`${day}T00:00:00Z`)), [usage.days]);
  const format = measure === 'records' ? formatCompact : formatBytes;
  const exact = measure === 'records' ? formatCount : formatBytes;
  const fromMs = starts[0] ?? 0;
  const day = hover && usage.days[hover.index];
  if (series.length === 0)
    return (
      <p
        className="flex items-center justify-center rounded-lg border border-line text-ink-3"
        style={{ height: HEIGHT_PX }}
      >
        {measure === 'sent'
          ? 'The receiver counted nothing in these days.'
          : 'Nothing is stored of these days.'}
      </p>
    );
  return (
    <div className="flex flex-col gap-1">
      <div style={{ height: HEIGHT_PX }}>
        <Suspense fallback={null}>
          <TimeBars
            starts={starts}
            stepMs={DAY_MS}
            fromMs={fromMs}
            toMs={fromMs + starts.length * DAY_MS}
            series={series}
            zone="utc"
            height={HEIGHT_PX}
            label={series.map(({ label, values }) => `${label} ${exact(total(values))}`).join(', ')}
            formatValue={format}
            onZoom={() => undefined}
            onPick={() => undefined}
            onHover={(next) => setHover((before) => (before?.index === next?.index ? before : next))}
          />
        </Suspense>
      </div>
      <div className="flex min-h-5 flex-wrap items-baseline gap-x-4 gap-y-1 text-xs">
        <span className="w-20 text-2xs text-ink-3 tabular-nums">{day ?? 'All days'}</span>
        <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1">
          {series.map(({ key, label, color, values }) => (
            <li key={key} className="flex items-center gap-1.5 whitespace-nowrap">
              <span aria-hidden className="size-2 shrink-0 rounded-sm" style={{ background: color }} />
              <span className="text-ink-2">{label}</span>
              <span className="tabular-nums">
                {hover ? exact(values[hover.index] ?? 0) : format(total(values))}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
