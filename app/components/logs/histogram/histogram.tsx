// How many records there are over time, by severity or any other field. Dragging zooms in, a click filters.
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, RotateCcw, RotateCw } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { intervalName } from '#app/components/charts/ticks.ts';
import { useZoomSteps } from '#app/components/explorer/search/use-zoom-steps.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCompact, formatCount, formatRange } from '#app/components/time/format.ts';
import { type RangeText, toRangeText } from '#app/components/time/range.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { type LogSearch, logAggregateOptions } from '#app/lib/logs/queries.ts';
import { addFilter } from '#app/lib/search/edit.ts';
import type { GroupPanelProps } from './group-panel.tsx';
import { type HistogramData, type HistogramSeries, histogramData } from './histogram-data.ts';
import { HoverCard } from './hover-card.tsx';

const TimeBars = lazy(() =>
  import('#app/components/charts/time-bars.tsx').then((module) => ({ default: module.TimeBars })),
);
const groupPanel = lazyPanel<GroupPanelProps>(() =>
  import('./group-panel.tsx').then((module) => module.GroupPanel),
);

const CHART_PX = 84;
const SLOW_MS = 300;
/** Of the legend; the others are in the hover card. */
const MOST_NAMED = 8;

interface HistogramProps {
  readonly search: LogSearch;
  /** Whether the search can be asked at all. */
  readonly askable: boolean;
  /** The range as the URL has it. */
  readonly range: RangeText;
  /** The field by which records are told apart. */
  readonly groupBy: string;
  readonly onGroupBy: (field: string) => void;
  readonly onZoom: (range: RangeText) => void;
  /** A new search text. */
  readonly onQuery: (text: string) => void;
}

export function Histogram({ search, askable, range, groupBy, onGroupBy, onZoom, onQuery }: HistogramProps) {
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    ...logAggregateOptions(search, { groupBy: [groupBy] }),
    enabled: askable,
    placeholderData: (before) => before,
  });
  const slow = useDelayed(isFetching, SLOW_MS);
  const shown = useMemo(() => data && histogramData(data, groupBy), [data, groupBy]);
  const failure = error === null ? undefined : toUserError(error);
  const { zoom, back, forward } = useZoomSteps(range, onZoom);
  const pick = (series: HistogramSeries | undefined, negate: boolean) => {
    if (search.language !== 'lucene' || series?.value === undefined) return;
    onQuery(addFilter(search.query, { field: groupBy, value: series.value, negate }));
  };
  return (
    <section
      aria-label="Records over time"
      className="flex shrink-0 flex-col px-3 pt-2 md:px-4"
      data-testid="histogram"
    >
      <div className="flex h-6 items-center gap-3 text-2xs text-ink-3">
        <PanelTrigger
          panel={groupPanel}
          panelProps={{ search, value: groupBy, onChange: onGroupBy }}
          className="flex min-w-0 shrink-0 items-center gap-1 rounded px-1 py-0.5 hover:bg-hover"
          data-testid="histogram-group"
        >
          by <span className="max-w-40 truncate text-ink-2">{groupBy}</span>
          <ChevronDown className="size-3" aria-hidden />
        </PanelTrigger>
        {shown && <Legend data={shown} onPick={pick} isFilter={search.language === 'lucene'} />}
        {!shown && <span className="flex-1" />}
        {data?.partial && (
          <span className="truncate text-caution" data-tip={data.partial.message}>
            not complete
          </span>
        )}
        {shown && shown.peak > 0 && (
          <span className="hidden whitespace-nowrap xl:inline">
            peak {formatCompact(shown.peak)} per {intervalName(shown.stepMs)}
          </span>
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
      <div
        className={cn('relative transition-opacity', slow && isPlaceholderData && 'opacity-60')}
        style={{ height: CHART_PX }}
      >
        {askable && data?.hint ? (
          <p className="flex h-full items-center justify-center text-xs text-ink-3">{data.hint}</p>
        ) : askable && shown ? (
          <Suspense fallback={null}>
            <Bars data={shown} onZoom={zoom} onPick={pick} />
          </Suspense>
        ) : (
          <p className="flex h-full items-center justify-center text-xs text-ink-3">
            {failure && failure.code !== 'bad_request' && `Not counted: ${failure.message}`}
            {!failure && slow && 'Counting…'}
          </p>
        )}
      </div>
    </section>
  );
}

interface BarsProps {
  readonly data: HistogramData;
  readonly onZoom: (range: RangeText) => void;
  readonly onPick: (series: HistogramSeries | undefined, negate: boolean) => void;
}

function Bars({ data, onZoom, onPick }: BarsProps) {
  const zone = useZone();
  const [hover, setHover] = useState<{ readonly index: number; readonly x: number }>();
  return (
    <>
      <TimeBars
        {...data}
        zone={zone}
        height={CHART_PX}
        label={summary(data, zone)}
        onZoom={(fromMs, toMs) => onZoom(toRangeText(fromMs, toMs))}
        onPick={(key) =>
          onPick(
            data.series.find((series) => series.key === key),
            false,
          )
        }
        onHover={(next) =>
          setHover((before) => (before?.index === next?.index && before?.x === next?.x ? before : next))
        }
      />
      {hover && <HoverCard data={data} index={hover.index} x={hover.x} />}
    </>
  );
}

interface LegendProps {
  readonly data: HistogramData;
  readonly onPick: BarsProps['onPick'];
  /** Whether a click can filter. */
  readonly isFilter: boolean;
}

/** What the colours mean, with totals. A click filters by the value, with Alt it excludes it. */
function Legend({ data, onPick, isFilter }: LegendProps) {
  return (
    // What has no room is on a second line, which is not seen: better than half a name.
    <ul aria-label="Legend" className="flex h-5 min-w-0 flex-1 flex-wrap gap-x-1 overflow-hidden">
      {data.series
        .filter(({ total }) => total > 0)
        .slice(0, MOST_NAMED)
        .map((series) => (
          <li key={series.key} className="h-5">
            <button
              type="button"
              disabled={!isFilter || series.value === undefined}
              data-tip={`Only ${series.label}; with Alt: without it`}
              onClick={(event) => onPick(series, event.altKey)}
              className="flex max-w-48 items-center gap-1.5 rounded px-1 py-0.5 whitespace-nowrap enabled:hover:bg-hover"
            >
              <span aria-hidden className="size-2 shrink-0 rounded-sm" style={{ background: series.color }} />
              <span className="truncate text-ink-2">{series.label}</span>
              <span>{formatCompact(series.total)}</span>
            </button>
          </li>
        ))}
    </ul>
  );
}

function summary(data: HistogramData, zone: string): string {
  const range = formatRange(data.fromMs, data.toMs, zone);
  const parts = data.series.map(({ label, total }) => `${formatCount(total)} ${label}`);
  return data.total === 0 ? `No records, ${range}` : `${parts.join(', ')}; ${range}`;
}
