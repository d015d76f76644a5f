// Rate, errors and durations of the matching spans over time: three small charts whose pointer is one.
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { intervalName } from '#app/components/charts/ticks.ts';
import { formatCount, formatTick } from '#app/components/time/format.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import type { Hover } from '../hover.ts';
import { intervalAt, percentText, type RedSeries, rateText } from './red-series.ts';

const RedPlot = lazy(() => import('./red-plot.tsx').then((module) => ({ default: module.RedPlot })));

const CHART_PX = 52;
const COLORS = { rate: 'var(--series-1)', errors: 'var(--sev-error)' } as const;
const PERCENTILES = [
  { key: 'p50', color: 'var(--series-3)', dash: [1, 2] },
  { key: 'p95', color: 'var(--series-2)', dash: [5, 3] },
  { key: 'p99', color: 'var(--series-4)', dash: [] },
] as const;

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
  const common = { starts, intervalMs, fromMs, toMs, height: CHART_PX, hover, onZoom };
  const lines = useMemo(
    () => ({
      rate: [{ key: 'rate', color: COLORS.rate, values: series.rate, fill: true }],
      errors: [{ key: 'errors', color: COLORS.errors, values: series.errorShare, fill: true }],
      durations: PERCENTILES.map(({ key, color, dash }) => ({ key, color, dash, values: series[key] })),
    }),
    [series],
  );
  const when = at === undefined ? undefined : formatTick(starts[at] ?? 0, zone, Math.min(intervalMs, 1_000));
  const share = series.total === 0 ? 0 : series.totalErrors / series.total;
  const errorShare = at === undefined ? share : (series.errorShare[at] ?? 0);
  const errors = at === undefined ? series.totalErrors : (series.errors[at] ?? 0);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.35fr)] gap-x-4" data-testid="red">
      <Part
        title="Rate"
        when={when}
        value={
          <>
            <Value>{rateText(at === undefined ? series.meanRate : (series.rate[at] ?? 0))}</Value>
            <Detail>
              {formatCount(at === undefined ? series.total : (series.spans[at] ?? 0))} spans
              {at !== undefined && ` in ${intervalName(intervalMs)}`}
            </Detail>
          </>
        }
      >
        <RedPlot
          {...common}
          lines={lines.rate}
          format={rateText}
          label={`Rate: ${rateText(series.meanRate)} on average, ${formatCount(series.total)} spans`}
        />
      </Part>
      <Part
        title="Errors"
        when={when}
        value={
          <>
            <Value className={errors > 0 ? 'text-danger' : ''}>{percentText(errorShare)}</Value>
            <Detail>{formatCount(errors)} failed</Detail>
          </>
        }
      >
        <RedPlot
          {...common}
          lines={lines.errors}
          format={percentText}
          label={`Errors: ${percentText(share)}, ${formatCount(series.totalErrors)} spans`}
        />
      </Part>
      <Part
        title="Duration"
        when={when}
        value={PERCENTILES.map(({ key, color, dash }) => {
          const ns = at === undefined ? percentiles?.[key] : (series[key][at] ?? undefined);
          return (
            <span key={key} className="flex items-center gap-1 whitespace-nowrap">
              <Stroke color={color} dash={dash} />
              <Detail>{key}</Detail>
              <Value>{ns === undefined ? '–' : formatDuration(ns)}</Value>
            </span>
          );
        })}
      >
        <RedPlot
          {...common}
          lines={lines.durations}
          format={formatDuration}
          label={`Durations: ${PERCENTILES.map(({ key }) => `${key} ${percentiles ? formatDuration(percentiles[key]) : 'unknown'}`).join(', ')}`}
        />
      </Part>
    </div>
  );
}

interface PartProps {
  readonly title: string;
  /** The time that one points at. */
  readonly when: string | undefined;
  readonly value: ReactNode;
  readonly children: ReactNode;
}

function Part({ title, when, value, children }: PartProps) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col">
      <div className="flex h-6 items-baseline gap-2 overflow-hidden text-xs">
        <h2 className="shrink-0 text-2xs text-ink-3">
          {title}
          {when !== undefined && <span className="font-mono"> {when}</span>}
        </h2>
        {value}
      </div>
      <div style={{ height: CHART_PX }}>
        <Suspense fallback={null}>{children}</Suspense>
      </div>
    </section>
  );
}

function Value({ className = '', children }: { readonly className?: string; readonly children: ReactNode }) {
  return <span className={`font-medium whitespace-nowrap ${className}`}>{children}</span>;
}

function Detail({ children }: { readonly children: ReactNode }) {
  return <span className="truncate text-2xs text-ink-3">{children}</span>;
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
function useHovered(series: RedSeries, hover: Hover): number | undefined {
  const [ms, setMs] = useState<number>();
  useEffect(
    () =>
      hover.subscribe((next) =>
        setMs((before) => {
          const same =
            before !== undefined &&
            next !== undefined &&
            intervalAt(series, before) === intervalAt(series, next);
          return same ? before : next;
        }),
      ),
    [series, hover],
  );
  return ms === undefined ? undefined : intervalAt(series, ms);
}
