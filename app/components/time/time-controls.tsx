// The time range with its moves: earlier, later, zoom out, refresh, and refreshing by itself.
import { ChevronDown, ChevronLeft, ChevronRight, RefreshCw, ZoomOut } from 'lucide-react';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { moveRange, type RangeMove, type RangeText, resolveRange } from './range.ts';
import type { RefreshPanelProps } from './refresh-panel.tsx';
import { TimeRangePicker } from './time-range-picker.tsx';

const refreshPanel = lazyPanel<RefreshPanelProps>(() =>
  import('./refresh-panel.tsx').then((module) => module.RefreshPanel),
);

interface TimeControlsProps extends RefreshPanelProps {
  readonly value: RangeText;
  readonly onChange: (range: RangeText) => void;
  readonly onRefresh: () => void;
  readonly refreshing: boolean;
}

export function TimeControls(props: TimeControlsProps) {
  const { value, onChange, onRefresh, refreshing, interval, intervals, onIntervalChange } = props;
  const move = (how: RangeMove) => {
    const now = Date.now();
    const range = resolveRange(value, now);
    if (range instanceof AppError) return;
    onChange(moveRange(range, how, now));
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
      <IconButton label="Earlier" shortcut="←" onClick={() => move('earlier')} className="max-sm:hidden">
        <ChevronLeft className="size-4" aria-hidden />
      </IconButton>
      <TimeRangePicker value={value} onChange={onChange} onMove={move} />
      <IconButton label="Later" shortcut="→" onClick={() => move('later')} className="max-sm:hidden">
        <ChevronRight className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Zoom out" shortcut="−" onClick={() => move('out')} className="max-sm:hidden">
        <ZoomOut className="size-3.5" aria-hidden />
      </IconButton>
      <IconButton label="Refresh" shortcut="r" onClick={onRefresh}>
        <RefreshCw className={cn('size-3.5', refreshing && 'animate-spin')} aria-hidden />
      </IconButton>
      <PanelTrigger
        panel={refreshPanel}
        panelProps={{ interval, intervals, onIntervalChange }}
        data-tip="Refresh by itself"
        className="flex h-7 items-center gap-0.5 rounded-md px-1 text-xs text-ink-2 hover:bg-hover pointer-coarse:h-9"
      >
        <span className="sr-only">Refresh by itself: {interval === 0 && 'off'}</span>
        {interval > 0 && <span className="text-accent-ink">{interval} s</span>}
        <ChevronDown className="size-3" aria-hidden />
      </PanelTrigger>
    </fieldset>
  );
}
