// Shows the time range; its panel changes it. Keyboard: `t` opens it.
import { CalendarClock, ChevronDown } from 'lucide-react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { rangeLabel } from './range.ts';
import type { TimeRangePanelProps } from './time-range-panel.tsx';
import { offsetLabel } from './zone.ts';

const panel = lazyPanel<TimeRangePanelProps>(() =>
  import('./time-range-panel.tsx').then((module) => module.TimeRangePanel),
);

export function TimeRangePicker({ value, onChange, onMove }: TimeRangePanelProps) {
  const zone = useZone();
  const now = Date.now();
  return (
    <PanelTrigger
      panel={panel}
      panelProps={{ value, onChange, onMove }}
      hotkey="t"
      data-testid="time-range"
      data-tip="Time range"
      data-tip-keys="t"
      className={buttonClass('secondary', 'min-w-0 shrink!')}
    >
      <CalendarClock className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span className="sr-only">Time range: </span>
      <span className="truncate" suppressHydrationWarning>
        {rangeLabel(value, now, zone)}
      </span>
      <span className="text-2xs text-ink-3" suppressHydrationWarning>
        {offsetLabel(now, zone)}
      </span>
      <ChevronDown className="size-3 shrink-0 text-ink-3" aria-hidden />
    </PanelTrigger>
  );
}
