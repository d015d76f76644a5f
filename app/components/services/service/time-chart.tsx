// One chart of a service, drawn by uPlot. Dragging chooses a range; its cursor follows the pointer of all charts. Loaded lazily.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onThemeChange } from '#app/components/charts/canvas-colors.ts';
import { type ChartProps, makeTimePlot } from './time-plot.ts';

interface TimeChartProps extends ChartProps {
  /** CSS pixels, axis included. */
  readonly height: number;
  /** What a screen reader says instead. */
  readonly label: string;
}

export function TimeChart(props: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const current = useRef<ChartProps>(props);
  useLayoutEffect(() => {
    current.current = props;
  });
  const [plot, setPlot] = useState<uPlot>();
  const { height, label, starts, lines, fromMs, toMs, hover, intervalMs, marks, zone } = props;
  const count = lines.length;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = makeTimePlot(element, current, height, count);
    setPlot(made);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    const endTheme = onThemeChange(() => made.redraw(false));
    const endHover = hover.subscribe((ms) => {
      made.setCursor({ left: ms === undefined ? -10 : made.valToPos(ms, 'x'), top: 0 }, false);
    });
    return () => {
      observer.disconnect();
      endTheme();
      endHover();
      made.destroy();
    };
  }, [height, count, hover]);
  useEffect(() => {
    // What is drawn depends on all of these; uPlot only knows the values.
    void [fromMs, toMs, marks, zone];
    // A point stands in the middle of its interval.
    plot?.setData([starts.map((ms) => ms + intervalMs / 2), ...lines.map(({ values }) => [...values])]);
  }, [plot, starts, lines, fromMs, toMs, intervalMs, marks, zone]);
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
