// The line above the rows of a live tail: how it goes, how fast, what is held back, and what cannot be shown.
import { ArrowUp, Pause, Play, X } from 'lucide-react';
import { formatCompact, formatCount } from '#app/components/time/format.ts';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import type { Tail, TailState } from './use-tail.ts';

interface TailBarProps {
  readonly tail: Tail;
  /** Brings the newest rows into view. */
  readonly onTop: () => void;
  /** Ends the live tail. */
  readonly onStop: () => void;
}

const STATES: Readonly<Record<TailState, { readonly label: string; readonly dot: string }>> = {
  connecting: { label: 'Connecting…', dot: 'bg-ink-3' },
  live: { label: 'Live', dot: 'bg-ok motion-safe:animate-pulse' },
  paused: { label: 'Paused', dot: 'bg-caution' },
  reconnecting: { label: 'Reconnecting…', dot: 'bg-caution motion-safe:animate-pulse' },
  error: { label: 'Not live', dot: 'bg-danger' },
};

/** Space and `p` pause and resume. */
export function TailBar({ tail, onTop, onStop }: TailBarProps) {
  const { state, newCount, dropped, ratePerSecond, error, pause, resume, retry } = tail;
  const isPaused = state === 'paused';
  const toggle = isPaused ? resume : pause;
  useHotkeys({ ' ': toggle, p: toggle });
  const showNew = () => {
    if (isPaused) resume();
    onTop();
  };
  return (
    <section
      aria-label="Live tail"
      className="flex h-8 shrink-0 pointer-coarse:h-11 items-center gap-3 border-b border-line bg-surface px-3 text-xs text-ink-2 md:px-4"
    >
      <span role="status" className="flex items-center gap-2 font-medium text-ink">
        <span aria-hidden className={cn('size-2 rounded-full', STATES[state].dot)} />
        {STATES[state].label}
      </span>
      {error ? (
        <span className="min-w-0 truncate">{error.message}</span>
      ) : (
        <span className="tabular-nums" data-tip="Matching records that arrive, mean of the last 5 seconds">
          {rateText(ratePerSecond)}
        </span>
      )}
      {dropped > 0 && (
        <span
          className="min-w-0 truncate text-caution"
          data-tip="They are stored: stop the live tail and search to see them"
        >
          {formatCount(dropped)} not shown: faster than the screen
        </span>
      )}
      <span className="ml-auto flex shrink-0 items-center gap-1">
        {newCount > 0 && (
          <Button variant="primary" onClick={showNew} className="h-6 rounded-full!">
            <ArrowUp className="size-3.5" aria-hidden />
            {formatCount(newCount)} new
          </Button>
        )}
        {state === 'error' ? (
          <Button onClick={retry} className="h-6">
            Try again
          </Button>
        ) : (
          <Button onClick={toggle} className="h-6" data-tip={isPaused ? 'Resume' : 'Pause'} data-tip-keys="p">
            {isPaused ? (
              <Play className="size-3.5" aria-hidden />
            ) : (
              <Pause className="size-3.5" aria-hidden />
            )}
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        )}
        <IconButton label="Stop the live tail" onClick={onStop}>
          <X className="size-3.5" aria-hidden />
        </IconButton>
      </span>
    </section>
  );
}

function rateText(perSecond: number): string {
  if (perSecond === 0) return 'no records at the moment';
  if (perSecond < 1) return 'less than 1 record/s';
  const whole = Math.round(perSecond);
  return whole === 1 ? '1 record/s' : `${formatCompact(whole)} records/s`;
}
