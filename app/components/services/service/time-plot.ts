// The uPlot of one chart of a service: lines over time, marks where a version came, and what the pointer does on it.
import uPlot from 'uplot';
import { computedColor } from '#app/components/charts/canvas-colors.ts';
import { timeTicks } from '#app/components/charts/ticks.ts';
import { formatTick } from '#app/components/time/format.ts';
import { zoneOffset } from '#app/components/time/zone.ts';
import type { Hover } from '#app/components/traces/hover.ts';

export interface ChartLine {
  readonly key: string;
  /** Any CSS colour. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly fill?: boolean;
  /** Lengths of strokes and gaps: lines that cross are told apart without colour. */
  readonly dash?: readonly number[];
}

export interface ChartProps {
  /** Start of each interval, epoch milliseconds. */
  readonly starts: readonly number[];
  readonly intervalMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: readonly ChartLine[];
  /** When a new version came, epoch milliseconds. */
  readonly marks: readonly number[];
  /** IANA name. */
  readonly zone: string;
  readonly format: (value: number) => string;
  readonly hover: Hover;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

/** What is drawn now: read when it is needed, so that the plot is made only once. */
interface Current {
  readonly current: ChartProps;
}

const X_AXIS_PX = 20;
const Y_AXIS_PX = 52;
const PX_PER_TICK = 84;
/** A shorter drag is a click that slipped; CSS pixels. */
const SHORTEST_DRAG_PX = 4;
const FONT = '10px ui-sans-serif, system-ui, sans-serif';
const MARK_DASH = [3, 3];

/** A plot in an element, of so many lines; `setData` draws what `current` has become. */
export function makeTimePlot(element: HTMLElement, current: Current, height: number, count: number): uPlot {
  const color = (value: string) => computedColor(element, value);
  const line = (at: number) => current.current.lines[at];
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      padding: [6, 0, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 5 },
        drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG_PX },
      },
      scales: {
        x: { time: false, range: () => [current.current.fromMs, current.current.toMs] },
        y: { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] },
      },
      axes: [timeAxis(current, color), valueAxis(current, color)],
      series: [
        {},
        ...Array.from({ length: count }, (_, at) => ({
          stroke: () => color(line(at)?.color ?? ''),
          width: 1.5,
          points: { show: false },
          ...(line(at)?.fill && { fill: () => faint(color(line(at)?.color ?? '')) }),
          ...(line(at)?.dash && { dash: [...(line(at)?.dash ?? [])] }),
        })),
      ],
      hooks: {
        draw: [(self) => drawMarks(self, current.current.marks, color)],
        setSelect: [(self) => zoomToSelection(self, current.current)],
        setCursor: [
          (self) => {
            const left = self.cursor.left ?? -1;
            current.current.hover.set(left < 0 ? undefined : self.posToVal(left, 'x'));
          },
        ],
      },
    },
    [[], ...Array.from({ length: count }, () => [])],
    element,
  );
}

function timeAxis(current: Current, color: (value: string) => string): uPlot.Axis {
  const ticksOf = (plot: uPlot) => {
    const { fromMs, toMs, zone } = current.current;
    return timeTicks(
      { fromMs, toMs },
      Math.max(2, plot.over.clientWidth / PX_PER_TICK),
      zoneOffset(fromMs, zone),
    );
  };
  return {
    size: X_AXIS_PX,
    gap: 4,
    font: FONT,
    stroke: () => color('var(--ink-3)'),
    grid: { show: false },
    ticks: { show: false },
    splits: (self) => ticksOf(self).ticks,
    values: (self, splits) => {
      const { stepMs } = ticksOf(self);
      return splits.map((ms) => formatTick(ms, current.current.zone, stepMs));
    },
  };
}

function valueAxis(current: Current, color: (value: string) => string): uPlot.Axis {
  return {
    size: Y_AXIS_PX,
    gap: 4,
    font: FONT,
    stroke: () => color('var(--ink-3)'),
    grid: { stroke: () => color('var(--line)'), width: 1 },
    ticks: { show: false },
    // A chart of nothing but zeros has no scale.
    splits: (_, __, ___, most) =>
      current.current.lines.some(hasValue) ? [0, most / 2.16, most / 1.08] : [0],
    values: (_, splits) => splits.map((value) => (value === 0 ? '0' : current.current.format(value))),
  };
}

function hasValue({ values }: ChartLine): boolean {
  return values.some((value) => (value ?? 0) > 0);
}

function zoomToSelection(plot: uPlot, { onZoom }: ChartProps): void {
  const { left, width } = plot.select;
  if (width < SHORTEST_DRAG_PX) return;
  onZoom(Math.floor(plot.posToVal(left, 'x')), Math.ceil(plot.posToVal(left + width, 'x')));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function drawMarks(plot: uPlot, marks: readonly number[], color: (value: string) => string): void {
  if (marks.length === 0) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = color('var(--accent)');
  ctx.fillStyle = ctx.strokeStyle;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash(MARK_DASH.map((px) => px * uPlot.pxRatio));
  const half = 4 * uPlot.pxRatio;
  for (const ms of marks) {
    const x = Math.round(plot.valToPos(ms, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - half, bbox.top);
    ctx.lineTo(x + half, bbox.top);
    ctx.lineTo(x, bbox.top + half * 1.4);
    ctx.fill();
  }
  ctx.restore();
}

/** The same colour, mostly see-through; `color` as CSS computes it. */
function faint(color: string): string {
  return `color-mix(in srgb, ${color} 18%, transparent)`;
}
