// The uPlot of stacked bars: its axes, its bars, and what the pointer does on it.
import uPlot from 'uplot';
import { formatCompact, formatTick } from '#app/components/time/format.ts';
import { zoneOffset } from '#app/components/time/zone.ts';
import { computedColor } from './canvas-colors.ts';
import { type BarSeries, stackBar } from './stack.ts';
import { timeTicks } from './ticks.ts';

/** What is drawn, and what becomes of the pointer. */
export interface BarsProps {
  /** Start of each bar, epoch milliseconds, ascending. */
  readonly starts: readonly number[];
  readonly stepMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The first one stands at the bottom. */
  readonly series: readonly BarSeries[];
  /** IANA name. */
  readonly zone: string;
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

/** What is drawn now: read when it is needed, so that the plot is made only once. */
interface Current {
  readonly current: BarsProps;
}

type Color = (value: string) => string;

/** A plot in an element; `setData` draws what `current` has become. */
export function makePlot(element: HTMLElement, current: Current, height: number): uPlot {
  const color: Color = (value) => computedColor(element, value);
  const plot = new uPlot(
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
      axes: [timeAxis(current, color), countAxis(color)],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [(self) => drawBars(self, current.current, color)],
        setSelect: [(self) => zoomToSelection(self, current.current)],
        setCursor: [(self) => tellHover(self, current.current)],
      },
    },
    [[], []],
    element,
  );
  pickOnClick(plot, current);
  return plot;
}

function timeAxis(current: Current, color: Color): uPlot.Axis {
  return {
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
  };
}

function countAxis(color: Color): uPlot.Axis {
  return {
    size: Y_AXIS_PX,
    gap: 4,
    font: FONT,
    stroke: () => color('var(--ink-3)'),
    grid: { stroke: () => color('var(--line)'), width: 1 },
    ticks: { show: false },
    splits: (_, __, ___, most) => valueTicks(most),
    values: (_, splits) => splits.map((value) => formatCompact(value)),
  };
}

function zoomToSelection(plot: uPlot, { onZoom }: BarsProps): void {
  const { left, width } = plot.select;
  if (width < SHORTEST_DRAG_PX) return;
  onZoom(Math.floor(plot.posToVal(left, 'x')), Math.ceil(plot.posToVal(left + width, 'x')));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function tellHover(plot: uPlot, props: BarsProps): void {
  const x = plot.cursor.left ?? -1;
  const index = x < 0 ? undefined : barAt(plot, props, x);
  props.onHover(index === undefined ? undefined : { index, x: x + Y_AXIS_PX });
}

/** A click on a segment; the end of a drag is none. */
function pickOnClick(plot: uPlot, current: Current): void {
  let downX = 0;
  plot.over.addEventListener('pointerdown', (event) => {
    downX = event.clientX;
  });
  plot.over.addEventListener('click', (event) => {
    if (Math.abs(event.clientX - downX) >= SHORTEST_DRAG_PX) return;
    const rect = plot.over.getBoundingClientRect();
    const index = barAt(plot, current.current, event.clientX - rect.left);
    if (index === undefined) return;
    const { series, onPick } = current.current;
    const y = event.clientY - rect.top;
    const segments = stackBar(series, index, plot.scales.y?.max ?? 1, rect.height);
    const hit = segments.find(({ top, bottom }) => y >= top && y < bottom);
    if (hit) onPick(hit.key, index);
  });
}

/** The bar at a distance from the left edge of the plot, CSS pixels. */
function barAt(plot: uPlot, { starts, stepMs }: BarsProps, x: number): number | undefined {
  const at = plot.posToVal(x, 'x');
  const index = starts.findLastIndex((start) => start <= at);
  const start = starts[index];
  return start !== undefined && at < start + stepMs ? index : undefined;
}

function ticksOf({ fromMs, toMs, zone }: BarsProps, width: number) {
  return timeTicks({ fromMs, toMs }, Math.max(2, width / PX_PER_TICK), zoneOffset(fromMs, zone));
}

/** Zero, and one or two round values below the top. */
function valueTicks(most: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  const step = [5, 2, 1].map((times) => times * magnitude).find((candidate) => candidate <= most) ?? 1;
  return [0, step];
}

function drawBars(plot: uPlot, props: BarsProps, color: (value: string) => string): void {
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
