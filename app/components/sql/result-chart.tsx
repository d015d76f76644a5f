// A result as a chart, drawn by uPlot: lines over time, or bars. Loaded lazily.
import { useLayoutEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { computedColor, onThemeChange } from '#app/components/charts/canvas-colors.ts';
import { seriesColors } from '#app/components/charts/palette.ts';
import { timeTicks } from '#app/components/charts/ticks.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCompact, formatDateTime, formatTick } from '#app/components/time/format.ts';
import { zoneOffset } from '#app/components/time/zone.ts';
import type { ChartData } from './chart-data.ts';

const FONT = '11px ui-sans-serif, system-ui, sans-serif';
const PX_PER_TICK = 110;
const PX_PER_LABEL = 90;
const LABEL_CHARS = 14;

export function ResultChart({ data }: { readonly data: ChartData }) {
  const box = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const [index, setIndex] = useState<number>();
  const colors = seriesColors(data.series.map(({ name }) => name));

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot(
      options(element, data, zone, setIndex),
      [[...data.xs], ...data.series.map(({ values }) => [...values])],
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    const endTheme = onThemeChange(() => plot.redraw(false));
    return () => {
      observer.disconnect();
      endTheme();
      plot.destroy();
    };
  }, [data, zone]);

  const x = index === undefined ? undefined : data.xs[index];
  const at =
    x === undefined ? '' : data.kind === 'time' ? formatDateTime(x, zone) : (data.labels[index ?? 0] ?? '');
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-2 p-3" data-testid="sql-chart">
      <ul
        className="flex max-h-20 min-h-6 shrink-0 flex-wrap gap-x-4 gap-y-1 overflow-y-auto text-xs"
        aria-label="Series"
      >
        {data.series.map(({ name, values }) => {
          const value = index === undefined ? undefined : values[index];
          return (
            <li key={name} className="flex max-w-80 items-center gap-1.5">
              <span
                className="size-2.5 shrink-0 rounded-sm"
                style={{ background: colors.get(name) }}
                aria-hidden
              />
              <span className="truncate text-ink-2">{name}</span>
              {index !== undefined && <span className="font-medium">{value === null ? 'none' : value}</span>}
            </li>
          );
        })}
        {at !== '' && <li className="ml-auto text-ink-3">{at}</li>}
      </ul>
      <div
        ref={box}
        role="img"
        aria-label={describe(data)}
        className="min-h-40 min-w-0 flex-1 overflow-hidden"
      />
      {data.left > 0 && (
        <p className="shrink-0 text-xs text-ink-3">
          {data.left} more {data.kind === 'time' ? 'series' : 'bars'} are in the table only.
        </p>
      )}
    </div>
  );
}

function describe({ kind, series, xs }: ChartData): string {
  const names = series.map(({ name }) => name).join(', ');
  return `${kind === 'time' ? `Lines of ${xs.length} points in time` : `${xs.length} bars`}: ${names}`;
}

function options(
  element: HTMLElement,
  data: ChartData,
  zone: string,
  onHover: (index: number | undefined) => void,
): uPlot.Options {
  const color = (value: string) => () => computedColor(element, value);
  const colors = seriesColors(data.series.map(({ name }) => name));
  const isTime = data.kind === 'time';
  const first = data.xs[0] ?? 0;
  const last = data.xs.at(-1) ?? 0;
  const axis = { font: FONT, stroke: color('var(--ink-3)'), ticks: { show: false }, gap: 4 };
  const timeAxis = (self: uPlot) =>
    timeTicks(
      { fromMs: first, toMs: last },
      Math.max(2, self.over.clientWidth / PX_PER_TICK),
      zoneOffset(first, zone),
    );
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: {
        time: false,
        range: isTime ? (first === last ? [first - 1, last + 1] : [first, last]) : [-0.5, last + 0.5],
      },
      y: {
        range: (_, least, most) =>
          uPlot.rangeNum(Math.min(0, least ?? 0), Math.max(most ?? 1, 0), {
            min: { pad: 0 },
            max: { pad: 0.05 },
          }),
      },
    },
    axes: [
      {
        ...axis,
        size: 24,
        grid: { show: false },
        splits: (self) => (isTime ? timeAxis(self).ticks : labelled(data.xs, self.over.clientWidth)),
        values: (self, splits) =>
          isTime
            ? splits.map((ms) => formatTick(ms, zone, timeAxis(self).stepMs))
            : splits.map((at) => short(data.labels[at] ?? '')),
      },
      {
        ...axis,
        size: 52,
        space: 48,
        // No fractions between whole numbers.
        ...(isWhole(data) && { incrs: WHOLE_STEPS }),
        grid: { stroke: color('var(--line)'), width: 1 },
        values: (_, splits) => splits.map((value) => formatCompact(value)),
      },
    ],
    series: [
      {},
      ...data.series.map(({ name }, at): uPlot.Series => {
        const stroke = color(colors.get(name) ?? 'var(--accent)');
        const bars = uPlot.paths.bars?.({
          size: [0.8 / data.series.length, 64],
          align: barAlign(at, data.series.length),
        });
        return {
          label: name,
          stroke,
          width: isTime ? 1.5 : 0,
          spanGaps: false,
          points: { show: isTime && data.xs.length < 60, size: 4 },
          ...(!isTime && { fill: stroke, ...(bars && { paths: bars }) }),
        };
      }),
    ],
    hooks: {
      setCursor: [
        (self) => onHover((self.cursor.left ?? -1) < 0 ? undefined : (self.cursor.idx ?? undefined)),
      ],
    },
  };
}

const WHOLE_STEPS = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

function isWhole({ series }: ChartData): boolean {
  return series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)));
}

/** Bars of one place beside each other: of two series the first on the left, the second on the right. */
function barAlign(at: number, count: number): -1 | 0 | 1 {
  if (count === 2) return at === 0 ? -1 : 1;
  if (count === 3) return (at - 1) as -1 | 0 | 1;
  return 0;
}

function labelled(xs: readonly number[], width: number): number[] {
  const every = Math.max(1, Math.ceil(xs.length / Math.max(1, width / PX_PER_LABEL)));
  return xs.filter((x) => x % every === 0);
}

function short(label: string): string {
  return label.length > LABEL_CHARS ? `${label.slice(0, LABEL_CHARS - 1)}…` : label;
}
