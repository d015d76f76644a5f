// What the log screen adds to the command palette.
import { useMemo } from 'react';
import { type Command, useCommands } from '#app/components/shell/commands.tsx';
import { QUICK_RANGES } from '#app/components/time/range.ts';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import type { LogActions } from './log-actions.ts';
import { type LogsView, ROW_VIEWS, type RowView } from './logs-view.ts';
import { DENSITY_LABELS, inLanguage, VIEW_LABELS } from './view-labels.ts';

interface LogCommands {
  readonly view: LogsView;
  readonly actions: LogActions;
  readonly refresh: () => void;
}

/** The view after this one, round and round. */
export function nextView(view: RowView): RowView {
  return ROW_VIEWS[(ROW_VIEWS.indexOf(view) + 1) % ROW_VIEWS.length] ?? 'table';
}

export function useLogCommands({ view: all, actions, refresh }: LogCommands): void {
  const { copy } = useCopy();
  const { q, wrap, order, view, density, lang, live } = all;
  const commands = useMemo((): Command[] => {
    const group = 'Logs';
    const { change } = actions;
    const other = density === 'roomy' ? 'compact' : 'roomy';
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
      ...ROW_VIEWS.filter((name) => name !== view).map((name) => ({
        id: `view-${name}`,
        group,
        label: `Rows as ${VIEW_LABELS[name].toLowerCase().replace('json', 'JSON')}`,
        keys: 'v',
        run: () => change({ view: name }),
      })),
      {
        id: 'density',
        group,
        label: `${DENSITY_LABELS[other]} rows`,
        run: () => change({ density: other }),
      },
      {
        id: 'order',
        group,
        label: order === 'desc' ? 'Oldest first' : 'Newest first',
        run: actions.toggleOrder,
      },
      { id: 'facets', group, label: 'Show or hide the facets', keys: 'f', run: actions.toggleFacets },
      {
        id: 'live',
        group,
        label: live ? 'Stop the live tail' : 'Live tail',
        keys: 'l',
        run: actions.toggleLive,
      },
      {
        id: 'language',
        group,
        label: lang === 'sql' ? 'Search in Lucene' : 'Search in SQL',
        run: () => change(inLanguage(lang === 'sql' ? 'lucene' : 'sql')),
      },
      { id: 'columns', group, label: 'Usual columns', run: () => actions.setColumns([]) },
      { id: 'copy-link', group, label: 'Copy a link to this view', run: () => copy(window.location.href) },
      ...QUICK_RANGES.map(({ label, short, from, to }) => ({
        id: `range-${short}`,
        group: 'Time range',
        label,
        run: () => change({ from, to, log: undefined }),
      })),
    ];
  }, [q, wrap, order, view, density, lang, live, actions, refresh, copy]);
  useCommands(commands);
}
