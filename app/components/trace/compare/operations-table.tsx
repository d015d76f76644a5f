// What each operation cost in both traces, those with the largest difference of self time first.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridCell, GridHeader, GridRow } from '#app/components/ui/grid.tsx';
import type { OperationDiff } from '#app/lib/trace-model/diff.ts';
import { formatDuration } from '../duration.ts';
import { serviceColor } from '../service-color.ts';
import { DeltaBar, deltaText } from './delta.tsx';

const ROW_PX = 30;
const HEAD_PX = 30;
const COLUMNS =
  'grid grid-cols-[minmax(240px,1fr)_110px_110px_90px_90px_90px_120px] min-w-[860px] items-center text-xs';

export function OperationsTable({ rows }: { readonly rows: readonly OperationDiff[] }) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    scrollMargin: HEAD_PX,
    overscan: 10,
  });
  const largest = rows.reduce((most, { a, b }) => Math.max(most, Math.abs(b.self - a.self)), 0);
  return (
    <Grid
      ref={box}
      aria-label="Differences by operation"
      aria-rowcount={rows.length + 1}
      className="min-h-0 flex-1 overflow-auto -outline-offset-2 slim-scroll"
    >
      <GridBody className="sticky top-0 z-10">
        <GridRow
          className={cn(COLUMNS, 'border-b border-line bg-surface text-ink-3')}
          style={{ height: HEAD_PX }}
        >
          {['Service and operation', 'Spans', 'Errors', 'Self in A', 'Self in B', 'Difference'].map(
            (label, at) => (
              <GridHeader key={label} className={cn('px-3', at > 0 && 'text-right')}>
                {label}
              </GridHeader>
            ),
          )}
          <GridHeader className="px-2 text-center">quicker · slower</GridHeader>
        </GridRow>
      </GridBody>
      <GridBody className="relative min-w-[860px]" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          const { service, name, a, b } = row;
          return (
            <GridRow
              key={index}
              aria-rowindex={index + 2}
              className={cn(COLUMNS, 'absolute inset-x-0 top-0 border-b border-line/60')}
              style={{ height: ROW_PX, transform: `translateY(${start - HEAD_PX}px)` }}
            >
              <GridCell
                className="flex min-w-0 items-center gap-2 px-3"
                title={`${service} ${name}`.slice(0, 1_000)}
              >
                <span
                  aria-hidden
                  className="size-2 shrink-0 rounded-full"
                  style={{ background: serviceColor(service) }}
                />
                <span className="max-w-[40%] shrink-0 truncate text-ink-3">{service}</span>
                <span className="truncate">{name.slice(0, 300)}</span>
              </GridCell>
              <Change before={a.count} after={b.count} />
              <Change before={a.errors} after={b.errors} isBad />
              <GridCell className="px-3 text-right text-ink-2">{formatDuration(a.self)}</GridCell>
              <GridCell className="px-3 text-right text-ink-2">{formatDuration(b.self)}</GridCell>
              <GridCell
                className={cn(
                  'px-3 text-right',
                  b.self > a.self ? 'text-danger' : b.self < a.self ? 'text-ok' : 'text-ink-3',
                )}
              >
                {deltaText(b.self - a.self)}
              </GridCell>
              <GridCell className="px-2">
                <DeltaBar delta={b.self - a.self} largest={largest} />
              </GridCell>
            </GridRow>
          );
        })}
      </GridBody>
    </Grid>
  );
}

interface ChangeProps {
  readonly before: number;
  readonly after: number;
  /** Whether more is worse. */
  readonly isBad?: boolean;
}

function Change({ before, after, isBad = false }: ChangeProps) {
  if (before === after)
    return <GridCell className="px-3 text-right text-ink-3">{formatCount(before)}</GridCell>;
  return (
    <GridCell className={cn('px-3 text-right', isBad && after > before ? 'text-danger' : 'text-ink')}>
      {formatCount(before)} → {formatCount(after)}
    </GridCell>
  );
}
