// The line between volume and list: how many records, what the search cost, and how the list is shown.
import { useQuery } from '@tanstack/react-query';
import { ArrowDownNarrowWide, ArrowUpNarrowWide, WrapText } from 'lucide-react';
import { formatCompact, formatCount, formatMilliseconds } from '#app/components/time/format.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { type LogSearch, logVolumeOptions } from '#app/lib/logs/queries.ts';
import { SEVERITY_LEVELS } from '#app/lib/telemetry/severity.ts';
import { LEVEL_FILL } from './severity.ts';
import type { LogPages } from './use-log-pages.ts';
import { bucketName, layoutVolume } from './volume-layout.ts';

interface ResultBarProps {
  readonly search: LogSearch;
  readonly pages: LogPages;
  readonly wrap: boolean;
  readonly onWrap: (wrap: boolean) => void;
  readonly onOrder: (order: LogSearch['order']) => void;
}

export function ResultBar({ search, pages, wrap, onWrap, onOrder }: ResultBarProps) {
  const { data } = useQuery({ ...logVolumeOptions(search), placeholderData: (before) => before });
  const layout = data && layoutVolume(data);
  const { statistics } = pages;
  const newestFirst = search.order === 'desc';
  return (
    <div className="flex h-8 shrink-0 items-center gap-4 border-y border-line px-3 text-xs text-ink-2 md:px-4">
      <p
        className="flex min-w-0 flex-1 items-center gap-3 overflow-hidden whitespace-nowrap"
        data-testid="result-count"
      >
        {layout && (
          <span>
            <span className="font-medium text-ink">{formatCount(layout.total)}</span>{' '}
            {layout.total === 1 ? 'record' : 'records'}
          </span>
        )}
        {layout && layout.highest > 0 && (
          <span className="hidden text-ink-3 xl:inline">
            peak {formatCompact(layout.highest)} per {bucketName(layout.bucketMs)}
          </span>
        )}
        <span className="hidden items-center gap-3 lg:flex">
          {layout &&
            SEVERITY_LEVELS.map(
              (level) =>
                layout.totals[level] !== undefined && (
                  <span key={level} className="flex items-center gap-1.5">
                    <span
                      aria-hidden
                      className="size-2 rounded-sm"
                      style={{ background: LEVEL_FILL[level] }}
                    />
                    {level} {formatCompact(layout.totals[level])}
                  </span>
                ),
            )}
        </span>
      </p>
      {statistics && (
        <p className="hidden whitespace-nowrap text-ink-3 sm:block" data-tip="What the first page cost">
          {formatCompact(statistics.rowsRead)} rows read · {formatMilliseconds(statistics.elapsedMs)}
        </p>
      )}
      <div className="flex items-center">
        <IconButton
          label={newestFirst ? 'Newest first' : 'Oldest first'}
          onClick={() => onOrder(newestFirst ? 'asc' : 'desc')}
        >
          {newestFirst ? (
            <ArrowDownNarrowWide className="size-3.5" aria-hidden />
          ) : (
            <ArrowUpNarrowWide className="size-3.5" aria-hidden />
          )}
        </IconButton>
        <IconButton
          label="Wrap long lines"
          shortcut="w"
          aria-pressed={wrap}
          onClick={() => onWrap(!wrap)}
          className="aria-pressed:bg-selected aria-pressed:text-ink"
        >
          <WrapText className="size-3.5" aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
