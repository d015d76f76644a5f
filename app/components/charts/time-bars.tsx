// Stacked bars over time, drawn by uPlot. Dragging chooses a range, a click chooses a segment. Loaded lazily.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatCompact, formatTick } from '#app/components/time/format.ts';
import { zoneOffset } from '#app/components/time/zone.ts';
import { computedColor, onThemeChange } from './canvas-colors.ts';
import { type BarSeries, barTotals, stackBar } from './stack.ts';
import { timeTicks } from './ticks.ts';

export interface TimeBarsProps {
  /** Start of each bar, epoch milliseconds, ascending. */
  readonly starts: readonly number[];
  readonly stepMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The first one stands at the bottom. */
  readonly series: readonly BarSeries[];
  /** IANA name. */
  readonly zone: string;
  /** CSS pixels, axis included. */
  readonly height: number;
  /** What a screen reader says instead. */
  readonly label: string;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onPick: (key: string, index: number) => void;
  /** The bar under the pointer and the pointer's distance from the chart's left edge in CSS pixels. */
  readonly onHover: (hover: { readonly index: number; readonly x: number } | undefined) => void;
}

const X_AXIS_PX = 20;
const Y_AXIS_PX = 40;
const PX_PER_TICK = 110;
const BAR_GAP_PX = 1;
/** A shorter drag is a click that slipped; CSS pixels. */
const SHORTEST_DRAG_PX = 4;
const FONT = '11px ui-sans-serif, system-ui, sans-serif';

export function TimeBars(props: TimeBarsProps) {
  const box = useRef<HTMLDivElement>(null);
  const current = useRef(props);
  useLayoutEffect(() => {
    current.current = props;
  });
  const [plot, setPlot] = useState<uPlot>();
  const { height, label, starts, series, fromMs, toMs, zone } = props;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = makePlot(element, current, height);
    setPlot(made);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    const endTheme = onThemeChange(() => made.redraw(false));
    return () => {
      observer.disconnect();
      endTheme();
      made.destroy();
    };
  }, [height]);

  useEffect(() => {
    if (!plot) return;
    // What is drawn depends on all of these; uPlot only knows the totals.
    void [fromMs, toMs, zone];
    plot.setData([[...starts], barTotals(series, starts.length)]);
  }, [plot, starts, series, fromMs, toMs, zone]);

  return (
    <div
      ref={box}
      role="img"
      aria-label={label}
      className="min-w-0 cursor-crosshair touch-pan-y select-none"
      style={{ height }}
    />
  );
}

/** Everything that changes is read from `current` when it is needed, so that the plot is made only once. */
function makePlot(element: HTMLElement, current: { readonly current: TimeBarsProps }, height: number): uPlot {
  const color = (value: string) => computedColor(element, value);
  const indexAt = (plot: uPlot, x: number) => {
    const { starts, stepMs } = current.current;
    const at = plot.posToVal(x, 'x');
    const index = starts.findLastIndex((start) => start <= at);
    const start = starts[index];
    return start !== undefined && at < start + stepMs ? index : undefined;
  };
  const plot: uPlot = new uPlot(
    {
      width: element.clientWidth,
      height,
      padding: [8, 0, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG_PX },
      },
      scales: {
        x: { time: false, range: () => [current.current.fromMs, current.current.toMs] },
        y: { range: (_, __, most) => [0, Math.max(1, most)] },
      },
      axes: [
        {
          size: X_AXIS_PX,
          gap: 4,
          font: FONT,
          stroke: () => color('var(--ink-3)'),
          grid: { show: false },
          ticks: { show: false },
          splits: (self) => ticksOf(current.current, self.over.clientWidth).ticks,
          values: (self, splits) => {
            const { stepMs } = ticksOf(current.current, self.over.clientWidth);
            return splits.map((ms) => formatTick(ms, current.current.zone, stepMs));
          },
        },
        {
          size: Y_AXIS_PX,
          gap: 4,
          font: FONT,
          stroke: () => color('var(--ink-3)'),
          grid: { stroke: () => color('var(--line)'), width: 1 },
          ticks: { show: false },
          splits: (_, __, ___, most) => valueTicks(most),
          values: (_, splits) => splits.map((value) => formatCompact(value)),
        },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [(self) => drawBars(self, current.current, color)],
        setSelect: [
          (self) => {
            const { left, width } = self.select;
            if (width < SHORTEST_DRAG_PX) return;
            const { onZoom } = current.current;
            onZoom(Math.floor(self.posToVal(left, 'x')), Math.ceil(self.posToVal(left + width, 'x')));
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        setCursor: [
          (self) => {
            const x = self.cursor.left ?? -1;
            const index = x < 0 ? undefined : indexAt(self, x);
            current.current.onHover(index === undefined ? undefined : { index, x: x + Y_AXIS_PX });
          },
        ],
      },
    },
    [[], []],
    element,
  );
  let downX = 0;
  plot.over.addEventListener('pointerdown', (event) => {
    downX = event.clientX;
  });
  plot.over.addEventListener('click', (event) => {
    if (Math.abs(event.clientX - downX) >= SHORTEST_DRAG_PX) return;
    const rect = plot.over.getBoundingClientRect();
    const index = indexAt(plot, event.clientX - rect.left);
    if (index === undefined) return;
    const { series, onPick } = current.current;
    const y = event.clientY - rect.top;
    const segments = stackBar(series, index, plot.scales.y?.max ?? 1, rect.height);
    const hit = segments.find(({ top, bottom }) => y >= top && y < bottom);
    if (hit) onPick(hit.key, index);
  });
  return plot;
}

function ticksOf({ fromMs, toMs, zone }: TimeBarsProps, width: number) {
  return timeTicks({ fromMs, toMs }, Math.max(2, width / PX_PER_TICK), zoneOffset(fromMs, zone));
}

/** Zero, and one or two round values below the top. */
function valueTicks(most: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  const step = [5, 2, 1].map((times) => times * magnitude).find((candidate) => candidate <= most) ?? 1;
  return [0, step];
}

function drawBars(plot: uPlot, props: TimeBarsProps, color: (value: string) => string): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const height = bbox.height / ratio;
  const highest = plot.scales.y?.max ?? 1;
  const fills = new Map(props.series.map((series) => [series.key, color(series.color)]));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  props.starts.forEach((start, index) => {
    const left = plot.valToPos(start, 'x', true);
    const right = plot.valToPos(start + props.stepMs, 'x', true);
    const width = Math.max(ratio, right - left - BAR_GAP_PX * ratio);
    for (const { key, top, bottom } of stackBar(props.series, index, highest, height)) {
      ctx.fillStyle = fills.get(key) ?? '';
      ctx.fillRect(left, bbox.top + top * ratio, width, (bottom - top) * ratio);
    }
  });
  ctx.restore();
}
