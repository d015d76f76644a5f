// Chooses the field by which the histogram tells records apart. Loaded when it is first opened.
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { formatCompact } from '#app/components/time/format.ts';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { INPUT } from '#app/components/ui/field.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
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
  return (
    <Popover {...panel} label="Field of the histogram" align="start" className="w-72 p-1.5">
      <input
        // biome-ignore lint/a11y/noAutofocus: the panel was opened to type into it
        autoFocus
        type="search"
        aria-label="Filter the fields"
        placeholder="Tell records apart by…"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        className={cn(INPUT, 'mb-1 w-full text-xs')}
      />
      <div className="max-h-80 overflow-y-auto slim-scroll">
        {isPending && <p className="px-2 py-1.5 text-xs text-ink-3">Loading the fields…</p>}
        {!isPending && fields.length === 0 && (
          <p className="px-2 py-1.5 text-xs text-ink-3">No such field.</p>
        )}
        {fields.slice(0, MOST_SHOWN).map(({ name, count }) => (
          <PanelButton
            key={name}
            aria-pressed={name === value}
            onClick={() => {
              onChange(name);
              panel.onClose();
            }}
          >
            <span className="min-w-0 flex-1 truncate font-mono text-xs">{name}</span>
            {name === value ? (
              <Check className="size-3.5 text-accent-ink" aria-hidden />
            ) : (
              count !== null && <span className="text-2xs text-ink-3">{formatCompact(count)}</span>
            )}
          </PanelButton>
        ))}
        {fields.length > MOST_SHOWN && (
          <p className="px-2 py-1 text-2xs text-ink-3">{fields.length - MOST_SHOWN} more: type to find one</p>
        )}
      </div>
    </Popover>
  );
}
