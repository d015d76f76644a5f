// The time range with its moves: earlier, later, zoom out, refresh, and refreshing by itself.
import { ChevronDown, ChevronLeft, ChevronRight, RefreshCw, ZoomOut } from 'lucide-react';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import {
  Menu,
  MenuContent,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuTrigger,
} from '#app/components/ui/menu.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { type RangeText, resolveRange, shiftRange, zoomOut } from './range.ts';
import { TimeRangePicker } from './time-range-picker.tsx';

interface TimeControlsProps {
  readonly value: RangeText;
  readonly onChange: (range: RangeText) => void;
  readonly onRefresh: () => void;
  readonly refreshing: boolean;
  /** Seconds between refreshes; 0 is off. */
  readonly interval: number;
  readonly intervals: readonly number[];
  readonly onIntervalChange: (seconds: number) => void;
}

export function TimeControls(props: TimeControlsProps) {
  const { value, onChange, onRefresh, refreshing, interval, intervals, onIntervalChange } = props;
  const move = (how: 'earlier' | 'later' | 'out') => {
    const now = Date.now();
    const range = resolveRange(value, now);
    if (range instanceof AppError) return;
    if (how === 'out') onChange(zoomOut(range, now));
    else onChange(shiftRange(range, how === 'earlier' ? -1 : 1, now));
  };
  useHotkeys({
    arrowleft: () => move('earlier'),
    arrowright: () => move('later'),
    '-': () => move('out'),
    r: onRefresh,
  });
  return (
    <fieldset className="flex min-w-0 items-center gap-0.5">
      <legend className="sr-only">Time</legend>
      <IconButton
        label="Earlier"
        shortcut="←"
        onClick={() => move('earlier')}
        className="hidden sm:inline-flex"
      >
        <ChevronLeft className="size-4" aria-hidden />
      </IconButton>
      <TimeRangePicker value={value} onChange={onChange} />
      <IconButton label="Later" shortcut="→" onClick={() => move('later')} className="hidden sm:inline-flex">
        <ChevronRight className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Zoom out" shortcut="−" onClick={() => move('out')} className="hidden sm:inline-flex">
        <ZoomOut className="size-3.5" aria-hidden />
      </IconButton>
      <IconButton label="Refresh" shortcut="r" onClick={onRefresh}>
        <RefreshCw className={cn('size-3.5', refreshing && 'animate-spin')} aria-hidden />
      </IconButton>
      <Menu>
        <MenuTrigger
          aria-label={
            interval === 0 ? 'Refresh by itself: off' : `Refresh by itself: every ${interval} seconds`
          }
          className="flex h-7 items-center gap-0.5 rounded-md px-1 text-xs text-ink-2 hover:bg-hover pointer-coarse:h-9"
        >
          {interval > 0 && <span className="text-accent-ink">{interval} s</span>}
          <ChevronDown className="size-3" aria-hidden />
        </MenuTrigger>
        <MenuContent align="end" className="min-w-36">
          <MenuLabel>Refresh by itself</MenuLabel>
          <MenuRadioGroup value={String(interval)} onValueChange={(text) => onIntervalChange(Number(text))}>
            {intervals.map((seconds) => (
              <MenuRadioItem key={seconds} value={String(seconds)}>
                {seconds === 0 ? 'Off' : `Every ${seconds} s`}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuContent>
      </Menu>
    </fieldset>
  );
}
