// The keys of a trace's page, as people know them from Jaeger.
import { useRef } from 'react';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';

export interface TraceKeys {
  /** To the next or previous row. */
  readonly step: (rows: number) => void;
  readonly toEnd: (end: 'first' | 'last') => void;
  /** To the next or previous match; to the next or previous row where nothing is looked for. */
  readonly find: (step: 1 | -1) => void;
  /** Closes the active span, or goes to its parent; opens it, or goes to its first child. */
  readonly fold: (direction: 'close' | 'open') => void;
  readonly level: (step: 1 | -1) => void;
  readonly pageRows: () => number;
  readonly zoom: (factor: number) => void;
  readonly zoomOut: () => void;
  readonly pan: (share: number) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly focusFind: () => void;
  readonly toggleOnly: () => void;
  readonly toggleCritical: () => void;
}

/** A key pressed this long after `g` is the second half of "go to"; the shell has the same length. */
const SEQUENCE_MS = 1_000;
const ZOOM = 1.5;
const PAN = 0.2;

export function useTraceKeys(keys: TraceKeys): void {
  const goPressedAt = useRef(Number.NEGATIVE_INFINITY);
  const unlessGoing = (run: () => void) => (event: KeyboardEvent) => {
    if (event.timeStamp - goPressedAt.current < SEQUENCE_MS) return false;
    run();
    return true;
  };
  const zoomIn = () => keys.zoom(1 / ZOOM);
  const zoomOut = () => keys.zoom(ZOOM);
  useHotkeys({
    g: (event) => {
      goPressedAt.current = event.timeStamp;
      return false;
    },
    arrowdown: () => keys.step(1),
    arrowup: () => keys.step(-1),
    j: () => keys.step(1),
    k: () => keys.step(-1),
    pagedown: () => keys.step(keys.pageRows()),
    pageup: () => keys.step(-keys.pageRows()),
    home: () => keys.toEnd('first'),
    end: () => keys.toEnd('last'),
    arrowleft: () => keys.fold('close'),
    arrowright: () => keys.fold('open'),
    f: unlessGoing(() => keys.find(1)),
    b: unlessGoing(() => keys.find(-1)),
    n: (event) => keys.find(event.shiftKey ? -1 : 1),
    '+': zoomIn,
    '=': zoomIn,
    '-': zoomOut,
    w: unlessGoing(zoomIn),
    s: unlessGoing(zoomOut),
    '0': keys.zoomOut,
    a: unlessGoing(() => keys.pan(-PAN)),
    d: unlessGoing(() => keys.pan(PAN)),
    enter: keys.open,
    escape: keys.close,
    '/': keys.focusFind,
    'mod+f': keys.focusFind,
    o: unlessGoing(keys.toggleOnly),
    c: unlessGoing(keys.toggleCritical),
  });
  // The shell has a use for `[` too.
  useHotkeys({ '[': () => keys.level(-1), ']': () => keys.level(1) }, true);
}
