// The uPlot of lines over time: its axes, marks at points in time, and what the pointer does on it.
import uPlot from 'uplot';
import { computedColor } from './canvas-colors.ts';
import type { Hover, Intervals } from './hover.ts';
import {
  type Color,
  CURSOR,
  type Current,
  type TimeProps,
  timeAxis,
  valueAxis,
  zoomToSelection,
} from './plot-parts.ts';
import type { Scale } from './scales.ts';
import { valueTicks } from './ticks.ts';

export interface ChartLine {
  readonly key: string;
  /** Any CSS colour. */
  readonly color: string;
  /** One for each interval; null: nothing was there. */
  readonly values: readonly (number | null)[];
  /** Whether the room below it is filled. */
  readonly fill?: boolean;
  /** Lengths of strokes and gaps: lines that cross are told apart without colour. */
  readonly dash?: readonly number[];
}

export interface LinesProps extends Intervals, TimeProps {
  readonly lines: readonly ChartLine[];
  readonly scale: Scale;
  readonly hover: Hover;
  /** Points in time that are marked, epoch milliseconds. */
  readonly marks?: readonly number[];
}

/** What does not change while the plot exists. */
export interface LinesShape {
  /** CSS pixels, axis included. */
  readonly height: number;
  /** How many lines. */
  readonly count: number;
  readonly hasTimeAxis: boolean;
}

const Y_AXIS_PX = 52;
const PX_PER_TICK = 64;
/** Above the highest point. */
const HEAD_ROOM = 1.06;
/** A lower chart has room for few values at its axis; CSS pixels. */
const LOW_PX = 90;
const MARK_DASH = [3, 3];

/** A plot in an element; `setData` draws what `current` has become. */
export function makeLinesPlot(
  element: HTMLElement,
  current: Current<LinesProps>,
  { height, count, hasTimeAxis }: LinesShape,
): uPlot {
  const color: Color = (value) => computedColor(element, value);
  const line = (at: number) => current.current.lines[at];
  const parts = height < LOW_PX ? 1 : 2;
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      padding: [6, 0, hasTimeAxis ? 0 : 4, 0],
      legend: { show: false },
      cursor: { ...CURSOR, points: { size: 5 } },
      scales: {
        x: { time: false, range: () => [current.current.fromMs, current.current.toMs] },
        y: { range: (_, __, most) => [0, most > 0 ? most * HEAD_ROOM : 1] },
      },
      axes: [
        hasTimeAxis ? timeAxis(current, color, PX_PER_TICK) : { show: false },
        valueAxis(
          color,
          Y_AXIS_PX,
          (most) => {
            const { lines, scale } = current.current;
            // A chart of nothing but zeros has no scale.
            if (!lines.some(hasValue)) return [0];
            return valueTicks(most / HEAD_ROOM, parts, scale.unit(most / HEAD_ROOM));
          },
          (value, most) => {
            if (value === 0) return '0';
            return withoutZeros(current.current.scale.format(most / HEAD_ROOM)(value));
          },
        ),
      ],
      series: [
        {},
        ...Array.from({ length: count }, (_, at) => ({
          stroke: () => color(line(at)?.color ?? ''),
          width: 1.5,
          // A point between gaps would not be seen as a line.
          points: { show: true, filter: (plot: uPlot, series: number) => lonePoints(plot, series), size: 4 },
          ...(line(at)?.fill && { fill: () => faint(color(line(at)?.color ?? '')) }),
          ...(line(at)?.dash && { dash: [...(line(at)?.dash ?? [])] }),
        })),
      ],
      hooks: {
        draw: [(self) => drawMarks(self, current.current.marks ?? [], color)],
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

function hasValue({ values }: ChartLine): boolean {
  return values.some((value) => (value ?? 0) > 0);
}

/** The places of values that stand between gaps. */
function lonePoints(plot: uPlot, series: number): number[] {
  const values = plot.data[series] ?? [];
  const isThere = (at: number) => typeof values[at] === 'number';
  return Array.from(values.keys()).filter((at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1));
}

/** `50.0 %` as `50 %`: round values need no digits. */
function withoutZeros(text: string): string {
  return text.replace(/\.0+(?=\D|$)|(\.\d*[1-9])0+(?=\D|$)/, '$1');
}

function drawMarks(plot: uPlot, marks: readonly number[], color: Color): void {
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
