// What the log screen adds to the command palette.
import { useMemo } from 'react';
import { type Command, useCommands } from '#app/components/shell/commands.tsx';
import { QUICK_RANGES } from '#app/components/time/range.ts';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import type { LogsView } from './logs-view.ts';

interface LogCommands {
  readonly view: LogsView;
  readonly change: (next: Partial<LogsView>) => void;
  readonly refresh: () => void;
}

export function useLogCommands({ view, change, refresh }: LogCommands): void {
  const { copy } = useCopy();
  const { q, wrap, order } = view;
  const commands = useMemo((): Command[] => {
    const group = 'Logs';
    return [
      ...(q === '' ? [] : [{ id: 'clear', group, label: 'Clear the search', run: () => change({ q: '' }) }]),
      { id: 'refresh', group, label: 'Refresh', keys: 'r', run: refresh },
      {
        id: 'wrap',
        group,
        label: wrap ? 'One line per record' : 'Wrap long lines',
        keys: 'w',
        run: () => change({ wrap: !wrap }),
      },
      {
        id: 'order',
        group,
        label: order === 'desc' ? 'Oldest first' : 'Newest first',
        run: () => change({ order: order === 'desc' ? 'asc' : 'desc' }),
      },
      { id: 'copy-link', group, label: 'Copy a link to this view', run: () => copy(window.location.href) },
      ...QUICK_RANGES.map(({ label, short, from, to }) => ({
        id: `range-${short}`,
        group: 'Time range',
        label,
        run: () => change({ from, to, log: undefined }),
      })),
    ];
  }, [q, wrap, order, change, refresh, copy]);
  useCommands(commands);
}
