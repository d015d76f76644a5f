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
  const earlier = () => keys.pan(-PAN);
  const later = () => keys.pan(PAN);
  // Jaeger zooms and pans with the arrows. While the tree has the focus they go through it, as in any tree.
  const arrow = (inTree: () => void, elsewhere: () => void) => (event: KeyboardEvent) => {
    const isInTree = event.target instanceof Element && event.target.closest('[role="treegrid"]') !== null;
    if (isInTree && !event.shiftKey) inTree();
    else elsewhere();
  };
  useHotkeys({
    arrowdown: arrow(() => keys.step(1), zoomOut),
    arrowup: arrow(() => keys.step(-1), zoomIn),
    j: () => keys.step(1),
    k: () => keys.step(-1),
    pagedown: () => keys.step(keys.pageRows()),
    pageup: () => keys.step(-keys.pageRows()),
    home: () => keys.toEnd('first'),
    end: () => keys.toEnd('last'),
    arrowleft: arrow(() => keys.fold('close'), earlier),
    arrowright: arrow(() => keys.fold('open'), later),
    f: () => keys.find(1),
    b: () => keys.find(-1),
    n: (event) => keys.find(event.shiftKey ? -1 : 1),
    '+': zoomIn,
    '=': zoomIn,
    '-': zoomOut,
    w: zoomIn,
    s: zoomOut,
    '0': keys.zoomOut,
    a: earlier,
    d: later,
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
