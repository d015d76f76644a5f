// How far something slow is and since when, with the button that stops it.
import { useEffect, useState } from 'react';
import { formatMilliseconds } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';

const TICK_MS = 100;

interface ProgressCardProps {
  /** What goes on. */
  readonly title: string;
  /** What the bar shows. */
  readonly label: string;
  /** 0 to 1; undefined while that is not known. */
  readonly share: number | undefined;
  readonly text: string;
  readonly onCancel: () => void;
}

export function ProgressCard({ title, label, share, text, onCancel }: ProgressCardProps) {
  const elapsedMs = useElapsed();
  return (
    <div
      className="flex w-80 max-w-full flex-col gap-2 rounded-lg bg-raised p-3 text-xs shadow-raised"
      data-testid="progress"
    >
      <div className="flex items-center justify-between gap-3">
        <span className="font-medium">{title}</span>
        <span className="text-ink-3 tabular-nums">{formatMilliseconds(Math.max(elapsedMs, 100))}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
        className="h-1 overflow-hidden rounded-full bg-hover"
      >
        <div
          className={share === undefined ? 'h-full w-1/4 animate-slide bg-accent' : 'h-full bg-accent'}
          style={share === undefined ? undefined : { width: `${share * 100}%` }}
        />
      </div>
      <div className="flex items-center justify-between gap-3">
        <span className="text-ink-2 tabular-nums">{text}</span>
        <Button onClick={onCancel} className="h-6">
          Cancel
        </Button>
      </div>
    </div>
  );
}

/** Milliseconds since it was first shown; what it is about began a moment earlier. */
function useElapsed(): number {
  const [since] = useState(() => performance.now());
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now - since;
}
