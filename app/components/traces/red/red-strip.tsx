// Rate, errors and durations of the matching spans over time: three small charts whose pointer is one.
import { type ReactNode, useMemo } from 'react';
import type { Hover } from '#app/components/charts/hover.ts';
import { LineChart } from '#app/components/charts/line-chart.tsx';
import { PERCENTILES, PercentileLegend, percentileText } from '#app/components/charts/percentiles.tsx';
import { percentText, rateText } from '#app/components/charts/rate.ts';
import { DURATION, RATE, SHARE } from '#app/components/charts/scales.ts';
import { intervalName } from '#app/components/charts/ticks.ts';
import { useHovered } from '#app/components/charts/use-hovered.ts';
import { formatCount, formatTick } from '#app/components/time/format.ts';
import type { RedSeries } from './red-series.ts';

const CHART_PX = 52;
const COLORS = { rate: 'var(--series-1)', errors: 'var(--sev-error)' } as const;

interface RedStripProps {
  readonly series: RedSeries;
  /** Of all durations in the range, nanoseconds; about. */
  readonly percentiles: { readonly p50: number; readonly p95: number; readonly p99: number } | undefined;
  readonly zone: string;
  readonly hover: Hover;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

export function RedStrip({ series, percentiles, zone, hover, onZoom }: RedStripProps) {
  const at = useHovered(series, hover);
  const { starts, intervalMs, fromMs, toMs } = series;
  const lines = useMemo(
    () => ({
      rate: [{ key: 'rate', color: COLORS.rate, values: series.rate, fill: true }],
      errors: [{ key: 'errors', color: COLORS.errors, values: series.errorShare, fill: true }],
      // The dashed ones above the whole one: where they meet, both are seen.
      durations: PERCENTILES.toReversed().map((line) => ({ ...line, values: series[line.key] })),
    }),
    [series],
  );
  const when = at === undefined ? undefined : formatTick(starts[at] ?? 0, zone, Math.min(intervalMs, 1_000));
  const share = series.total === 0 ? 0 : series.totalErrors / series.total;
  const errors = at === undefined ? series.totalErrors : (series.errors[at] ?? 0);
  const common = {
    starts,
    intervalMs,
    fromMs,
    toMs,
    zone,
    hover,
    onZoom,
    when,
    height: CHART_PX,
    hasTimeAxis: false,
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,2fr)] gap-x-4" data-testid="red">
      <LineChart
        {...common}
        title="Rate"
        lines={lines.rate}
        scale={RATE}
        label={`Rate: ${rateText(series.meanRate)} on average, ${formatCount(series.total, 'span')}`}
      >
        <Value>{rateText(at === undefined ? series.meanRate : (series.rate[at] ?? 0))}</Value>
        <Detail>
          {formatCount(at === undefined ? series.total : (series.spans[at] ?? 0), 'span')}
          {at !== undefined && ` in ${intervalName(intervalMs)}`}
        </Detail>
      </LineChart>
      <LineChart
        {...common}
        title="Errors"
        lines={lines.errors}
        scale={SHARE}
        label={`Errors: ${percentText(share)}, ${formatCount(series.totalErrors, 'span')}`}
      >
        <Value className={errors > 0 ? 'text-danger' : ''}>
          {percentText(at === undefined ? share : (series.errorShare[at] ?? 0))}
        </Value>
        <Detail>{formatCount(errors)} failed</Detail>
      </LineChart>
      <LineChart
        {...common}
        title="Duration"
        lines={lines.durations}
        scale={DURATION}
        label={`Durations: ${percentiles ? percentileText(percentiles) : 'unknown'}`}
      >
        <PercentileLegend
          values={{
            p50: at === undefined ? percentiles?.p50 : series.p50[at],
            p95: at === undefined ? percentiles?.p95 : series.p95[at],
            p99: at === undefined ? percentiles?.p99 : series.p99[at],
          }}
        />
      </LineChart>
    </div>
  );
}

function Value({ className = '', children }: { readonly className?: string; readonly children: ReactNode }) {
  return <span className={`font-medium whitespace-nowrap ${className}`}>{children}</span>;
}

function Detail({ children }: { readonly children: ReactNode }) {
  return <span className="truncate text-2xs text-ink-3">{children}</span>;
}
