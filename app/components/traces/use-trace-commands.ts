// What the trace search adds to the command palette.
import { useMemo } from 'react';
import { type Command, useCommands } from '#app/components/shell/commands.tsx';
import { QUICK_RANGES } from '#app/components/time/range.ts';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import { sortsOf } from './list/trace-columns.ts';
import { SORT_LABELS, type TracesView } from './traces-view.ts';
import type { TraceActions } from './use-trace-actions.ts';

interface TraceCommands {
  readonly view: TracesView;
  readonly actions: TraceActions;
  readonly refresh: () => void;
}

export function useTraceCommands({ view, actions, refresh }: TraceCommands): void {
  const { copy } = useCopy();
  const { q, show, sort, lang, box } = view;
  const commands = useMemo((): Command[] => {
    const group = 'Traces';
    const { change } = actions;
    return [
      ...(q === '' ? [] : [{ id: 'clear', group, label: 'Clear the search', run: () => change({ q: '' }) }]),
      ...(box === ''
        ? []
        : [{ id: 'clear-box', group, label: 'Clear the selection', run: () => actions.setBox(undefined) }]),
      { id: 'refresh', group, label: 'Refresh', keys: 'r', run: refresh },
      {
        id: 'show',
        group,
        label: show === 'traces' ? 'Show single spans' : 'Show whole traces',
        keys: 'v',
        run: () => actions.setShow(show === 'traces' ? 'spans' : 'traces'),
      },
      ...sortsOf(show)
        .filter((name) => name !== sort)
        .map((name) => ({
          id: `sort-${name}`,
          group,
          label: `${SORT_LABELS[name]} first`,
          keys: 'o',
          run: () => actions.setSort(name),
        })),
      ...(lang === 'lucene'
        ? [
            {
              id: 'errors',
              group,
              label: 'Only errors',
              run: () => actions.filter('status', 'error', false),
            },
            {
              id: 'roots',
              group,
              label: 'Only root spans',
              run: () => actions.filter('root', 'true', false),
            },
          ]
        : []),
      { id: 'facets', group, label: 'Show or hide the facets', keys: 'f', run: actions.toggleFacets },
      { id: 'charts', group, label: 'Show or hide the charts', keys: 'h', run: actions.toggleHeatmap },
      {
        id: 'language',
        group,
        label: lang === 'sql' ? 'Search in Lucene' : 'Search in SQL',
        run: () => change({ lang: lang === 'sql' ? 'lucene' : 'sql', q: '' }),
      },
      { id: 'copy-link', group, label: 'Copy a link to this view', run: () => copy(window.location.href) },
      ...QUICK_RANGES.map(({ label, short, from, to }) => ({
        id: `range-${short}`,
        group: 'Time range',
        label,
        run: () => actions.setRange({ from, to }),
      })),
    ];
  }, [q, show, sort, lang, box, actions, refresh, copy]);
  useCommands(commands);
}
