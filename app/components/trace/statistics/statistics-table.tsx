// The rows of the statistics, as many as there are: only those on the screen exist.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridCell, GridHeader, GridRow } from '#app/components/ui/grid.tsx';
import type { SpanStatistics } from '#app/lib/trace-model/statistics.ts';
import { formatDuration } from '../duration.ts';
import { serviceColor } from '../service-color.ts';
import { COLUMNS, type StatisticsColumn, type StatisticsSort } from './sort.ts';

const ROW_PX = 30;
const HEAD_PX = 32;
const LABELS: Readonly<Record<StatisticsColumn, string>> = {
  operation: 'Operation',
  count: 'Spans',
  errors: 'Errors',
  total: 'Total',
  self: 'Self',
  avg: 'Average',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  max: 'Longest',
};
const GRID =
  'grid grid-cols-[minmax(150px,1fr)_64px_64px_110px_110px_repeat(5,84px)] md:grid-cols-[minmax(220px,1fr)_80px_80px_120px_120px_repeat(5,84px)] min-w-[920px] md:min-w-[1120px]';

interface StatisticsTableProps {
  readonly rows: readonly SpanStatistics[];
  readonly sort: StatisticsSort;
  readonly isByService: boolean;
  readonly onSort: (column: StatisticsColumn) => void;
  /** Looks for the spans of a row. */
  readonly onChoose: (row: SpanStatistics) => void;
}

export function StatisticsTable({ rows, sort, isByService, onSort, onChoose }: StatisticsTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(0);
  const largest = useMemo(() => ({ total: maxOf(rows, 'total'), self: maxOf(rows, 'self') }), [rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    overscan: 10,
  });
  const at = Math.min(active, rows.length - 1);
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const row = rows[at];
    if (event.key === 'ArrowDown') move(at + 1);
    else if (event.key === 'ArrowUp') move(at - 1);
    else if (event.key === 'PageDown') move(at + 20);
    else if (event.key === 'PageUp') move(at - 20);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(rows.length - 1);
    else if (event.key === 'Enter' && row) onChoose(row);
    else return;
    event.preventDefault();
  };
  return (
    <Grid
      ref={box}
      aria-label={isByService ? 'Statistics by service' : 'Statistics by operation'}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={`${id}-${at}`}
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-auto -outline-offset-2 slim-scroll"
    >
      <GridBody className="sticky top-0 z-10">
        <GridRow className={cn(GRID, 'h-8 border-b border-line bg-surface text-xs text-ink-3')}>
          {COLUMNS.map((column) => {
            const isSorted = sort.column === column;
            const Arrow = sort.isDescending ? ArrowDown : ArrowUp;
            return (
              <GridHeader
                key={column}
                aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none'}
                className={cn(column === 'operation' && 'sticky left-0 bg-surface')}
              >
                <button
                  type="button"
                  onClick={() => onSort(column)}
                  className={cn(
                    'flex h-full w-full items-center gap-1 px-3 hover:text-ink',
                    column !== 'operation' && 'justify-end',
                    isSorted && 'font-medium text-ink',
                  )}
                >
                  {column === 'operation' && isByService ? 'Service' : LABELS[column]}
                  {isSorted && <Arrow className="size-3" aria-hidden />}
                </button>
              </GridHeader>
            );
          })}
        </GridRow>
      </GridBody>
      <GridBody
        className="relative min-w-[920px] md:min-w-[1120px]"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <GridRow
              key={index}
              id={`${id}-${index}`}
              aria-rowindex={index + 2}
              onClick={() => {
                setActive(index);
                onChoose(row);
              }}
              className={cn(
                GRID,
                'group absolute inset-x-0 top-0 h-[30px] cursor-pointer items-center border-b border-line/60 hover:bg-hover',
                index === at && 'bg-hover',
              )}
              style={{ transform: `translateY(${start - HEAD_PX}px)` }}
            >
              <GridCell
                title={`${row.service} ${row.name}`.trim().slice(0, 2_000)}
                className={cn(
                  'sticky left-0 flex h-full min-w-0 items-center gap-2 bg-canvas px-3 group-hover:bg-hover',
                  index === at && 'bg-hover',
                )}
              >
                <span
                  aria-hidden
                  className="size-2 shrink-0 rounded-full"
                  style={{ background: serviceColor(row.service) }}
                />
                <span className={cn('truncate', !isByService && 'max-w-[40%] shrink-0 text-ink-3')}>
                  {row.service || 'no service'}
                </span>
                {!isByService && <span className="truncate">{row.name.slice(0, 300)}</span>}
              </GridCell>
              <Figure text={formatCount(row.count)} />
              <Figure
                text={formatCount(row.errors)}
                className={row.errors > 0 ? 'text-danger' : 'text-ink-3'}
              />
              <Share text={formatDuration(row.total)} share={row.total / largest.total} />
              <Share text={formatDuration(row.self)} share={row.self / largest.self} />
              <Figure text={formatDuration(row.avg)} />
              <Figure text={formatDuration(row.p50)} />
              <Figure text={formatDuration(row.p95)} />
              <Figure text={formatDuration(row.p99)} />
              <Figure text={formatDuration(row.max)} />
            </GridRow>
          );
        })}
      </GridBody>
    </Grid>
  );
}

function maxOf(rows: readonly SpanStatistics[], column: 'total' | 'self'): number {
  return rows.reduce((most, row) => Math.max(most, row[column]), 1);
}

function Figure({ text, className }: { readonly text: string; readonly className?: string }) {
  return <GridCell className={cn('px-3 text-right whitespace-nowrap', className)}>{text}</GridCell>;
}

/** A number before a bar of its share of the largest. */
function Share({ text, share }: { readonly text: string; readonly share: number }) {
  return (
    <GridCell className="relative flex h-full items-center justify-end px-3 whitespace-nowrap">
      <span
        aria-hidden
        className="absolute inset-y-1.5 right-2 rounded-xs bg-accent/20"
        style={{ width: `calc(${(Math.min(1, share) * 100).toFixed(1)}% - ${share > 0.9 ? 16 : 0}px)` }}
      />
      <span className="relative">{text}</span>
    </GridCell>
  );
}
