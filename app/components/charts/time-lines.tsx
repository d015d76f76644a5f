// Lines over time, drawn by uPlot. Dragging chooses a range; the cursor follows the pointer of all charts of one hover. Loaded
// lazily.
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { type LinesProps, makeLinesPlot } from './lines-plot.ts';
import { PlotBox } from './plot-box.tsx';
import { usePlot } from './use-plot.ts';

export interface TimeLinesProps extends LinesProps {
  /** CSS pixels, axis included. */
  readonly height: number;
  readonly hasTimeAxis: boolean;
  /** What a screen reader says instead. */
  readonly label: string;
}

export function TimeLines(props: TimeLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const current = useRef<LinesProps>(props);
  useLayoutEffect(() => {
    current.current = props;
  });
  const { height, hasTimeAxis, label, starts, lines, fromMs, toMs, hover, intervalMs, marks, zone } = props;
  const count = lines.length;
  const make = useCallback(
    (element: HTMLElement) => makeLinesPlot(element, current, { height, count, hasTimeAxis }),
    [height, count, hasTimeAxis],
  );
  const plot = usePlot(box, make, height);
  useEffect(() => {
    if (!plot) return;
    return hover.subscribe((ms) => {
      plot.setCursor({ left: ms === undefined ? -10 : plot.valToPos(ms, 'x'), top: 0 }, false);
    });
  }, [plot, hover]);
  useEffect(() => {
    // What is drawn depends on all of these; uPlot only knows the values.
    void [fromMs, toMs, marks, zone];
    // A point stands in the middle of its interval.
    plot?.setData([starts.map((ms) => ms + intervalMs / 2), ...lines.map(({ values }) => [...values])]);
  }, [plot, starts, lines, fromMs, toMs, intervalMs, marks, zone]);
  return <PlotBox ref={box} height={height} label={label} />;
}
