// The heatmap itself: a canvas of cells between two axes, the box that is chosen, and the numbers of the cell one points at.
import {
  type CSSProperties,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { onThemeChange } from '#app/components/charts/canvas-colors.ts';
import type { Hover } from '#app/components/charts/hover.ts';
import { timeTicks } from '#app/components/charts/ticks.ts';
import { formatCount, formatRange, formatTick } from '#app/components/time/format.ts';
import { zoneOffset } from '#app/components/time/zone.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import type { Box } from './box.ts';
import { drawHeat } from './draw-heat.ts';
import {
  boxOfCells,
  type CellRange,
  durationRow,
  durationTicks,
  type HeatGrid,
  rowShare,
  sumCells,
  timeShare,
} from './heat-grid.ts';
import { useHeatSelection } from './use-heat-selection.ts';

interface HeatPlotProps {
  readonly grid: HeatGrid;
  /** IANA name. */
  readonly zone: string;
  /** Of the cells; CSS pixels. */
  readonly height: number;
  readonly box: Box | undefined;
  readonly hover: Hover;
  readonly onBox: (box: Box | undefined) => void;
  /** What a screen reader says first. */
  readonly label: string;
}

const PX_PER_TICK = 110;
/** Half of a tick's text. */
const EDGE_PX = 16;
const PX_PER_DURATION = 22;
/** The hover card goes to the left of the pointer where it would not fit at its right. */
const CARD_PX = 250;

export function HeatPlot({ grid, zone, height, box, hover, onBox, label }: HeatPlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(800);
  const help = useId();
  const { draft, cell, byKeyboard, handlers } = useHeatSelection({
    grid,
    onSelect: (range) => onBox(boxOfCells(grid, range)),
    onClear: () => onBox(undefined),
  });
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => drawHeat(element, grid);
    const observer = new ResizeObserver(() => {
      setWidth(element.clientWidth);
      draw();
    });
    observer.observe(element);
    const endTheme = onThemeChange(draw);
    draw();
    return () => {
      observer.disconnect();
      endTheme();
    };
  }, [grid]);
  const { ticks, stepMs } = timeTicks(grid, Math.max(2, width / PX_PER_TICK), zoneOffset(grid.fromMs, zone));
  // Half a time at the edge is worse than none.
  const isWhole = (ms: number) => {
    const left = timeShare(grid, ms) * width;
    return left > EDGE_PX && left < width - EDGE_PX;
  };
  const pointed = cell && { left: cell.column, right: cell.column + 1, low: cell.row, high: cell.row + 1 };
  const told = draft ?? pointed;
  return (
    <div className="flex min-w-0 flex-col">
      <div className="flex">
        <div className="relative w-14 shrink-0" style={{ height }} aria-hidden>
          {durationTicks(grid, height / PX_PER_DURATION).map((ns) => (
            <span
              key={ns}
              className="absolute right-2 translate-y-1/2 text-2xs whitespace-nowrap text-ink-3"
              style={{ bottom: percent(rowShare(grid, durationRow(ns, grid.perOctave))) }}
            >
              {formatDuration(ns)}
            </span>
          ))}
        </div>
        <div
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows choose cells
          tabIndex={0}
          aria-label={label}
          aria-describedby={help}
          data-testid="heat-plot"
          className="relative min-w-0 flex-1 cursor-crosshair touch-none overflow-hidden rounded-sm border-b border-l border-line bg-surface select-none"
          style={{ height }}
          {...handlers}
          onPointerMove={(event) => {
            handlers.onPointerMove(event);
            const { left, width: wide } = event.currentTarget.getBoundingClientRect();
            hover.set(grid.fromMs + ((event.clientX - left) / wide) * (grid.toMs - grid.fromMs));
          }}
          onPointerLeave={() => {
            handlers.onPointerLeave();
            hover.set(undefined);
          }}
        >
          <canvas ref={canvas} className="absolute inset-0 size-full" aria-hidden />
          <HoverLine grid={grid} hover={hover} />
          {box && !draft && <Marked style={boxStyle(grid, box)} className="border-accent bg-accent/15" />}
          {draft && (
            <Marked
              style={boxStyle(grid, boxOfCells(grid, draft))}
              className="border-dashed border-accent bg-accent/10"
            />
          )}
          {cell && pointed && !draft && (
            <Marked style={boxStyle(grid, boxOfCells(grid, pointed))} className="border-ink" />
          )}
          {told && <Card grid={grid} range={told} zone={zone} plotWidth={width} />}
        </div>
      </div>
      <div className="relative ml-14 h-4 overflow-hidden" aria-hidden>
        {ticks.filter(isWhole).map((ms) => (
          <span
            key={ms}
            className="absolute -translate-x-1/2 text-2xs whitespace-nowrap text-ink-3"
            style={{ left: percent(timeShare(grid, ms)) }}
          >
            {formatTick(ms, zone, stepMs)}
          </span>
        ))}
      </div>
      <p id={help} className="sr-only">
        Arrow keys go from cell to cell, with Shift they widen the selection; Enter filters by it, Escape
        clears it.
      </p>
      <p role="status" className="sr-only">
        {byKeyboard && told && rangeText(grid, told, zone)}
      </p>
    </div>
  );
}

