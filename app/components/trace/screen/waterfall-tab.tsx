// The waterfall with its minimap, ruler and finding: ties what one does to what is shown.
import {
  type CSSProperties,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { browserStore, readStored, writeStored } from '#app/components/ui/browser-store.ts';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { stepMatch } from '#app/lib/trace-model/find.ts';
import type { Found } from '../find/use-matches.ts';
import { Minimap } from '../minimap/minimap.tsx';
import { ALL_OPEN, changeLevel, flip, revealed } from '../rows/fold.ts';
import { useMarks } from '../ticks/use-marks.ts';
import { useTrace } from '../trace-context.ts';
import { pan, zoomAround } from '../waterfall/geometry.ts';
import { Ruler } from '../waterfall/ruler.tsx';
import { Waterfall, type WaterfallHandle } from '../waterfall/waterfall.tsx';
import { useFold } from './use-fold.ts';
import { useRows } from './use-rows.ts';
import { useTraceKeys } from './use-trace-keys.ts';
import { useWindow } from './use-window.ts';
import { WaterfallToolbar } from './waterfall-toolbar.tsx';

const NAMES_KEY = 'maple-trace-names';
const USUAL_NAMES = 0.36;
const NOTHING_SEEN: readonly number[] = [];
/** Sooner, saying that rows are being sorted would only flicker. */
const SLOW_MS = 150;

interface WaterfallTabProps {
  readonly found: Found;
  /** The largest depth of the tree. */
  readonly deepest: number;
  readonly active: number | undefined;
  readonly onActive: (span: number | undefined) => void;
  /** What stands between the toolbar and the minimap. */
  readonly children?: ReactNode;
}

export function WaterfallTab({ found, deepest, active, onActive, children }: WaterfallTabProps) {
  const { trace, view, change, open, openSpan } = useTrace();
  const { tree } = trace;
  const handle = useRef<WaterfallHandle>(null);
  const input = useRef<HTMLInputElement>(null);
  const [fold, setFold] = useFold(tree, view.fold, change);
  const marked = found.matches?.marked;
  const only = view.only ? found.matches?.shown : undefined;
  const { rows, version, isSorting } = useRows(trace, { fold, sort: view.sort, only });
  const isSlow = useDelayed(isSorting, SLOW_MS);
  const { whole, shown, setShown } = useWindow(tree, view.zoom, change);
  const [seen, setSeen] = useState<readonly number[]>(NOTHING_SEEN);
  const marks = useMarks(trace, seen);
  const stacked = useMediaQuery(PHONE);
  const { box, width } = useWidth();
  const [names, setNames] = useNames(width);
  const namesPx = stacked ? 0 : names;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another version has other rows
  const ordered = useMemo(() => (marked ? rows.inOrder(marked) : undefined), [rows, version, marked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const activeRow = useMemo(() => (active === undefined ? -1 : rows.rowOf(active)), [rows, version, active]);
  const position = useMemo(
    () => (ordered && active !== undefined && marked?.[active] === 1 ? ordered.indexOf(active) : -1),
    [ordered, marked, active],
  );

  /** Which span to bring into view once its row is there. */
  const wanted = useRef<{ readonly span: number; readonly align: 'auto' | 'centre' }>(undefined);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const row = rows.rowOf(wanted.current.span);
    if (row === -1) return;
    handle.current?.scrollToRow(row, wanted.current.align);
    wanted.current = undefined;
  });
  const show = useCallback(
    (span: number, align: 'auto' | 'centre') => {
      wanted.current = { span, align };
      const next = revealed(tree, fold, span);
      if (next !== fold) setFold(next);
      onActive(span);
      if (open !== undefined && open !== span) openSpan(span);
    },
    [tree, fold, setFold, onActive, open, openSpan],
  );
  // What is opened from elsewhere (the URL, a problem's span) comes into view.
  const lastOpen = useRef<number>(undefined);
  useEffect(() => {
    if (open !== undefined && open !== lastOpen.current && open !== active) show(open, 'centre');
    lastOpen.current = open;
  }, [open, active, show]);

  const find = (step: 1 | -1) => {
    if (!ordered || ordered.length === 0) return;
    const span = stepMatch(ordered, rows.places, active ?? -1, step);
    if (span !== -1) show(span, 'centre');
  };
  // The first match comes into view as one types, and when a link looks for something.
  const firstShown = useRef<Uint8Array>(undefined);
  useEffect(() => {
    if (!ordered || firstShown.current === marked) return;
    firstShown.current = marked;
    const first = ordered[0];
    const isElsewhere = active === undefined || marked?.[active] !== 1;
    if (first !== undefined && open === undefined && isElsewhere) show(first, 'centre');
  }, [ordered, marked, active, open, show]);

  const step = (by: number) => {
    if (rows.count === 0) return;
    const from = activeRow === -1 ? (handle.current?.firstRow() ?? 0) - (by > 0 ? 1 : 0) : activeRow;
    const row = Math.max(0, Math.min(rows.count - 1, from + by));
    show(rows.spans[row] ?? 0, 'auto');
  };
  const toggle = (span: number) => {
    setFold(flip(fold, span));
    onActive(span);
  };
  const foldActive = (direction: 'close' | 'open') => {
    if (active === undefined) return;
    const isClosed = rows.isCollapsed(active);
    if (direction === 'open') {
      if (isClosed) toggle(active);
      else if (rows.hasChildren(active)) step(1);
    } else if (!isClosed && rows.hasChildren(active)) toggle(active);
    else {
      const parent = tree.parent[active] ?? -1;
      if (parent !== -1) show(parent, 'auto');
    }
  };
  const onLevel = (by: 1 | -1) => setFold(changeLevel(fold, deepest, by));
  const onAll = (isOpen: boolean) => setFold(isOpen ? ALL_OPEN : { level: 0, flipped: new Set() });
  const centre = () => {
    const start = active === undefined ? undefined : (tree.columns.start[active] ?? 0);
    const middle = (shown.from + shown.to) / 2;
    if (start === undefined || active === undefined) return middle;
    const at = start + (tree.columns.duration[active] ?? 0) / 2;
    return at > shown.from && at < shown.to ? at : middle;
  };
  useTraceKeys({
    step,
    toEnd: (end) => step(end === 'first' ? -rows.count : rows.count),
    find: (by) => (ordered && ordered.length > 0 ? find(by) : step(by)),
    fold: foldActive,
    level: onLevel,
    pageRows: () => handle.current?.pageRows() ?? 1,
    zoom: (factor) => setShown(zoomAround(shown, centre(), factor, whole)),
    zoomOut: () => setShown(whole),
    pan: (share) => setShown(pan(shown, share, whole)),
    open: () => active !== undefined && openSpan(active),
    close: () => {
      if (open !== undefined) {
        openSpan(undefined);
        handle.current?.focus();
      } else onActive(undefined);
    },
    focusFind: () => {
      input.current?.focus();
      input.current?.select();
    },
    toggleOnly: () => change({ only: !view.only }, { replace: true }),
    toggleCritical: () => change({ critical: !view.critical }, { replace: true }),
  });
  const onOpen = (span: number) => {
    onActive(span);
    openSpan(open === span ? undefined : span);
  };
  return (
    <div
      className="flex min-h-0 min-w-0 flex-1 flex-col"
      style={{ '--names': `${namesPx || width}px` } as CSSProperties}
    >
      <WaterfallToolbar
        input={input}
        view={view}
        change={change}
        found={found}
        position={position}
        isSorting={isSlow}
        isStored={trace.source !== undefined}
        onStep={find}
        onLevel={onLevel}
        onAll={onAll}
      />
      {children}
      <Minimap trace={trace} whole={whole} shown={shown} width={width} onWindow={setShown} />
      <Ruler
        begin={tree.begin}
        shown={shown}
        whole={whole}
        names={namesPx}
        width={width}
        onWindow={setShown}
        onNames={setNames}
      />
      <div ref={box} className="flex min-h-0 flex-1">
        {width > 0 && (
          <Waterfall
            ref={handle}
            tree={tree}
            rows={rows}
            version={version}
            matches={marked}
            critical={view.critical ? trace.critical : undefined}
            marks={marks}
            active={active}
            activeRow={activeRow === -1 ? undefined : activeRow}
            open={open}
            whole={whole}
            shown={shown}
            deepest={deepest}
            stacked={stacked}
            names={namesPx}
            onOpen={onOpen}
            onToggle={toggle}
            onWindow={setShown}
            onRest={setSeen}
          />
        )}
      </div>
    </div>
  );
}

/** How wide an element is inside, CSS pixels; 0 until it is there. A scroll bar of the list is taken off. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const list = element.firstElementChild;
      setWidth(list instanceof HTMLElement && list.clientWidth > 0 ? list.clientWidth : element.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, width };
}

/** The width of the names, CSS pixels: remembered as a share, so that another window fits too. */
function useNames(width: number) {
  const [share, setShare] = useState(() => {
    const stored = readStored(browserStore(), NAMES_KEY);
    return typeof stored === 'number' && stored > 0.05 && stored < 0.9 ? stored : USUAL_NAMES;
  });
  const setNames = useCallback(
    (px: number) => {
      if (width === 0) return;
      setShare(px / width);
      writeStored(browserStore(), NAMES_KEY, px / width);
    },
    [width],
  );
  return [Math.round(share * width), setNames] as const;
}
