// The shown part of the time: follows the wheel at once, and the URL a moment later.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import type { ChangeTraceView } from '../trace-view.ts';
import { formatZoom, parseZoom, type TimeWindow, wholeOf } from '../waterfall/geometry.ts';

/** Browsers refuse to change an address too often. */
const WRITE_MS = 250;

export function useWindow(tree: TraceTree, zoom: string, change: ChangeTraceView) {
  const whole = useMemo(() => wholeOf(tree), [tree]);
  /** What was set here; it holds until the URL says something that is not from here. */
  const [own, setOwn] = useState<{ readonly shown: TimeWindow; readonly whole: TimeWindow }>();
  const written = useRef(zoom);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shown = useMemo(
    () => (own?.whole === whole ? own.shown : parseZoom(zoom, whole)),
    [own, zoom, whole],
  );
  useEffect(() => {
    if (zoom === written.current) return;
    written.current = zoom;
    setOwn(undefined);
  }, [zoom]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const setShown = useCallback(
    (next: TimeWindow) => {
      setOwn({ shown: next, whole });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        written.current = formatZoom(next, whole);
        change({ zoom: written.current }, { replace: true });
      }, WRITE_MS);
    },
    [whole, change],
  );
  return { whole, shown, setShown };
}
