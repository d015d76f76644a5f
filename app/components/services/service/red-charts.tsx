// Rate, errors and durations of a service over time: three charts with one pointer, and when its versions came.
import { RotateCcw } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { intervalName } from '#app/components/charts/ticks.ts';
import { useZoomSteps } from '#app/components/explorer/search/use-zoom-steps.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatDateTime, formatTick } from '#app/components/time/format.ts';
import { type RangeText, toRangeText } from '#app/components/time/range.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import { type Hover, makeHover } from '#app/components/traces/hover.ts';
import { percentText, rateText } from '#app/components/traces/red/red-series.ts';
import { Button } from '#app/components/ui/button.tsx';
import type { ServiceResponse } from '#app/lib/services/schema.ts';
import { DURATION_LINES, seriesOf } from './red-lines.ts';

const TimeChart = lazy(() => import('./time-chart.tsx').then((module) => ({ default: module.TimeChart })));

const CHART_PX = 148;
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
      durations: DURATION_LINES.map((line) => ({ ...line, values: series[line.key] })),
    }),
    [series],
  );
  const common = {
    starts: series.starts,
    intervalMs,
    fromMs,
    toMs,
    marks,
    zone,
    hover,
    height: CHART_PX,
    onZoom: (from: number, to: number) => zoom(toRangeText(from, to)),
  };
  const when = at === undefined ? undefined : formatTick(series.starts[at] ?? 0, zone, intervalMs);
  const share = at === undefined ? service.errorRate : (series.errorShare[at] ?? 0);
  return (
    <section aria-label="Charts" className="flex flex-col gap-1" data-testid="charts">
      <div className="grid gap-x-5 gap-y-3 lg:grid-cols-3">
        <Chart title="Requests" when={when}>
          <span>{rateText(at === undefined ? service.rate : (series.rate[at] ?? 0))}</span>
          <TimeChart
            {...common}
            lines={lines.rate}
            format={rateText}
            label={`Requests: ${rateText(service.rate)} on average`}
          />
        </Chart>
        <Chart title="Errors" when={when}>
          <span className={share > 0 ? 'text-danger' : ''}>{percentText(share)}</span>
          <TimeChart
            {...common}
            lines={lines.errors}
            format={percentText}
            label={`Errors: ${percentText(service.errorRate)} of all requests`}
          />
        </Chart>
        <Chart title="Duration" when={when}>
          <span className="flex gap-3">
            {DURATION_LINES.map(({ key, color, dash }) => {
              const ns = at === undefined ? service[key] : series[key][at];
              return (
                <span key={key} className="flex items-center gap-1">
                  <Stroke color={color} dash={dash} />
                  <span className="text-2xs font-normal text-ink-3">{key}</span>
                  {typeof ns === 'number' ? formatDuration(ns) : '–'}
                </span>
              );
            })}
          </span>
          <TimeChart
            {...common}
            lines={lines.durations}
            format={formatDuration}
            label={`Durations: p50 ${formatDuration(service.p50)}, p95 ${formatDuration(service.p95)}, p99 ${formatDuration(service.p99)}`}
          />
        </Chart>
      </div>
      <div className="flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-2xs text-ink-3">
        <span>A point is {intervalName(intervalMs)}. Drag to zoom.</span>
        {deploys.map(({ ms, version, previous }) => (
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

interface ChartFrameProps {
  readonly title: string;
  /** The time that one points at. */
  readonly when: string | undefined;
  /** The figure and the chart. */
  readonly children: readonly [ReactNode, ReactNode];
}

function Chart({ title, when, children: [figure, chart] }: ChartFrameProps) {
  return (
    <div className="flex min-w-0 flex-col">
      <div className="flex h-6 items-baseline gap-2 overflow-hidden text-xs font-medium whitespace-nowrap">
        <h2 className="text-2xs font-normal text-ink-3">
          {title}
          {when !== undefined && <span className="font-mono"> {when}</span>}
        </h2>
        {figure}
      </div>
      <div style={{ height: CHART_PX }}>
        <Suspense fallback={null}>{chart}</Suspense>
      </div>
    </div>
  );
}

/** How a line looks in the chart. */
function Stroke({ color, dash }: { readonly color: string; readonly dash: readonly number[] }) {
  return (
    <svg width="14" height="6" aria-hidden className="shrink-0">
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

/** The interval under the pointer. */
function useHovered({ starts, intervalMs }: ReturnType<typeof seriesOf>, hover: Hover): number | undefined {
  const [at, setAt] = useState<number>();
  useEffect(
    () =>
      hover.subscribe((ms) => {
        const index = ms === undefined ? -1 : Math.floor((ms - (starts[0] ?? 0)) / intervalMs);
        setAt(index >= 0 && index < starts.length ? index : undefined);
      }),
    [starts, intervalMs, hover],
  );
  return at;
}
