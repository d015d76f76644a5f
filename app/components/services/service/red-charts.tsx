// Rate, errors and durations of a service over time: three charts with one pointer, and when its versions came.
import { RotateCcw } from 'lucide-react';
import { useMemo, useState } from 'react';
import { makeHover } from '#app/components/charts/hover.ts';
import { LineChart } from '#app/components/charts/line-chart.tsx';
import { PERCENTILES, PercentileLegend, percentileText } from '#app/components/charts/percentiles.tsx';
import { percentText, rateText } from '#app/components/charts/rate.ts';
import { DURATION, RATE, SHARE } from '#app/components/charts/scales.ts';
import { intervalName } from '#app/components/charts/ticks.ts';
import { useHovered } from '#app/components/charts/use-hovered.ts';
import { useZoomSteps } from '#app/components/explorer/search/use-zoom-steps.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatDateTime, formatTick } from '#app/components/time/format.ts';
import { type RangeText, toRangeText } from '#app/components/time/range.ts';
import { Button } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import type { ServiceResponse } from '#app/lib/services/schema.ts';
import { seriesOf } from './red-lines.ts';

const CHART_PX = 148;
/** That are named below the charts; all of them are marked. */
const MOST_DEPLOYS = 4;
const RATE_COLOR = 'var(--series-1)';
const ERROR_COLOR = 'var(--sev-error)';

interface RedChartsProps {
  readonly data: ServiceResponse;
  /** The range as the URL has it. */
  readonly view: RangeText;
  readonly onRange: (range: RangeText) => void;
}

export function RedCharts({ data, view, onRange }: RedChartsProps) {
  const zone = useZone();
  const [hover] = useState(makeHover);
  const shown = useMemo(() => ({ from: view.from, to: view.to }), [view.from, view.to]);
  const { zoom, back } = useZoomSteps(shown, onRange);
  const series = useMemo(() => seriesOf(data), [data]);
  const at = useHovered(series, hover);
  const { service, deploys, intervalMs, fromMs, toMs } = data;
  const marks = useMemo(() => deploys.map(({ ms }) => ms), [deploys]);
  const lines = useMemo(
    () => ({
      rate: [{ key: 'rate', color: RATE_COLOR, values: series.rate, fill: true }],
      errors: [{ key: 'errors', color: ERROR_COLOR, values: series.errorShare, fill: true }],
      // The dashed ones above the whole one: where they meet, both are seen.
      durations: PERCENTILES.toReversed().map((line) => ({ ...line, values: series[line.key] })),
    }),
    [series],
  );
  const when = at === undefined ? undefined : formatTick(series.starts[at] ?? 0, zone, intervalMs);
  const common = {
    starts: series.starts,
    intervalMs,
    fromMs,
    toMs,
    marks,
    zone,
    hover,
    when,
    height: CHART_PX,
    hasTimeAxis: true,
    onZoom: (from: number, to: number) => zoom(toRangeText(from, to)),
  };
  const share = at === undefined ? service.errorRate : (series.errorShare[at] ?? 0);
  return (
    <section aria-label="Charts" className="flex flex-col gap-1" data-testid="charts">
      <div className="grid gap-x-5 gap-y-3 lg:grid-cols-3">
        <LineChart
          {...common}
          title="Requests"
          lines={lines.rate}
          scale={RATE}
          label={`Requests: ${rateText(service.rate)} on average`}
        >
          <span className="font-medium">
            {at === undefined ? rateText(service.rate) : known(series.rate[at], rateText)}
          </span>
        </LineChart>
        <LineChart
          {...common}
          title="Errors"
          lines={lines.errors}
          scale={SHARE}
          label={`Errors: ${percentText(service.errorRate)} of all requests`}
        >
          <span className={cn('font-medium', share > 0 && 'text-danger')}>{percentText(share)}</span>
        </LineChart>
        <LineChart
          {...common}
          title="Duration"
          lines={lines.durations}
          scale={DURATION}
          label={`Durations: ${percentileText(service)}`}
        >
          <PercentileLegend
            values={
              at === undefined ? service : { p50: series.p50[at], p95: series.p95[at], p99: series.p99[at] }
            }
          />
        </LineChart>
      </div>
      <div className="flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-2xs text-ink-3">
        <span>A point is {intervalName(intervalMs)}. Drag to zoom.</span>
        {deploys.length > MOST_DEPLOYS && (
          <span>{formatCount(deploys.length - MOST_DEPLOYS, 'earlier version')}</span>
        )}
        {deploys.slice(-MOST_DEPLOYS).map(({ ms, version, previous }) => (
          <span key={`${ms} ${version}`} className="flex items-center gap-1">
            <span aria-hidden className="text-accent-ink">
              ▼
            </span>
            {previous === null ? 'Version' : `Version ${previous} →`}{' '}
            <span className="font-medium text-ink-2">{version}</span> at{' '}
            <time dateTime={new Date(ms).toISOString()}>
              {formatDateTime(Math.floor(ms / 1_000) * 1_000, zone)}
            </time>
          </span>
        ))}
        {back && (
          <Button variant="ghost" onClick={back} className="h-5 px-1 text-2xs">
            <RotateCcw className="size-3" aria-hidden />
            Back to the range before
          </Button>
        )}
      </div>
    </section>
  );
}

function known(value: number | null | undefined, text: (value: number) => string): string {
  return typeof value === 'number' ? text(value) : '–';
}
