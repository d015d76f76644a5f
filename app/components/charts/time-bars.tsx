// Stacked bars over time, drawn by uPlot. Dragging chooses a range, a click chooses a segment. Loaded lazily.
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { type BarsProps, makeBarsPlot } from './bars-plot.ts';
import { PlotBox } from './plot-box.tsx';
import { barTotals } from './stack.ts';
import { usePlot } from './use-plot.ts';

interface TimeBarsProps extends BarsProps {
  /** CSS pixels, axis included. */
  readonly height: number;
  /** What a screen reader says instead. */
  readonly label: string;
}

export function TimeBars(props: TimeBarsProps) {
  const box = useRef<HTMLDivElement>(null);
  const current = useRef<BarsProps>(props);
  useLayoutEffect(() => {
    current.current = props;
  });
  const { height, label, starts, series, fromMs, toMs, zone } = props;
  const make = useCallback((element: HTMLElement) => makeBarsPlot(element, current, height), [height]);
  const plot = usePlot(box, make, height);
  useEffect(() => {
    // What is drawn depends on all of these; uPlot only knows the totals.
    void [fromMs, toMs, zone];
    plot?.setData([[...starts], barTotals(series, starts.length)]);
  }, [plot, starts, series, fromMs, toMs, zone]);
  return <PlotBox ref={box} height={height} label={label} />;
}
