// How often the screen refreshes by itself. Loaded when it is first opened.
import { Choices } from '#app/components/ui/choices.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';

export interface RefreshPanelProps {
  /** Seconds between refreshes; 0 is off. */
  readonly interval: number;
  readonly intervals: readonly number[];
  readonly onIntervalChange: (seconds: number) => void;
}

export function RefreshPanel(props: RefreshPanelProps & PanelProps) {
  const { interval, intervals, onIntervalChange, trigger, onClose } = props;
  return (
    <Popover trigger={trigger} onClose={onClose} label="Refresh by itself" align="end" className="w-40 p-1">
      <Choices
        label="Refresh by itself"
        value={interval}
        options={intervals.map((value) => ({ value, label: value === 0 ? 'Off' : `Every ${value} s` }))}
        onChange={(seconds) => {
          onClose();
          onIntervalChange(seconds);
        }}
      />
    </Popover>
  );
}
