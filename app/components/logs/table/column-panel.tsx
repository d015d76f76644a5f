// The fields that can be columns, found by typing. Those that are shown come first, and can be moved. Loaded when it is
// first opened.
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Check, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { formatCompact } from '#app/components/time/format.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { FilterPopover, PanelNote } from '#app/components/ui/filter-popover.tsx';
import type { PanelProps } from '#app/components/ui/popover.tsx';
import { type LogSearch, logFieldsOptions } from '#app/lib/logs/queries.ts';
import type { LogActions } from '../log-actions.ts';
import { columnKind } from './columns.ts';

/** Lines shown; the rest is found by typing. */
const MOST_LINES = 100;

export interface ColumnPanelProps {
  readonly columns: readonly string[];
  readonly search: Pick<LogSearch, 'from' | 'to' | 'source'>;
  readonly actions: LogActions;
}

export function ColumnPanel({ columns, search, actions, trigger, onClose }: ColumnPanelProps & PanelProps) {
  const [text, setText] = useState('');
  const { data, isPending } = useQuery({ ...logFieldsOptions(search), placeholderData: (before) => before });
  const wanted = text.trim().toLowerCase();
  const kinds = new Set(columns.map(columnKind));
  const isShown = (name: string) =>
    columns.includes(name) || (columnKind(name) !== 'field' && kinds.has(columnKind(name)));
  const found = (data?.fields ?? []).filter(
    ({ name }) => !isShown(name) && name.toLowerCase().includes(wanted),
  );
  return (
    <FilterPopover
      trigger={trigger}
      onClose={onClose}
      label="Columns"
      find="Find a field"
      text={text}
      onText={setText}
      onEnter={() => {
        const first = found[0];
        if (first) actions.addColumn(first.name);
        setText('');
      }}
      align="end"
      className="w-80"
    >
      {wanted === '' &&
        columns.map((name, at) => (
          <div key={name} className="flex items-center">
            <PanelButton
              aria-pressed
              disabled={columns.length === 1}
              onClick={() => actions.removeColumn(name)}
              className="min-w-0 flex-1"
            >
              <Check className="size-3.5 shrink-0 text-accent-ink" aria-hidden />
              <span className="truncate font-mono text-xs">{name}</span>
            </PanelButton>
            <IconButton
              label={`Move ${name} to the left`}
              disabled={at === 0}
              onClick={() => actions.moveColumn(name, at - 1)}
            >
              <ArrowUp className="size-3" aria-hidden />
            </IconButton>
            <IconButton
              label={`Move ${name} to the right`}
              disabled={at === columns.length - 1}
              onClick={() => actions.moveColumn(name, at + 1)}
            >
              <ArrowDown className="size-3" aria-hidden />
            </IconButton>
          </div>
        ))}
      {wanted === '' && (
        <PanelButton onClick={() => actions.setColumns([])} className="text-ink-2">
          <RotateCcw className="size-3.5 text-ink-3" aria-hidden />
          The usual columns
        </PanelButton>
      )}
      <hr className="my-1 border-line" />
      {found.slice(0, MOST_LINES).map(({ name, count, scope }) => (
        <PanelButton key={`${scope} ${name}`} aria-pressed={false} onClick={() => actions.addColumn(name)}>
          <span className="size-3.5 shrink-0" />
          <span className="min-w-0 flex-1 truncate font-mono text-xs">{name}</span>
          <span className="text-2xs text-ink-3">{count === null ? scope : formatCompact(count)}</span>
        </PanelButton>
      ))}
      {found.length === 0 && <PanelNote>{isPending ? 'Loading the fields…' : 'No other field.'}</PanelNote>}
      {found.length > MOST_LINES && (
        <PanelNote>{found.length - MOST_LINES} more: type to find one.</PanelNote>
      )}
    </FilterPopover>
  );
}
