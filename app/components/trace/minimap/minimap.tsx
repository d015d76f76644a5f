// The whole trace in a small picture, and which part of it is shown. Dragging over it zooms; the frame's edges can be moved.
import { type KeyboardEvent, memo, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { computedColor, onThemeChange } from '#app/components/charts/canvas-colors.ts';
import { formatDuration } from '../duration.ts';
import { useAnswer } from '../load/use-answer.ts';
import { serviceColor } from '../service-color.ts';
import type { LoadedTrace } from '../trace-context.ts';
import { clampWindow, pan, type TimeWindow } from '../waterfall/geometry.ts';
import { DragBox } from '../waterfall/ruler.tsx';
import { useDragWindow } from '../waterfall/use-drag-window.ts';

const HEIGHT_PX = 64;
const KEY_SHARE = 0.05;

interface MinimapProps {
  readonly trace: LoadedTrace;
  readonly whole: TimeWindow;
  readonly shown: TimeWindow;
  /** CSS pixels. */
  readonly width: number;
  readonly onWindow: (shown: TimeWindow) => void;
}

export function Minimap({ trace, whole, shown, width, onWindow }: MinimapProps) {
  const drag = useDragWindow({ shown: whole, whole, padding: [0, 0], onWindow });
  const length = whole.to - whole.from;
  const left = ((shown.from - whole.from) / length) * 100;
  const right = ((whole.to - shown.to) / length) * 100;
  const isWhole = left <= 0 && right <= 0;
  const move = (edge: 'from' | 'to', at: number) => {
    const next = edge === 'from' ? { from: at, to: shown.to } : { from: shown.from, to: at };
    if (next.to > next.from) onWindow(clampWindow(next, whole));
  };
  return (
    <div className="relative shrink-0 border-b border-line bg-surface" style={{ height: HEIGHT_PX }}>
      <div
        className="absolute inset-0 cursor-crosshair touch-pan-y overflow-hidden select-none"
        data-testid="minimap"
        {...drag.handlers}
      >
        <Picture trace={trace} width={width} />
        {!isWhole && (
          <>
            <div
              className="absolute inset-y-0 left-0 border-r border-accent bg-canvas/75"
              style={{ width: `${left}%` }}
            />
            <div
              className="absolute inset-y-0 right-0 border-l border-accent bg-canvas/75"
              style={{ width: `${right}%` }}
            />
          </>
        )}
        {drag.box && <DragBox box={drag.box} />}
      </div>
      {(['from', 'to'] as const).map((edge) => (
        <Edge
          key={edge}
          label={edge === 'from' ? 'Begin of the shown time' : 'End of the shown time'}
          at={shown[edge]}
          whole={whole}
          onMove={(at) => move(edge, at)}
          onPan={(share) => onWindow(pan(shown, share, whole))}
        />
      ))}
      {!isWhole && (
        <button
          type="button"
          onClick={() => onWindow(whole)}
          className="absolute top-1 right-1 rounded border border-line bg-raised px-1.5 text-2xs text-ink-2 hover:bg-hover hover:text-ink"
        >
          Show all
        </button>
      )}
    </div>
  );
}

interface EdgeProps {
  readonly label: string;
  readonly at: number;
  readonly whole: TimeWindow;
  readonly onMove: (at: number) => void;
  readonly onPan: (share: number) => void;
}

function Edge({ label, at, whole, onMove, onPan }: EdgeProps) {
  const length = whole.to - whole.from;
  const share = ((at - whole.from) / length) * 100;
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box) onMove(whole.from + Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * length);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    if (event.shiftKey) onPan(step * KEY_SHARE);
    else onMove(at + step * length * KEY_SHARE);
  };
  return (
    <div
      role="slider"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share)}
      aria-valuetext={formatDuration(at - whole.from)}
      tabIndex={0}
      className="absolute inset-y-0 w-2.5 -translate-x-1/2 cursor-ew-resize touch-none before:absolute before:inset-y-4 before:left-1 before:w-0.5 before:rounded before:bg-line-strong hover:before:bg-accent"
      style={{ left: `clamp(5px, ${share}%, calc(100% - 5px))` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}

interface PictureProps {
  readonly trace: LoadedTrace;
  readonly width: number;
}

const Picture = memo(function Picture({ trace, width }: PictureProps) {
  const { tree } = trace;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => onThemeChange(() => setTheme((before) => before + 1)), []);
  // Between the frame's edges and above it there is some air.
  const height = HEIGHT_PX - 8;
  const question = useMemo(
    () => (width > 0 ? { kind: 'picture' as const, width: Math.round(width), height } : undefined),
    [width, height],
  );
  const { answer, last } = useAnswer(trace, question);
  const image = answer ?? last;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element?.parentElement || !context || !image) return;
    void theme;
    const parent = element.parentElement;
    element.width = image.width;
    element.height = image.height;
    const pixels = context.createImageData(image.width, image.height);
    const words = new Uint32Array(pixels.data.buffer);
    const colors = tree.columns.services.map((name) => pixelOf(computedColor(parent, serviceColor(name))));
    const danger = pixelOf(computedColor(parent, 'var(--danger)'));
    for (let at = 0; at < words.length; at += 1) {
      const service = image.services[at] ?? 0;
      if (service > 0) words[at] = colors[service - 1] ?? 0;
    }
    // An error is a dot that is seen: three pixels wide.
    for (let at = 0; at < words.length; at += 1)
      if (image.errors[at] === 1) for (let x = 0; x < 3; x += 1) words[at + x] = danger;
    context.putImageData(pixels, 0, 0);
  }, [image, tree, theme]);
  return (
    <canvas
      ref={canvas}
      aria-hidden
      className="absolute inset-x-0 top-1 w-full [image-rendering:pixelated]"
      style={{ height }}
    />
  );
});

let probe: CanvasRenderingContext2D | null | undefined;

/** Any CSS colour as a pixel of ImageData, little-endian. */
function pixelOf(color: string): number {
  if (probe === undefined) {
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    probe = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (!probe) return 0;
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
