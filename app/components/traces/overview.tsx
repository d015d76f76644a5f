// What stands above the list: rate, errors and durations over time, and the heatmap of all matching spans.
import { useQuery } from '@tanstack/react-query';
import { RotateCcw, RotateCw, ZoomIn } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { makeHover } from '#app/components/charts/hover.ts';
import { percentText, rateText } from '#app/components/charts/rate.ts';
import type { FixedSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { useZoomSteps } from '#app/components/explorer/search/use-zoom-steps.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCompact, formatCount, formatRange } from '#app/components/time/format.ts';
import { type RangeText, toRangeText } from '#app/components/time/range.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { traceHeatmapOptions, traceRedOptions } from '#app/lib/traces/queries.ts';
import { type Box, parseBox } from './heatmap/box.ts';
import { ERROR_COLOR, HEAT_COLORS } from './heatmap/draw-heat.ts';
import { gridPercentile, type HeatGrid, heatGrid } from './heatmap/heat-grid.ts';
import { HeatPlot } from './heatmap/heat-plot.tsx';
import { type RedSeries, redSeries, withinParts } from './red/red-series.ts';
import { RedStrip } from './red/red-strip.tsx';

const PLOT_PX = { desktop: 132, phone: 110 } as const;
/** Columns of the heatmap; CSS decides how wide they are. */
const COLUMNS = { desktop: 120, phone: 48 } as const;
const SLOW_MS = 300;

interface OverviewProps {
  readonly search: FixedSearch;
  /** Whether the search can be asked at all. */
  readonly askable: boolean;
  /** The range as the URL has it. */
  readonly range: RangeText;
  /** The box as the URL has it. */
  readonly box: string;
  readonly onBox: (box: Box | undefined) => void;
  readonly onZoom: (range: RangeText) => void;
}

export const Overview = memo(function Overview(props: OverviewProps) {
  const { search, askable, range, box: text, onBox, onZoom } = props;
  const zone = useZone();
  const phone = useMediaQuery(PHONE);
  const [hover] = useState(makeHover);
  const red = useQuery({ ...traceRedOptions(search), enabled: askable, placeholderData: (before) => before });
  const heat = useQuery({
    ...traceHeatmapOptions(search, { columns: phone ? COLUMNS.phone : COLUMNS.desktop }),
    enabled: askable,
    placeholderData: (before) => before,
  });
  const slow = useDelayed(red.isFetching || heat.isFetching, SLOW_MS);
  const series = useMemo(() => red.data && redSeries(red.data), [red.data]);
  const grid = useMemo(() => heat.data && heatGrid(heat.data), [heat.data]);
  const box = useMemo(() => parseBox(text), [text]);
  const percentiles = useMemo(() => grid && percentilesOf(grid, series), [grid, series]);
  const { zoom, back, forward } = useZoomSteps(range, onZoom);
  const thrown = heat.error ?? red.error;
  const failure = thrown === null ? undefined : toUserError(thrown);
  const partial = heat.data?.partial ?? red.data?.partial;
  return (
    <section
      aria-label="Overview"
      data-testid="overview"
      className={cn(
        'flex shrink-0 flex-col gap-1 px-3 pt-1 pb-1 transition-opacity md:px-4',
        slow && (red.isPlaceholderData || heat.isPlaceholderData) && 'opacity-60',
      )}
    >
      {series && !phone && (
        <RedStrip
          series={series}
          percentiles={percentiles}
          zone={zone}
          hover={hover}
          onZoom={(fromMs, toMs) => zoom(toRangeText(fromMs, toMs))}
        />
      )}
      {series && phone && (
        <p className="flex gap-3 overflow-hidden text-xs whitespace-nowrap">
          <span>{rateText(series.meanRate)}</span>
          <span className={series.totalErrors > 0 ? 'text-danger' : 'text-ink-2'}>
            {percentText(series.total === 0 ? 0 : series.totalErrors / series.total)} errors
          </span>
          {percentiles && <span className="text-ink-2">p95 {formatDuration(percentiles.p95)}</span>}
        </p>
      )}
      <div className="flex h-6 min-w-0 items-center gap-3 overflow-hidden text-2xs text-ink-3">
        <h2 className="shrink-0 whitespace-nowrap">Spans by time and duration</h2>
        {grid && <Legend grid={grid} />}
        <span className="min-w-0 flex-1" />
        {partial && (
          <span className="truncate text-caution" data-tip={partial.message}>
            not complete: {partial.message}
          </span>
        )}
        {box && (
          <>
            <span className="truncate text-ink-2 max-lg:hidden" data-tip={boxText(box, zone)}>
              {boxText(box, zone)}
            </span>
            <Button
              variant="ghost"
              onClick={() => zoom(toRangeText(box.fromMs, box.toMs))}
              className="h-6 px-1.5 text-xs"
            >
              <ZoomIn className="size-3" aria-hidden />
              Zoom in
            </Button>
            <Button variant="ghost" onClick={() => onBox(undefined)} className="h-6 px-1.5 text-xs">
              Clear
            </Button>
          </>
        )}
        {back && (
          <IconButton label="Back to the range before" onClick={back} className="size-5!">
            <RotateCcw className="size-3" aria-hidden />
          </IconButton>
        )}
        {forward && (
          <IconButton label="Forward to the range zoomed to" onClick={forward} className="size-5!">
            <RotateCw className="size-3" aria-hidden />
          </IconButton>
        )}
      </div>
      {askable && grid ? (
        <HeatPlot
          grid={grid}
          zone={zone}
          height={phone ? PLOT_PX.phone : PLOT_PX.desktop}
          box={box}
          hover={hover}
          onBox={onBox}
          label={heatLabel(grid, zone, percentiles)}
        />
      ) : (
        <p
          className="flex items-center justify-center text-xs text-ink-3"
          style={{ height: PLOT_PX.desktop + 16 }}
        >
          {failure && failure.code !== 'bad_request' && `Not counted: ${failure.message}`}
          {!failure && slow && 'Counting…'}
        </p>
      )}
    </section>
  );
});

/** Of the whole range: about, from the rows of the heatmap, and between the least and the greatest of the intervals. */
function percentilesOf(
  grid: HeatGrid,
  series: RedSeries | undefined,
): { p50: number; p95: number; p99: number } | undefined {
  const of = (key: 'p50' | 'p95' | 'p99', share: number) => {
    const about = gridPercentile(grid, share);
    return about && series ? withinParts(about, series[key]) : about;
  };
  const [p50, p95, p99] = [of('p50', 0.5), of('p95', 0.95), of('p99', 0.99)];
  return p50 === undefined || p95 === undefined || p99 === undefined ? undefined : { p50, p95, p99 };
}

/** What the colours mean. */
function Legend({ grid }: { readonly grid: HeatGrid }) {
  if (grid.total === 0) return null;
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap">
      <span>1</span>
      <span aria-hidden className="flex">
        {HEAT_COLORS.map((color) => (
          <span key={color} className="h-2.5 w-3" style={{ background: color }} />
        ))}
      </span>
      <span>{formatCompact(grid.most, 'span')}</span>
      {grid.errors > 0 && (
        <span className="ml-2 flex items-center gap-1 max-md:hidden">
          <span aria-hidden className="h-2.5 w-[3px]" style={{ background: ERROR_COLOR }} />
          with errors
        </span>
      )}
    </span>
  );
}

/** The durations first: the time is seen below the box. */
function boxText({ fromMs, toMs, minNs, maxNs }: Box, zone: string): string {
  return `${formatDuration(minNs)} – ${formatDuration(maxNs)}, ${formatRange(fromMs, toMs, zone)}`;
}

function heatLabel(
  grid: HeatGrid,
  zone: string,
  percentiles: { readonly p50: number; readonly p95: number } | undefined,
): string {
  const parts = percentiles
    ? `, half of them below ${formatDuration(percentiles.p50)}, 95 % below ${formatDuration(percentiles.p95)}`
    : '';
  return `Heatmap of durations: ${formatCount(grid.total, 'span')}, ${formatCount(grid.errors)} with errors${parts}; ${formatRange(grid.fromMs, grid.toMs, zone)}`;
}
