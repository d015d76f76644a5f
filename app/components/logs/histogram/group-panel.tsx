// Chooses the field by which the histogram tells records apart. Loaded when it is first opened.
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { formatCompact } from '#app/components/time/format.ts';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { FilterPopover, PanelNote } from '#app/components/ui/filter-popover.tsx';
import type { PanelProps } from '#app/components/ui/popover.tsx';
import { type LogSearch, logFieldsOptions } from '#app/lib/logs/queries.ts';

export interface GroupPanelProps {
  readonly search: LogSearch;
  readonly value: string;
  readonly onChange: (field: string) => void;
}

/** More than this is not looked through but searched. */
const MOST_SHOWN = 60;

export function GroupPanel({ search, value, onChange, ...panel }: GroupPanelProps & PanelProps) {
  const { data, isPending } = useQuery(logFieldsOptions(search));
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const fields = (data?.fields ?? []).filter(
    ({ name, kind }) => kind !== 'text' && kind !== 'time' && name.toLowerCase().includes(wanted),
  );
  const choose = (name: string | undefined) => {
    if (name !== undefined) onChange(name);
    panel.onClose();
  };
  return (
    <FilterPopover
      {...panel}
      label="Field of the histogram"
      find="Tell records apart by"
      text={filter}
      onText={setFilter}
      onEnter={fields[0] && (() => choose(fields[0]?.name))}
      align="start"
      className="w-72"
    >
      {isPending && <PanelNote>Loading the fields…</PanelNote>}
      {!isPending && fields.length === 0 && <PanelNote>No such field.</PanelNote>}
      {fields.slice(0, MOST_SHOWN).map(({ name, count }) => (
        <PanelButton key={name} aria-pressed={name === value} onClick={() => choose(name)}>
          <span className="min-w-0 flex-1 truncate font-mono text-xs">{name}</span>
          {name === value ? (
            <Check className="size-3.5 text-accent-ink" aria-hidden />
          ) : (
            count !== null && <span className="text-2xs text-ink-3">{formatCompact(count)}</span>
          )}
        </PanelButton>
      ))}
      {fields.length > MOST_SHOWN && (
        <PanelNote>{fields.length - MOST_SHOWN} more: type to find one.</PanelNote>
      )}
    </FilterPopover>
  );
}
