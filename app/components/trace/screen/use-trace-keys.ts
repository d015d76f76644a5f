// The keys of a trace's page, as people know them from Jaeger.
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

const ZOOM = 1.5;
const PAN = 0.2;

export function useTraceKeys(keys: TraceKeys): void {
  const zoomIn = () => keys.zoom(1 / ZOOM);
  const zoomOut = () => keys.zoom(ZOOM);
  useHotkeys({
    // Jaeger zooms and pans with the arrows; here they go through the tree, and with Shift do as there.
    arrowdown: ({ shiftKey }) => (shiftKey ? zoomOut() : keys.step(1)),
    arrowup: ({ shiftKey }) => (shiftKey ? zoomIn() : keys.step(-1)),
    j: () => keys.step(1),
    k: () => keys.step(-1),
    pagedown: () => keys.step(keys.pageRows()),
    pageup: () => keys.step(-keys.pageRows()),
    home: () => keys.toEnd('first'),
    end: () => keys.toEnd('last'),
    arrowleft: ({ shiftKey }) => (shiftKey ? keys.pan(-PAN) : keys.fold('close')),
    arrowright: ({ shiftKey }) => (shiftKey ? keys.pan(PAN) : keys.fold('open')),
    f: () => keys.find(1),
    b: () => keys.find(-1),
    n: (event) => keys.find(event.shiftKey ? -1 : 1),
    '+': zoomIn,
    '=': zoomIn,
    '-': zoomOut,
    w: zoomIn,
    s: zoomOut,
    '0': keys.zoomOut,
    a: () => keys.pan(-PAN),
    d: () => keys.pan(PAN),
    enter: keys.open,
    escape: keys.close,
    '/': keys.focusFind,
    'mod+f': keys.focusFind,
    o: keys.toggleOnly,
    c: keys.toggleCritical,
  });
  // The shell has a use for `[` too.
  useHotkeys({ '[': () => keys.level(-1), ']': () => keys.level(1) }, true);
}
