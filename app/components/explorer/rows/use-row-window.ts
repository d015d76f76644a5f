// Which rows of a long list exist, and where: those in view and some beyond. A scroll renders anew only when it leaves
// what is there already. Browsers cannot lay out endless heights (Firefox ends at 17 million pixels), so the list is a
// stretch of at most eight million pixels that moves along with scrolling.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Heights } from './heights.ts';
import { indexOfRecord, RECORD } from './record.ts';
import { reusedKeys } from './reused-keys.ts';

/** Rows come and go in steps of this many, so that few scroll events need React. */
const STEP_ROWS = 8;
/** Rows beyond each edge of the view. */
const OVERSCAN_ROWS = 12;
/** The same while every scroll event shows other rows: what lies beyond would be thrown away before it is seen. */
const FAST_OVERSCAN_ROWS = 2;
/** When fast scrolling has stopped for so long, the rows beyond the view are made; milliseconds. */
const SETTLE_MS = 120;
const STRETCH_PX = 8_000_000;
/** The stretch moves before its end comes into view. */
const EDGE_PX = 100_000;

interface RowWindowOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Rows that can be scrolled to. */
  readonly count: number;
  /** How many of them came in front since the list began. What one reads stays in its place when it grows. */
  readonly head: number;
  /** The height of a row; the first guess when rows have heights of their own. CSS pixels. */
  readonly usual: number;
  /** Whether rows have heights of their own, to be measured. */
  readonly measured: boolean;
  /** Whether at the very top rows that come in front are seen at once, instead of what was there staying. */
  readonly followsTop: boolean;
  /** What stands above the rows inside the scroller and stays in view; CSS pixels. */
  readonly top: number;
}

export interface RowWindow {
  /** Rows that exist: from `first` up to, but without, `end`. */
  readonly first: number;
  readonly end: number;
  /** React's key for each of these rows: elements of rows that left the view are used again, cheaper than new ones. */
  readonly keys: readonly number[];
  /** Of all rows in the stretch; CSS pixels. */
  readonly height: number;
  /** Where a row stands in the stretch; CSS pixels. */
  readonly offset: (index: number) => number;
  /** Brings a row into view with the least movement, or to the top. */
  readonly scrollTo: (index: number, align?: 'auto' | 'start' | 'centre') => void;
}

interface Shape {
  readonly heights: Heights;
  readonly head: number;
}

interface Place {
  readonly first: number;
  readonly end: number;
  readonly keys: readonly number[];
  /** Where the stretch begins, from the top of the first row. */
  readonly shift: number;
  /** Whether each scroll event shows other rows. */
  readonly isFast: boolean;
}

