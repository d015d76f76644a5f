// The uPlot of stacked bars: its axes, its bars, and what the pointer does on it.
import uPlot from 'uplot';
import { formatCompact } from '#app/components/time/format.ts';
import { computedColor } from './canvas-colors.ts';
import {
  type Color,
  CURSOR,
  type Current,
  SHORTEST_DRAG_PX,
  type TimeProps,
  timeAxis,
  valueAxis,
  zoomToSelection,
} from './plot-parts.ts';
import { type BarSeries, stackBar } from './stack.ts';
import { valueTicks } from './ticks.ts';

/** What is drawn, and what becomes of the pointer. */
export interface BarsProps extends TimeProps {
  /** Start of each bar, epoch milliseconds, ascending. */
  readonly starts: readonly number[];
  readonly stepMs: number;
  /** The first one stands at the bottom. */
  readonly series: readonly BarSeries[];
  /** A value at the axis; compact numbers by default. */
  readonly formatValue?: ((value: number) => string) | undefined;
  readonly onPick: (key: string, index: number) => void;
  /** The bar under the pointer and the pointer's distance from the chart's left edge in CSS pixels. */
  readonly onHover: (hover: { readonly index: number; readonly x: number } | undefined) => void;
}

const Y_AXIS_PX = 40;
const PX_PER_TICK = 110;
const BAR_GAP_PX = 1;

/** A plot in an element; `setData` draws what `current` has become. */
export function makeBarsPlot(element: HTMLElement, current: Current<BarsProps>, height: number): uPlot {
  const color: Color = (value) => computedColor(element, value);
  const plot = new uPlot(
    {
      width: element.clientWidth,
      height,
      padding: [8, 0, 0, 0],
      legend: { show: false },
      cursor: { ...CURSOR, points: { show: false } },
      scales: {
        x: { time: false, range: () => [current.current.fromMs, current.current.toMs] },
        y: { range: (_, __, most) => [0, Math.max(1, most)] },
      },
      axes: [
        timeAxis(current, color, PX_PER_TICK),
        valueAxis(color, Y_AXIS_PX, countTicks, (value) =>
          (current.current.formatValue ?? formatCompact)(value),
        ),
      ],
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

function tellHover(plot: uPlot, props: BarsProps): void {
  const x = plot.cursor.left ?? -1;
  const index = x < 0 ? undefined : barAt(plot, props, x);
  props.onHover(index === undefined ? undefined : { index, x: x + Y_AXIS_PX });
}

/** A click on a segment; the end of a drag is none. */
function pickOnClick(plot: uPlot, current: Current<BarsProps>): void {
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

/** Zero, and one whole round value below the top. */
function countTicks(most: number): number[] {
  return valueTicks(Math.max(1, most), 1).slice(0, 2);
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
