// Everything that can be done with one field of a record. Loaded when it is first opened.
import { BarChart3, CircleDot, Columns3, Copy, Minus, Plus, Target } from 'lucide-react';
import type { ReactNode } from 'react';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import { Kbd } from '#app/components/ui/kbd.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import type { Entry } from './entries.ts';
import type { EntryActions } from './entry-actions.ts';

interface EntryPanelProps extends PanelProps {
  readonly entry: Entry;
  readonly actions: EntryActions;
}

export function EntryPanel({ entry, actions, trigger, onClose }: EntryPanelProps) {
  const { key, field, value } = entry;
  const { filter, exists, columns, group } = actions;
  const { copy } = useCopy();
  const line = (icon: ReactNode, label: string, keys: string | undefined, run: () => void) => (
    <PanelButton
      onClick={() => {
        onClose();
        run();
      }}
    >
      <span className="text-ink-3 [&>svg]:size-3.5">{icon}</span>
      <span className="flex-1">{label}</span>
      {keys && <Kbd>{keys}</Kbd>}
    </PanelButton>
  );
  return (
    <Popover trigger={trigger} onClose={onClose} label={key} align="end" className="w-64 p-1">
      <p className="truncate px-2 py-1 font-mono text-2xs text-ink-3">{key}</p>
      {filter && (
        <>
          {line(<Plus aria-hidden />, 'Filter in', '+', () => filter(field, value, 'in'))}
          {line(<Minus aria-hidden />, 'Filter out', '−', () => filter(field, value, 'out'))}
          {line(<Target aria-hidden />, 'Only this value', 'o', () => filter(field, value, 'only'))}
        </>
      )}
      {exists && line(<CircleDot aria-hidden />, 'Has this field', 'e', () => exists(field))}
      {columns &&
        line(
          <Columns3 aria-hidden />,
          columns.has(field) ? 'Remove the column' : 'Show as a column',
          'a',
          () => columns.toggle(field),
        )}
      {group && line(<BarChart3 aria-hidden />, 'Colour the histogram by it', undefined, () => group(field))}
      {line(<Copy aria-hidden />, 'Copy the value', 'y', () => copy(value))}
      {line(<Copy aria-hidden />, 'Copy name and value', undefined, () =>
        copy(`${field}:${JSON.stringify(value)}`),
      )}
    </Popover>
  );
}
