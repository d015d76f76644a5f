// A uPlot in an element: made once, as wide as its place, drawn anew when the theme changes.
import { type RefObject, useLayoutEffect, useState } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onThemeChange } from './canvas-colors.ts';

/** `make` is called again when it is another function; `height` in CSS pixels. Undefined until it is there. */
export function usePlot(
  box: RefObject<HTMLElement | null>,
  make: (element: HTMLElement) => uPlot,
  height: number,
): uPlot | undefined {
  const [plot, setPlot] = useState<uPlot>();
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = make(element);
    setPlot(made);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    const endTheme = onThemeChange(() => made.redraw(false));
    return () => {
      observer.disconnect();
      endTheme();
      made.destroy();
      setPlot(undefined);
    };
  }, [box, make, height]);
  return plot;
}
