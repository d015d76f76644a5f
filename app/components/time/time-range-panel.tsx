// The panel of the time range: typed, from and to, zone, and quick ranges. Loaded when it is first opened.
import { ChevronLeft, ChevronRight, ZoomOut } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { usePreferences, useZone } from '#app/components/preferences/preferences-context.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { INPUT } from '#app/components/ui/field.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import { AppError } from '#app/lib/core/errors.ts';
import { formatDateTime } from './format.ts';
import { parseRangeText } from './parse-range.ts';
import { QUICK_RANGES, type RangeMove, type RangeText, resolveRange } from './range.ts';

export interface TimeRangePanelProps {
  readonly value: RangeText;
  readonly onChange: (range: RangeText) => void;
  readonly onMove: (move: RangeMove) => void;
}

/** Mounted anew each time the picker opens, so its fields start from the range of now. */
export function TimeRangePanel(props: TimeRangePanelProps & PanelProps) {
  const { value, onChange, onMove, trigger, onClose } = props;
  const onChoose = (range: RangeText) => {
    onClose();
    onChange({ from: range.from, to: range.to });
  };
  return (
    <Popover
      trigger={trigger}
      onClose={onClose}
      label="Time range"
      align="end"
      className="flex w-[min(480px,calc(100vw-16px))] flex-col md:flex-row"
    >
      <div className="flex min-w-0 flex-1 flex-col gap-4 p-3">
        <Moves onMove={onMove} />
        <TypedRange onChoose={onChoose} />
        <AbsoluteRange value={value} onChoose={onChoose} />
        <ZoneSwitch />
      </div>
      <ul
        aria-label="Quick ranges"
        className="grid grid-cols-2 border-t border-line p-1.5 md:w-40 md:grid-cols-1 md:border-t-0 md:border-l"
      >
        {QUICK_RANGES.map((range) => {
          const chosen = range.from === value.from && range.to === value.to;
          return (
            <li key={range.short}>
              <button
                type="button"
                aria-pressed={chosen}
                onClick={() => onChoose(range)}
                className={cn(
                  'flex h-7 w-full items-center justify-between rounded-md px-2 hover:bg-hover pointer-coarse:h-9',
                  chosen && 'bg-selected font-medium',
                )}
              >
                {range.label}
                <span className="font-mono text-2xs text-ink-3">{range.short}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Popover>
  );
}

/** The moves for which a phone has no room beside the picker; the panel stays, since one often makes several. */
function Moves({ onMove }: Pick<TimeRangePanelProps, 'onMove'>) {
  return (
    <div className="grid grid-cols-3 gap-2 sm:hidden">
      <Button onClick={() => onMove('earlier')}>
        <ChevronLeft className="size-4" aria-hidden />
        Earlier
      </Button>
      <Button onClick={() => onMove('out')}>
        <ZoomOut className="size-3.5" aria-hidden />
        Zoom out
      </Button>
      <Button onClick={() => onMove('later')}>
        Later
        <ChevronRight className="size-4" aria-hidden />
      </Button>
    </div>
  );
}

interface FormProps {
  readonly value: RangeText;
  readonly onChoose: (range: RangeText) => void;
}

function TypedRange({ onChoose }: Pick<FormProps, 'onChoose'>) {
  const id = useId();
  const zone = useZone();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseRangeText(text, { nowMs: Date.now(), zone });
    if (parsed.ok) onChoose(parsed.range);
    else setProblem(parsed.message);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs text-ink-2">
        Type a range
      </label>
      <input
        id={id}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setProblem(undefined);
        }}
        placeholder="15m, today, 10:00 - 11:00"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`${id}-message`}
        className={cn(INPUT, 'font-mono text-xs')}
      />
      <p
        id={`${id}-message`}
        role="status"
        className={cn('min-h-4.5 text-xs', problem ? 'text-danger' : 'text-ink-3')}
      >
        {problem ?? 'Enter applies it.'}
      </p>
    </form>
  );
}

function AbsoluteRange({ value, onChoose }: FormProps) {
  const id = useId();
  const zone = useZone();
  const [problem, setProblem] = useState<string>();
  const resolved = resolveRange(value, Date.now());
  const [from, to] =
    resolved instanceof AppError
      ? ['', '']
      : [
          formatDateTime(Math.floor(resolved.fromMs / 1_000) * 1_000, zone),
          formatDateTime(Math.ceil(resolved.toMs / 1_000) * 1_000, zone),
        ];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = `${String(form.get('from')).trim()} .. ${String(form.get('to')).trim() || 'now'}`;
    const parsed = parseRangeText(text, { nowMs: Date.now(), zone });
    if (parsed.ok) onChoose(parsed.range);
    else setProblem(parsed.message);
  };
  return (
    <form key={`${zone} ${value.from} ${value.to}`} onSubmit={submit} className="flex flex-col gap-2">
      {(['from', 'to'] as const).map((name) => (
        <div key={name} className="flex items-center gap-2">
          <label htmlFor={`${id}-${name}`} className="w-9 text-xs text-ink-2">
            {name === 'from' ? 'From' : 'To'}
          </label>
          <input
            id={`${id}-${name}`}
            name={name}
            defaultValue={name === 'from' ? from : to}
            onChange={() => setProblem(undefined)}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={problem ? `${id}-problem` : undefined}
            className={cn(INPUT, 'font-mono text-xs')}
          />
        </div>
      ))}
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
      <Button type="submit" variant="primary" className="ml-11">
        Apply
      </Button>
    </form>
  );
}

function ZoneSwitch() {
  const { preferences, setPreferences } = usePreferences();
  const zones = [
    { value: 'local', label: preferences.localZone },
    { value: 'utc', label: 'UTC' },
  ] as const;
  return (
    <fieldset className="flex min-w-0 items-center gap-2 text-xs">
      <legend className="sr-only">Times are shown in</legend>
      <span aria-hidden className="w-9 text-ink-2">
        Zone
      </span>
      <div className="flex min-w-0 rounded-md border border-line p-0.5">
        {zones.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            aria-pressed={preferences.zone === value}
            onClick={() => setPreferences({ zone: value })}
            className="h-6 min-w-0 truncate rounded px-2 text-ink-2 aria-pressed:bg-selected aria-pressed:text-ink pointer-coarse:h-8"
          >
            {label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
