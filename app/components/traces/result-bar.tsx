// The line above the list: how many there are, what the search cost, traces or spans, and their order.
import { ChartScatter, ChevronDown, PanelLeft } from 'lucide-react';
import { memo } from 'react';
import { formatCompact, formatCount, formatMilliseconds } from '#app/components/time/format.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import type { SortPanelProps } from './sort-panel.tsx';
import { SORT_LABELS, type TracesView } from './traces-view.ts';
import type { TraceActions } from './use-trace-actions.ts';

const sortPanel = lazyPanel<SortPanelProps>(() =>
  import('./sort-panel.tsx').then((module) => module.SortPanel),
);

interface ResultBarProps {
  readonly view: TracesView;
  readonly actions: TraceActions;
  /** How many the list has so far; undefined before the first answer. */
  readonly known: number | undefined;
  /** Whether these are all. */
  readonly isAll: boolean;
  /** Matching spans in the whole range; undefined while they are being counted. */
  readonly spans: number | undefined;
  readonly what: 'trace' | 'span';
  /** What the first page cost. */
  readonly cost: { readonly elapsedMs: number; readonly rowsRead: number } | undefined;
  readonly facetsShown: boolean;
  readonly heatmapShown: boolean;
}

const TOGGLE = 'aria-pressed:bg-selected aria-pressed:text-ink';
const SHOWS = { traces: 'Traces', spans: 'Spans' } as const;

export const ResultBar = memo(function ResultBar(props: ResultBarProps) {
  const { view, actions, known, isAll, spans, what, cost, facetsShown, heatmapShown } = props;
  return (
    <div className="flex h-8 shrink-0 items-center gap-3 border-y border-line px-2 text-xs text-ink-2 pointer-coarse:h-10">
      <span className="flex items-center">
        <IconButton
          label={facetsShown ? 'Hide the facets' : 'Show the facets'}
          shortcut="f"
          aria-pressed={facetsShown}
          onClick={actions.toggleFacets}
          className={TOGGLE}
        >
          <PanelLeft className="size-3.5" aria-hidden />
        </IconButton>
        <IconButton
          label={heatmapShown ? 'Hide the charts' : 'Show the charts'}
          shortcut="h"
          aria-pressed={heatmapShown}
          onClick={actions.toggleHeatmap}
          className={TOGGLE}
        >
          <ChartScatter className="size-3.5" aria-hidden />
        </IconButton>
      </span>
      <p
        className="flex min-w-0 flex-1 items-center gap-3 overflow-hidden whitespace-nowrap"
        data-testid="result-count"
      >
        {known !== undefined && (
          <span>
            <span className="font-medium text-ink">
              {formatCount(known)}
              {!isAll && '+'}
            </span>{' '}
            {what}
            {known === 1 && isAll ? '' : 's'}
          </span>
        )}
        {spans !== undefined && view.box === '' && (what === 'trace' || !isAll) && (
          <span className="text-ink-3 max-md:hidden">{formatCompact(spans, 'matching span')}</span>
        )}
        {cost && (
          <span className="hidden text-ink-3 lg:inline" data-tip="What the first page cost">
            {formatCompact(cost.rowsRead)} rows read · {formatMilliseconds(cost.elapsedMs)}
          </span>
        )}
      </p>
      <fieldset className="flex h-6 items-center rounded-md border border-line p-0.5 pointer-coarse:h-9">
        <legend className="sr-only">Results as</legend>
        {(['traces', 'spans'] as const).map((show) => (
          <button
            key={show}
            type="button"
            aria-pressed={view.show === show}
            data-tip={show === 'traces' ? 'Whole traces with a span that matches' : 'Every span that matches'}
            data-tip-keys="v"
            onClick={() => view.show !== show && actions.setShow(show)}
            className={cn(
              'h-full rounded px-2 text-ink-2',
              view.show === show ? 'bg-selected font-medium text-ink' : 'hover:bg-hover',
            )}
          >
            {SHOWS[show]}
          </button>
        ))}
      </fieldset>
      <PanelTrigger
        panel={sortPanel}
        panelProps={{
          show: view.show,
          value: view.sort,
          onChange: actions.setSort,
          language: view.lang,
          onLanguage: (lang) => actions.change({ lang, q: '' }),
        }}
        data-testid="sort"
        data-tip="Order"
        data-tip-keys="o"
        className="flex h-6 items-center gap-1 rounded-md px-1.5 hover:bg-hover pointer-coarse:h-9"
      >
        <span className="sr-only">Order: </span>
        {SORT_LABELS[view.sort]}
        <ChevronDown className="size-3" aria-hidden />
      </PanelTrigger>
    </div>
  );
});
