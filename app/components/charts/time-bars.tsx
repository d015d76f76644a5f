// Stacked bars over time, drawn by uPlot. Dragging chooses a range, a click chooses a segment. Loaded lazily.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type BarsProps, makePlot } from './bars-plot.ts';
import { onThemeChange } from './canvas-colors.ts';
import { barTotals } from './stack.ts';

interface TimeBarsProps extends BarsProps {
  /** CSS pixels, axis included. */
  readonly height: number;
  /** What a screen reader says instead. */
  readonly label: string;
}

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
