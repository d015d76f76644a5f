// One small chart of lines over time, drawn by uPlot. Dragging chooses a range; its cursor follows the pointer of all charts.
// Loaded lazily.
import { useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { computedColor, onThemeChange } from '#app/components/charts/canvas-colors.ts';
import type { Hover } from '../hover.ts';

export interface RedLine {
  readonly key: string;
  /** Any CSS colour. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  /** Whether the room below it is filled. */
  readonly fill?: boolean;
  /** Lengths of strokes and gaps: lines that cross are told apart without colour. */
  readonly dash?: readonly number[];
}

export interface RedPlotProps {
  readonly starts: readonly number[];
  readonly intervalMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: readonly RedLine[];
  /** CSS pixels. */
  readonly height: number;
  /** What a screen reader says instead. */
  readonly label: string;
  /** The value of the highest line, as text. */
  readonly format: (value: number) => string;
  readonly hover: Hover;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

/** A shorter drag is a click that slipped; CSS pixels. */
const SHORTEST_DRAG_PX = 4;
const Y_AXIS_PX = 44;
const FONT = '10px ui-sans-serif, system-ui, sans-serif';

export function RedPlot(props: RedPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const current = useRef(props);
  useLayoutEffect(() => {
    current.current = props;
  });
  const { height, label, starts, lines, fromMs, toMs, hover, intervalMs } = props;
  const count = lines.length;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = makePlot(element, current, height, count);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    const endTheme = onThemeChange(() => made.redraw(false));
    const endHover = hover.subscribe((ms) => {
      const left = ms === undefined ? -10 : made.valToPos(ms, 'x');
      made.setCursor({ left, top: 0 }, false);
    });
    return () => {
      observer.disconnect();
      endTheme();
      endHover();
      made.destroy();
      plot.current = undefined;
    };
  }, [height, count, hover]);
  useEffect(() => {
    void [fromMs, toMs];
    // A point stands in the middle of its interval.
    plot.current?.setData([
      starts.map((ms) => ms + intervalMs / 2),
      ...lines.map(({ values }) => [...values]),
    ]);
  }, [starts, lines, fromMs, toMs, intervalMs]);
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
function makePlot(
  element: HTMLElement,
  current: { readonly current: RedPlotProps },
  height: number,
  count: number,
): uPlot {
  const color = (value: string) => computedColor(element, value);
  const line = (at: number) => current.current.lines[at];
  const plot = new uPlot(
    {
      width: element.clientWidth,
      height,
      padding: [4, 0, 2, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 5 },
        drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG_PX },
      },
      scales: {
        x: { time: false, range: () => [current.current.fromMs, current.current.toMs] },
        y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] },
      },
      axes: [
        { show: false },
        {
          size: Y_AXIS_PX,
          gap: 4,
          font: FONT,
          stroke: () => color('var(--ink-3)'),
          grid: { stroke: () => color('var(--line)'), width: 1 },
          ticks: { show: false },
          splits: (_, __, ___, most) => [0, most / 1.05],
          values: (_, splits) => splits.map((value) => (value === 0 ? '0' : current.current.format(value))),
        },
      ],
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
        setSelect: [
          (self) => {
            const { left, width } = self.select;
            if (width < SHORTEST_DRAG_PX) return;
            const [from, to] = [self.posToVal(left, 'x'), self.posToVal(left + width, 'x')];
            current.current.onZoom(Math.floor(from), Math.ceil(to));
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
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
  return plot;
}

/** The same colour, mostly see-through; `color` as CSS computes it. */
function faint(color: string): string {
  return `color-mix(in srgb, ${color} 18%, transparent)`;
}
