// A difference between two durations: a bar to the left where it got quicker, to the right where it got slower.
import { cn } from '#app/components/ui/cn.ts';
import { formatDuration } from '../duration.ts';

interface DeltaProps {
  /** Nanoseconds. */
  readonly delta: number;
  /** The largest difference there is, which fills its half. */
  readonly largest: number;
}

export function DeltaBar({ delta, largest }: DeltaProps) {
  // The root keeps small differences visible beside large ones.
  const share = largest === 0 ? 0 : Math.sqrt(Math.abs(delta) / largest);
  return (
    <span aria-hidden className="relative block h-3 w-full">
      <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
      {delta !== 0 && (
        <span
          className={cn(
            'absolute inset-y-0.5 rounded-xs',
            delta > 0 ? 'left-1/2 bg-danger' : 'right-1/2 bg-ok',
          )}
          style={{ width: `${(Math.min(1, share) * 50).toFixed(1)}%` }}
        />
      )}
    </span>
  );
}

/** `+12 ms`, `−3 ms`, `0`. */
export function deltaText(delta: number): string {
  if (delta === 0) return '0';
  return delta > 0 ? `+${formatDuration(delta)}` : formatDuration(delta);
}
