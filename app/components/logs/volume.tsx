// The volume of records over time by severity, above the list. Dragging over it chooses a shorter range.
import { useQuery } from '@tanstack/react-query';
import { type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatRange, formatTick } from '#app/components/time/format.ts';
import { type RangeText, toRangeText } from '#app/components/time/range.ts';
import { zoneOffset } from '#app/components/time/zone.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { type LogSearch, logVolumeOptions } from '#app/lib/logs/queries.ts';
import { SEVERITY_LEVELS } from '#app/lib/telemetry/severity.ts';
import { LEVEL_FILL } from './severity.ts';
import { layoutVolume, timeTicks, type VolumeLayout, volumePaths } from './volume-layout.ts';

const CHART_PX = 56;
/** A shorter drag is a click that slipped; pixels. */
const SHORTEST_DRAG_PX = 4;
const PX_PER_TICK = 110;

interface VolumeProps {
  readonly search: LogSearch;
  /** Whether the search can be asked at all. */
  readonly askable: boolean;
  readonly onZoom: (range: RangeText) => void;
}

export function Volume({ search, askable, onZoom }: VolumeProps) {
  const { data, error } = useQuery({
    ...logVolumeOptions(search),
    enabled: askable,
    placeholderData: (before) => before,
  });
  const isError = error !== null && toUserError(error).code !== 'bad_request';
  return (
    <section
      aria-label="Volume over time"
      className="h-[84px] shrink-0 px-3 pt-2 md:px-4"
      data-testid="volume"
    >
      {askable && data ? (
        <Chart layout={layoutVolume(data)} onZoom={onZoom} />
      ) : (
        <p className="flex h-14 items-center justify-center text-xs text-ink-3">
          {isError && 'The volume could not be counted.'}
        </p>
      )}
    </section>
  );
}

function Chart({
  layout,
  onZoom,
}: {
  readonly layout: VolumeLayout;
  readonly onZoom: VolumeProps['onZoom'];
}) {
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [hover, setHover] = useState<number>();
  const [dragFrom, setDragFrom] = useState<number>();
  const span = layout.toMs - layout.fromMs;
  const xOf = (ms: number) => ((ms - layout.fromMs) / span) * width;
  const msOf = (x: number) => layout.fromMs + (x / width) * span;
  const position = (event: PointerEvent) => {
    const rect = event.currentTarget.getBoundingClientRect();
    return Math.min(width, Math.max(0, event.clientX - rect.left));
  };
  const finish = (event: PointerEvent) => {
    const end = position(event);
    if (dragFrom !== undefined && Math.abs(end - dragFrom) >= SHORTEST_DRAG_PX) {
      const [left, right] = dragFrom < end ? [dragFrom, end] : [end, dragFrom];
      onZoom(toRangeText(Math.floor(msOf(left)), Math.ceil(msOf(right))));
    }
    setDragFrom(undefined);
  };
  const paths = width > 0 ? volumePaths(layout, width, CHART_PX) : {};
  const { stepMs, ticks } = timeTicks(
    layout,
    Math.max(2, width / PX_PER_TICK),
    zoneOffset(layout.fromMs, zone),
  );
  return (
    <div ref={box} className="relative h-full select-none">
      <svg
        role="img"
        aria-label={summary(layout, zone)}
        width="100%"
        height={CHART_PX}
        className="block cursor-crosshair touch-pan-y"
        onPointerDown={(event) => {
          if (event.button !== 0 || event.pointerType === 'touch') return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragFrom(position(event));
        }}
        onPointerMove={(event) => setHover(position(event))}
        onPointerLeave={() => setHover(undefined)}
        onPointerUp={finish}
        onPointerCancel={() => setDragFrom(undefined)}
      >
        <line x1="0" x2="100%" y1={CHART_PX - 0.5} y2={CHART_PX - 0.5} stroke="var(--line)" />
        {SEVERITY_LEVELS.map(
          (level) => paths[level] && <path key={level} d={paths[level]} fill={LEVEL_FILL[level]} />,
        )}
        {dragFrom !== undefined && hover !== undefined && (
          <rect
            x={Math.min(dragFrom, hover)}
            width={Math.abs(hover - dragFrom)}
            height={CHART_PX}
            fill="var(--accent)"
            fillOpacity="0.18"
            stroke="var(--accent)"
          />
        )}
        {dragFrom === undefined && hover !== undefined && (
          <line x1={hover} x2={hover} y1="0" y2={CHART_PX} stroke="var(--ink-3)" strokeDasharray="2 2" />
        )}
      </svg>
      {width > 0 &&
        ticks.map((tick) => (
          <span
            key={tick}
            className="absolute -translate-x-1/2 text-2xs whitespace-nowrap text-ink-3"
            style={{ left: Math.min(width - 24, Math.max(20, xOf(tick))), top: CHART_PX + 1 }}
          >
            {formatTick(tick, zone, stepMs)}
          </span>
        ))}
      {hover !== undefined && <HoverCard layout={layout} ms={msOf(hover)} x={hover} width={width} />}
    </div>
  );
}

interface HoverCardProps {
  readonly layout: VolumeLayout;
  readonly ms: number;
  readonly x: number;
  readonly width: number;
}

/** The counts of the interval under the pointer. */
function HoverCard({ layout, ms, x, width }: HoverCardProps) {
  const zone = useZone();
  const bucket = layout.buckets.find(({ startMs }) => ms >= startMs && ms < startMs + layout.bucketMs);
  if (!bucket) return null;
  const right = x > width - 220;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-1 z-20 w-48 rounded-md bg-raised p-2 text-xs shadow-raised"
      style={right ? { right: width - x + 10 } : { left: x + 10 }}
    >
      <p className="mb-1 text-2xs text-ink-3">
        {formatRange(bucket.startMs, bucket.startMs + layout.bucketMs, zone)}
      </p>
      {SEVERITY_LEVELS.map(
        (level) =>
          bucket.counts[level] !== undefined && (
            <p key={level} className="flex items-center gap-2">
              <span className="size-2 rounded-sm" style={{ background: LEVEL_FILL[level] }} />
              <span className="flex-1">{level}</span>
              <span className="font-mono">{formatCount(bucket.counts[level])}</span>
            </p>
          ),
      )}
    </div>
  );
}

function summary(layout: VolumeLayout, zone: string): string {
  const parts = SEVERITY_LEVELS.flatMap((level) =>
    layout.totals[level] ? [`${formatCount(layout.totals[level])} ${level}`] : [],
  );
  const range = formatRange(layout.fromMs, layout.toMs, zone);
  return parts.length === 0 ? `No records, ${range}` : `${parts.join(', ')}; ${range}`;
}

/** The element's width in CSS pixels, 0 before it is known. */
function useWidth(ref: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
