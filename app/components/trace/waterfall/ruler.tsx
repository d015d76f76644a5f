// The line above the rows: the names' heading, whose edge one drags, and the times of the shown part. Dragging over the times
// zooms into them.
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useState } from 'react';
import { formatDuration } from '../duration.ts';
import { LABEL_PX, PADDING_PX, type TimeWindow, timeTicks } from './geometry.ts';
import { useDragWindow } from './use-drag-window.ts';

export const RULER_PX = 26;
const TICK_PX = 110;
const KEY_STEP_PX = 24;

interface RulerProps {
  readonly begin: number;
  readonly shown: TimeWindow;
  readonly whole: TimeWindow;
  /** CSS pixels; 0 where names stand above their bars. */
  readonly names: number;
  /** CSS pixels of the names and the timeline, without the scroll bar. */
  readonly width: number;
  readonly onWindow: (shown: TimeWindow) => void;
  readonly onNames: (px: number) => void;
}

export function Ruler({ begin, shown, whole, names, width, onWindow, onNames }: RulerProps) {
  const room = Math.max(1, width - names - PADDING_PX - LABEL_PX);
  const ticks = timeTicks(shown, begin, Math.max(2, Math.floor(room / TICK_PX)));
  const drag = useDragWindow({ shown, whole, padding: [PADDING_PX, LABEL_PX], onWindow });
  return (
    <div
      className="relative flex shrink-0 border-b border-line bg-surface text-2xs text-ink-3"
      style={{ height: RULER_PX }}
    >
      {names > 0 && (
        <div className="relative flex shrink-0 items-center px-3" style={{ width: names }}>
          <span className="truncate">Service and operation</span>
          <NamesHandle names={names} most={width - 200} onNames={onNames} />
        </div>
      )}
      <div
        className="relative cursor-crosshair touch-pan-y overflow-hidden select-none"
        style={{ width: Math.max(0, width - names) }}
        data-tip="Drag to zoom in; double-click to see all"
        data-testid="ruler"
        {...drag.handlers}
      >
        {ticks.map((tick) => {
          const x = PADDING_PX + ((begin + tick - shown.from) / (shown.to - shown.from)) * room;
          return (
            <span
              key={tick}
              className="absolute inset-y-0 flex items-center border-l border-line pl-1 whitespace-nowrap tabular-nums"
              style={{ left: Math.round(x) }}
            >
              {formatDuration(tick)}
            </span>
          );
        })}
        {drag.box && <DragBox box={drag.box} />}
      </div>
    </div>
  );
}

/** What is being dragged over. */
export function DragBox({ box }: { readonly box: { readonly left: number; readonly width: number } }) {
  return (
    <div
      className="pointer-events-none absolute inset-y-0 border-x border-accent bg-accent/20"
      style={box satisfies CSSProperties}
    />
  );
}

interface NamesHandleProps {
  readonly names: number;
  readonly most: number;
  readonly onNames: (px: number) => void;
}

const LEAST_NAMES_PX = 140;

function NamesHandle({ names, most, onNames }: NamesHandleProps) {
  const [grip, setGrip] = useState<number>();
  const set = (px: number) => onNames(Math.round(Math.max(LEAST_NAMES_PX, Math.min(px, most))));
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (grip !== undefined) set(event.clientX - grip);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -KEY_STEP_PX : event.key === 'ArrowRight' ? KEY_STEP_PX : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    set(names + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the names"
      aria-valuenow={names}
      aria-valuemin={LEAST_NAMES_PX}
      aria-valuemax={Math.max(LEAST_NAMES_PX, Math.round(most))}
      tabIndex={0}
      className="absolute inset-y-0 -right-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent/40 active:bg-accent/40"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setGrip(event.clientX - names);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setGrip(undefined)}
      onKeyDown={onKeyDown}
    />
  );
}
