// Dragging over a part of a time axis zooms into that part.
import { type PointerEvent, useState } from 'react';
import { clampWindow, type TimeWindow } from './geometry.ts';

/** A shorter drag is a click. */
const LEAST_PX = 4;

interface DragWindow {
  /** What the axis shows from end to end. */
  readonly shown: TimeWindow;
  readonly whole: TimeWindow;
  /** Free space before and after, CSS pixels. */
  readonly padding: readonly [before: number, after: number];
  readonly onWindow: (shown: TimeWindow) => void;
}

interface Dragged {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

export function useDragWindow({ shown, whole, padding, onWindow }: DragWindow) {
  const [before, after] = padding;
  const [dragged, setDragged] = useState<Dragged>();
  const place = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return { x: Math.max(before, Math.min(event.clientX - left, width - after)), width };
  };
  const timeAt = (x: number, width: number) =>
    shown.from + ((x - before) / Math.max(1, width - before - after)) * (shown.to - shown.from);
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { x, width } = place(event);
      setDragged({ from: x, to: x, width });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (!dragged) return;
      setDragged({ ...dragged, to: place(event).x });
    },
    onPointerUp: () => {
      if (!dragged) return;
      setDragged(undefined);
      const left = Math.min(dragged.from, dragged.to);
      const right = Math.max(dragged.from, dragged.to);
      if (right - left < LEAST_PX) return;
      onWindow(clampWindow({ from: timeAt(left, dragged.width), to: timeAt(right, dragged.width) }, whole));
    },
    onPointerCancel: () => setDragged(undefined),
    onDoubleClick: () => onWindow(whole),
  };
  const box =
    dragged && Math.abs(dragged.to - dragged.from) >= LEAST_PX
      ? { left: Math.min(dragged.from, dragged.to), width: Math.abs(dragged.to - dragged.from) }
      : undefined;
  return { handlers, box };
}
