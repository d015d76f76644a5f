// What all charts over time have in common: the time axis, the look of the value axis, and the range that dragging chooses.
import type uPlot from 'uplot';
import { formatTick } from '#app/components/time/format.ts';
import { zoneOffset } from '#app/components/time/zone.ts';
import { timeTicks } from './ticks.ts';

/** The time that a chart shows. */
export interface TimeProps {
  readonly fromMs: number;
  readonly toMs: number;
  /** IANA name. */
  readonly zone: string;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

/** What is drawn now: read when it is needed, so that the plot is made only once. */
export interface Current<Props> {
  readonly current: Props;
}

/** What CSS makes of a colour. */
export type Color = (value: string) => string;

/** A shorter drag is a click that slipped; CSS pixels. */
export const SHORTEST_DRAG_PX = 4;
const X_AXIS_PX = 20;
const FONT = '11px ui-sans-serif, system-ui, sans-serif';

/** A pointer that chooses a range by dragging. */
export const CURSOR = {
  y: false,
  drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG_PX },
} as const;

function axisLook(color: Color) {
  return { gap: 4, font: FONT, stroke: () => color('var(--ink-3)'), ticks: { show: false } };
}

/** `pxPerTick`: at least so many CSS pixels between two times. */
export function timeAxis(current: Current<TimeProps>, color: Color, pxPerTick: number): uPlot.Axis {
  const ticksOf = (plot: uPlot) => {
    const { fromMs, toMs, zone } = current.current;
    return timeTicks(
      { fromMs, toMs },
      Math.max(2, plot.over.clientWidth / pxPerTick),
      zoneOffset(fromMs, zone),
    );
  };
  return {
    ...axisLook(color),
    size: X_AXIS_PX,
    grid: { show: false },
    splits: (self) => ticksOf(self).ticks,
    values: (self, splits) => {
      const { stepMs } = ticksOf(self);
      return splits.map((ms) => formatTick(ms, current.current.zone, stepMs));
    },
  };
}

/** `splits` gives its ticks for the greatest value that fits, `text` names one of them. */
export function valueAxis(
  color: Color,
  size: number,
  splits: (most: number) => number[],
  text: (value: number, most: number) => string,
): uPlot.Axis {
  return {
    ...axisLook(color),
    size,
    grid: { stroke: () => color('var(--line)'), width: 1 },
    splits: (_, __, ___, most) => splits(most),
    values: (self, values) => values.map((value) => text(value, self.scales.y?.max ?? 0)),
  };
}

/** Tells which range was chosen, and lets go of it. */
export function zoomToSelection(plot: uPlot, { onZoom }: TimeProps): void {
  const { left, width } = plot.select;
  if (width < SHORTEST_DRAG_PX) return;
  onZoom(Math.floor(plot.posToVal(left, 'x')), Math.ceil(plot.posToVal(left + width, 'x')));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
