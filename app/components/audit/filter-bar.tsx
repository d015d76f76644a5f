// What narrows the list of entries. All of it is in the URL.
import { CalendarClock, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { moveRange, type RangeText, rangeLabel, resolveRange } from '#app/components/time/range.ts';
import type { TimeRangePanelProps } from '#app/components/time/time-range-panel.tsx';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { SearchInput } from '#app/components/ui/search-input.tsx';
import { ACTIONS, targetNoun } from '#app/lib/audit/action-words.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { type AuditView, filterOf } from './audit-view.ts';

const panel = lazyPanel<TimeRangePanelProps>(() =>
  import('#app/components/time/time-range-panel.tsx').then((module) => module.TimeRangePanel),
);

/** How long one types before it is searched for. */
const TYPING_MS = 350;
const SELECT =
  'h-7 min-w-0 max-w-full truncate rounded-md border border-line bg-raised px-1.5 text-ink hover:bg-hover pointer-coarse:h-9 pointer-coarse:text-[16px]';

interface FilterBarProps {
  readonly view: AuditView;
  readonly onChange: (change: Partial<AuditView>) => void;
  readonly onClear: () => void;
  /** Whether there are entries of the installation to choose, too. */
  readonly hasInstallation: boolean;
}

export function FilterBar({ view, onChange, onClear, hasInstallation }: FilterBarProps) {
  return (
    <search aria-label="Filter the audit log" className="flex flex-wrap items-center gap-2">
      <TypedFilter
        label="Search names and changes"
        className="w-56! max-sm:w-full!"
        value={view.q}
        onChange={(q) => onChange({ q })}
      />
      <TypedFilter
        label="Who"
        className="w-36! max-sm:grow"
        value={view.who}
        onChange={(who) => onChange({ who })}
      />
      <TypedFilter
        label="From address"
        className="w-32! max-sm:grow"
        value={view.address}
        onChange={(address) => onChange({ address })}
      />
      <ActionSelect value={view.action} onChange={(action) => onChange({ action })} />
      <select
        aria-label="Outcome"
        value={view.outcome}
        onChange={(event) => onChange({ outcome: event.target.value as AuditView['outcome'] })}
        className={SELECT}
      >
        <option value="">Any outcome</option>
        <option value="done">Done</option>
        <option value="refused">Refused</option>
      </select>
      {hasInstallation && (
        <select
          aria-label="Belongs to"
          value={view.of}
          onChange={(event) => onChange({ of: event.target.value as AuditView['of'] })}
          className={SELECT}
        >
          <option value="">Team and installation</option>
          <option value="team">This team</option>
          <option value="installation">Installation</option>
        </select>
      )}
      <TimeFilter view={view} onChange={onChange} />
      {(view.kind !== '' || view.target !== '') && (
        <Button onClick={() => onChange({ kind: '', target: '' })} data-tip="Show everything again">
          Only {view.target === '' ? `${targetNoun(view.kind)}s` : `one ${targetNoun(view.kind)}`}
          <X className="size-3.5" aria-hidden />
        </Button>
      )}
      {Object.keys(filterOf(view)).length > 0 && (
        <Button variant="ghost" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </search>
  );
}

interface TypedFilterProps {
  readonly label: string;
  readonly className: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Takes effect when one stops typing, or at once on Enter. */
function TypedFilter({ label, className, value, onChange }: TypedFilterProps) {
  const [draft, setDraft] = useState<string>();
  useEffect(() => {
    if (draft === undefined || draft === value) return;
    const timer = setTimeout(() => onChange(draft), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft, value, onChange]);
  // What the URL says wins as soon as it says what was typed, and whenever it changes without typing.
  useEffect(() => setDraft((typed) => (typed === value ? undefined : typed)), [value]);
  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(draft ?? value);
      }}
    >
      <SearchInput
        aria-label={label}
        placeholder={label}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        className={className}
        value={draft ?? value}
        onText={setDraft}
      />
    </form>
  );
}

function ActionSelect({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const known = Object.entries(ACTIONS).some(
    ([kind, { verbs }]) => value === kind || Object.keys(verbs).some((verb) => value === `${kind}.${verb}`),
  );
  return (
    <select
      aria-label="Action"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={`${SELECT} w-44`}
    >
      <option value="">Any action</option>
      {value !== '' && !known && <option value={value}>{value}</option>}
      {Object.entries(ACTIONS).map(([kind, { label, verbs }]) => (
        <optgroup key={kind} label={label}>
          {Object.keys(verbs).length > 1 && <option value={kind}>{label}: anything</option>}
          {Object.entries(verbs).map(([verb, words]) => (
            <option key={verb} value={`${kind}.${verb}`}>
              {words}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function TimeFilter({ view, onChange }: Pick<FilterBarProps, 'view' | 'onChange'>) {
  const zone = useZone();
  const isSet = view.from !== '' || view.to !== '';
  const value: RangeText = { from: view.from || 'now-30d', to: view.to || 'now' };
  return (
    <PanelTrigger
      panel={panel}
      panelProps={{
        value,
        onChange: ({ from, to }) => onChange({ from, to: to === 'now' ? '' : to }),
        onMove: (move) => {
          const range = resolveRange(value, Date.now());
          if (!(range instanceof AppError)) onChange(moveRange(range, move, Date.now()));
        },
      }}
      data-tip="Time range"
      className={buttonClass('secondary', 'min-w-0 shrink!')}
    >
      <CalendarClock className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span className="sr-only">Time range: </span>
      <span className="truncate" suppressHydrationWarning>
        {isSet ? rangeLabel(value, Date.now(), zone) : 'Any time'}
      </span>
    </PanelTrigger>
  );
}