export function useRowWindow(options: RowWindowOptions): RowWindow {
  const { scroller, count, head, usual, measured, followsTop, top } = options;
  const [shape, setShape] = useState<Shape>(() => ({ heights: new Heights(usual), head }));
  const [viewPx, setViewPx] = useState(900);
  const [place, setPlace] = useState<Place>(() => ({
    first: 0,
    end: 64,
    keys: reusedKeys([], 0, 0, 64),
    shift: 0,
    isFast: false,
  }));
  const [, remeasured] = useState(0);
  const heights = nextHeights(shape, setShape, usual, head);
  /** Where to scroll once the stretch has moved. */
  const pending = useRef<number>(undefined);

  /** Makes what is in view exist, now; all of what lies beyond it only when scrolling is not too `fast` for that. */
  const follow = useCallback(
    (fast?: boolean) => {
      const element = scroller.current;
      if (!element) return;
      setPlace((before) => {
        const offset = element.scrollTop + before.shift;
        const firstSeen = heights.at(offset);
        const lastSeen = heights.at(offset + viewPx);
        const isFast = fast ?? before.isFast;
        const margin = isFast ? 1 : STEP_ROWS / 2;
        const isThere =
          (before.first === 0 || before.first <= firstSeen - margin) &&
          (before.end >= count || before.end >= lastSeen + margin);
        const shift = nextShift(before.shift, element.scrollTop, viewPx, heights.offset(count));
        if (isThere && shift === before.shift) return before;
        if (shift !== before.shift) pending.current = offset - shift;
        const [beyond, step] = isFast ? [FAST_OVERSCAN_ROWS, 1] : [OVERSCAN_ROWS, STEP_ROWS];
        const first = Math.max(0, Math.floor((firstSeen - beyond) / step) * step);
        const end = Math.ceil((lastSeen + 1 + beyond) / step) * step;
        return { first, end, keys: reusedKeys(before.keys, before.first, first, end), shift, isFast };
      });
    },
    [scroller, heights, viewPx, count],
  );
  const latest = useRef(follow);
  useLayoutEffect(() => {
    latest.current = follow;
    follow();
  }, [follow]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let settled: ReturnType<typeof setTimeout> | undefined;
    let place = element.scrollTop;
    const onScroll = () => {
      const isFast = Math.abs(element.scrollTop - place) > element.clientHeight;
      place = element.scrollTop;
      // In the same frame: rows that come later would be seen as a white flash.
      flushSync(() => latest.current(isFast));
      clearTimeout(settled);
      if (isFast) settled = setTimeout(() => latest.current(false), SETTLE_MS);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    const observer = new ResizeObserver(() => setViewPx(Math.max(1, element.clientHeight - top)));
    observer.observe(element);
    return () => {
      clearTimeout(settled);
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [scroller, top]);

  // What one reads stays when rows come in front.
  const seenHead = useRef(head);
  useLayoutEffect(() => {
    const element = scroller.current;
    const added = head - seenHead.current;
    seenHead.current = head;
    if (element && added > 0 && !(followsTop && element.scrollTop === 0))
      element.scrollTop += heights.offset(added);
  }, [scroller, head, heights, followsTop]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || pending.current === undefined) return;
    element.scrollTop = pending.current;
    pending.current = undefined;
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!measured || !element) return;
    const offset = element.scrollTop + place.shift;
    const anchor = heights.at(offset);
    const hidden = offset - heights.offset(anchor);
    let isChanged = false;
    for (const row of element.querySelectorAll<HTMLElement>(RECORD))
      isChanged = heights.set(indexOfRecord(row), row.offsetHeight) || isChanged;
    if (!isChanged) return;
    const moved = heights.offset(anchor) + hidden - offset;
    if (Math.abs(moved) >= 1 && offset > 0) element.scrollTop += moved;
    remeasured((version) => version + 1);
    follow();
  });

  const scrollTo = useCallback(
    (index: number, align: 'auto' | 'start' | 'centre' = 'auto') => {
      const element = scroller.current;
      if (!element) return;
      const offset = element.scrollTop + place.shift;
      const start = heights.offset(index);
      const end = start + heights.get(index);
      if (align === 'auto' && start >= offset && end <= offset + viewPx) return;
      const middle = Math.max(0, (start + end - viewPx) / 2);
      const nearest = start < offset ? start : end - viewPx;
      const target = align === 'centre' ? middle : align === 'start' ? start : nearest;
      if (target >= place.shift && target + viewPx <= place.shift + STRETCH_PX)
        element.scrollTop = target - place.shift;
      else {
        const shift = Math.max(0, target - STRETCH_PX / 2);
        pending.current = target - shift;
        setPlace({ first: index, end: index + 1, keys: [0], shift, isFast: false });
      }
    },
    [scroller, heights, viewPx, place.shift],
  );

  return {
    first: Math.min(place.first, count),
    end: Math.min(place.end, count),
    keys: place.keys,
    height: Math.min(STRETCH_PX, heights.offset(count) - place.shift),
    offset: (index) => heights.offset(index) - place.shift,
    scrollTo,
  };
}

/** The heights for this render: from the beginning when rows changed their form, moved down when rows came in front. */
function nextHeights(shape: Shape, setShape: (shape: Shape) => void, usual: number, head: number): Heights {
  if (shape.heights.usual === usual && shape.head === head) return shape.heights;
  const heights =
    shape.heights.usual === usual ? shape.heights.shifted(head - shape.head) : new Heights(usual);
  setShape({ heights, head });
  return heights;
}

function nextShift(shift: number, scrollTop: number, viewPx: number, total: number): number {
  const isNearEnd = scrollTop + viewPx > STRETCH_PX - EDGE_PX && total > shift + STRETCH_PX;
  if (isNearEnd) return shift + STRETCH_PX / 2;
  return shift > 0 && scrollTop < EDGE_PX ? Math.max(0, shift - STRETCH_PX / 2) : shift;
}
