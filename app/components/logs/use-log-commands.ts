// What the log screen adds to the command palette.
import { useMemo } from 'react';
import { type Command, useCommands } from '#app/components/shell/commands.tsx';
import { QUICK_RANGES } from '#app/components/time/range.ts';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import { type ChangeView, type LogsView, ROW_VIEWS } from './logs-view.ts';
import { DENSITY_LABELS, VIEW_LABELS } from './view-labels.ts';

interface LogCommands {
  readonly view: LogsView;
  readonly change: ChangeView;
  readonly refresh: () => void;
  readonly toggleFacets: () => void;
}

export function useLogCommands({ view: all, change, refresh, toggleFacets }: LogCommands): void {
  const { copy } = useCopy();
  const { q, wrap, order, view, density, lang } = all;
  const commands = useMemo((): Command[] => {
    const group = 'Logs';
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
        run: () => change({ order: order === 'desc' ? 'asc' : 'desc', log: undefined }),
      },
      { id: 'facets', group, label: 'Show or hide the facets', keys: 'f', run: toggleFacets },
      {
        id: 'language',
        group,
        label: lang === 'sql' ? 'Search in Lucene' : 'Search in SQL',
        run: () => change({ lang: lang === 'sql' ? 'lucene' : 'sql', q: '', log: undefined }),
      },
      { id: 'columns', group, label: 'Usual columns', run: () => change({ cols: '' }) },
      { id: 'copy-link', group, label: 'Copy a link to this view', run: () => copy(window.location.href) },
      ...QUICK_RANGES.map(({ label, short, from, to }) => ({
        id: `range-${short}`,
        group: 'Time range',
        label,
        run: () => change({ from, to, log: undefined }),
      })),
    ];
  }, [q, wrap, order, view, density, lang, change, refresh, toggleFacets, copy]);
  useCommands(commands);
}