function Marked({ style, className }: { readonly style: CSSProperties; readonly className: string }) {
  return <div aria-hidden className={`pointer-events-none absolute border ${className}`} style={style} />;
}

/** Follows the pointer of all charts without drawing anything else anew. */
function HoverLine({ grid, hover }: { readonly grid: HeatGrid; readonly hover: Hover }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      hover.subscribe((ms) => {
        const element = line.current;
        if (!element) return;
        element.hidden = ms === undefined;
        if (ms !== undefined) element.style.left = percent(timeShare(grid, ms));
      }),
    [grid, hover],
  );
  return (
    <div
      ref={line}
      hidden
      aria-hidden
      className="pointer-events-none absolute inset-y-0 w-px bg-ink-3 opacity-60"
    />
  );
}

interface CardProps {
  readonly grid: HeatGrid;
  readonly range: CellRange;
  readonly zone: string;
  /** CSS pixels. */
  readonly plotWidth: number;
}

/** The numbers of a cell, or of what is being chosen. */
function Card({ grid, range, zone, plotWidth }: CardProps) {
  const { fromMs, toMs, minNs, maxNs } = boxOfCells(grid, range);
  const { spans, errors } = sumCells(grid, range);
  const right = timeShare(grid, toMs) * plotWidth;
  const isLeft = right + CARD_PX > plotWidth;
  return (
    <dl
      aria-hidden
      className="pointer-events-none absolute top-1 z-20 grid w-60 grid-cols-[1fr_auto] gap-x-3 rounded-md bg-raised p-2 text-xs shadow-raised"
      style={isLeft ? { right: plotWidth - timeShare(grid, fromMs) * plotWidth + 8 } : { left: right + 8 }}
    >
      <dt className="col-span-2 text-2xs text-ink-3">{formatRange(fromMs, toMs, zone)}</dt>
      <Line name="Duration">{durations(minNs, maxNs)}</Line>
      <Line name="Spans">{formatCount(spans)}</Line>
      <Line name="Errors">
        {errors === 0 ? 'none' : `${formatCount(errors)} (${shareText(errors / spans)})`}
      </Line>
      <Line name="Of all spans">{grid.total === 0 ? '–' : shareText(spans / grid.total)}</Line>
    </dl>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className="text-right font-mono">{children}</dd>
    </>
  );
}

/** What a range of cells is, in words. */
function rangeText(grid: HeatGrid, range: CellRange, zone: string): string {
  const { fromMs, toMs, minNs, maxNs } = boxOfCells(grid, range);
  const { spans, errors } = sumCells(grid, range);
  return `${formatRange(fromMs, toMs, zone)}, ${durations(minNs, maxNs)}: ${formatCount(spans, 'span')}, ${formatCount(errors, 'error')}`;
}

function durations(minNs: number, maxNs: number): string {
  return `${formatDuration(minNs)} – ${formatDuration(maxNs)}`;
}

function shareText(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`;
}

function boxStyle(grid: HeatGrid, { fromMs, toMs, minNs, maxNs }: Box): CSSProperties {
  const left = Math.max(0, timeShare(grid, fromMs));
  const right = Math.min(1, timeShare(grid, toMs));
  const bottom = Math.max(0, rowShare(grid, durationRow(minNs, grid.perOctave)));
  const top = Math.min(1, rowShare(grid, durationRow(maxNs, grid.perOctave)));
  if (right <= left || top <= bottom) return { display: 'none' };
  return {
    left: percent(left),
    width: percent(right - left),
    bottom: percent(bottom),
    height: percent(top - bottom),
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
