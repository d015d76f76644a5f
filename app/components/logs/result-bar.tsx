// The line above the list: how many records, what the search cost, and how the list is shown.
import {
  ArrowDownNarrowWide,
  ArrowUpNarrowWide,
  Braces,
  PanelLeft,
  Radio,
  Rows2,
  Rows3,
  SlidersHorizontal,
  Table2,
  TextAlignStart,
  WrapText,
} from 'lucide-react';
import { memo } from 'react';
import { formatCompact, formatCount, formatMilliseconds } from '#app/components/time/format.ts';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import type { LogsView, RowView } from './logs-view.ts';
import { VIEW_LABELS, type ViewPanelProps } from './view-labels.ts';

const viewPanel = lazyPanel<ViewPanelProps>(() =>
  import('./view-panel.tsx').then((module) => module.ViewPanel),
);

const VIEW_ICONS: Readonly<Record<RowView, typeof Table2>> = {
  table: Table2,
  raw: TextAlignStart,
  json: Braces,
};

interface ResultBarProps extends ViewPanelProps {
  readonly view: LogsView;
  /** Of the whole range; undefined while it is being counted. */
  readonly total: number | undefined;
  /** What the first page cost. */
  readonly cost: { readonly elapsedMs: number; readonly rowsRead: number } | undefined;
  readonly facetsShown: boolean;
  /** Whether something was copied just now. */
  readonly copied: boolean;
}

const TOGGLE = 'aria-pressed:bg-selected aria-pressed:text-ink';

export const ResultBar = memo(function ResultBar({
  view,
  actions,
  total,
  cost,
  facetsShown,
  copied,
}: ResultBarProps) {
  const { change } = actions;
  const newestFirst = view.order === 'desc';
  const roomy = view.density === 'roomy';
  return (
    <div className="flex h-8 shrink-0 items-center gap-3 border-y border-line px-2 text-xs text-ink-2 pointer-coarse:h-10">
      <IconButton
        label={facetsShown ? 'Hide the facets' : 'Show the facets'}
        shortcut="f"
        aria-pressed={facetsShown}
        onClick={actions.toggleFacets}
        className={TOGGLE}
      >
        <PanelLeft className="size-3.5" aria-hidden />
      </IconButton>
      <p
        // What has no room is on a second line, which is not seen.
        className="flex h-5 min-w-0 flex-1 flex-wrap gap-x-3 overflow-hidden leading-5 whitespace-nowrap"
        data-testid="result-count"
      >
        {total !== undefined && (
          <span>
            <span className="font-medium text-ink">{formatCount(total)}</span>{' '}
            {total === 1 ? 'record' : 'records'}
          </span>
        )}
        {cost && (
          <span className="hidden text-ink-3 lg:inline" data-tip="What the first page cost">
            {formatCompact(cost.rowsRead)} rows read · {formatMilliseconds(cost.elapsedMs)}
          </span>
        )}
      </p>
      <span role="status" className="text-ok">
        {copied && 'Copied'}
      </span>
      <Button
        variant="ghost"
        aria-pressed={view.live}
        onClick={actions.toggleLive}
        data-tip="Show records as they arrive"
        data-tip-keys="l"
        className={`h-6 px-2 text-xs ${TOGGLE}`}
      >
        <Radio className="size-3.5" aria-hidden />
        Live
      </Button>
      <fieldset className="hidden items-center md:flex">
        <legend className="sr-only">View</legend>
        {(['table', 'raw', 'json'] as const).map((value) => {
          const Icon = VIEW_ICONS[value];
          return (
            <IconButton
              key={value}
              label={VIEW_LABELS[value]}
              shortcut="v"
              aria-pressed={view.view === value}
              onClick={() => change({ view: value })}
              className={TOGGLE}
            >
              <Icon className="size-3.5" aria-hidden />
            </IconButton>
          );
        })}
        <span className="mx-1.5 h-4 w-px bg-line" aria-hidden />
        <IconButton label={newestFirst ? 'Newest first' : 'Oldest first'} onClick={actions.toggleOrder}>
          {newestFirst ? (
            <ArrowDownNarrowWide className="size-3.5" aria-hidden />
          ) : (
            <ArrowUpNarrowWide className="size-3.5" aria-hidden />
          )}
        </IconButton>
        <IconButton
          label="Wrap long lines"
          shortcut="w"
          aria-pressed={view.wrap}
          onClick={() => change({ wrap: !view.wrap })}
          className={TOGGLE}
        >
          <WrapText className="size-3.5" aria-hidden />
        </IconButton>
        <IconButton
          label={roomy ? 'Compact rows' : 'Roomy rows'}
          onClick={() => change({ density: roomy ? 'compact' : 'roomy' })}
        >
          {roomy ? <Rows2 className="size-3.5" aria-hidden /> : <Rows3 className="size-3.5" aria-hidden />}
        </IconButton>
      </fieldset>
      <PanelTrigger
        panel={viewPanel}
        panelProps={{ view, actions }}
        aria-label="View"
        className="flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover md:hidden pointer-coarse:size-9"
      >
        <SlidersHorizontal className="size-3.5" aria-hidden />
      </PanelTrigger>
    </div>
  );
});
