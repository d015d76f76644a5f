// The list of a trace's logs, as long as it is: only what is on the screen exists.
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { SquareArrowOutUpRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { LEVEL_FILL, LEVEL_INK } from '#app/components/logs/severity.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatExact } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridCell, GridRow } from '#app/components/ui/grid.tsx';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import { formatDuration } from '../duration.ts';
import { serviceColor } from '../service-color.ts';
import { useTrace } from '../trace-context.ts';
import type { LogItem } from './log-items.ts';
import { nsSince } from './ns-since.ts';
import type { TraceLogSearch, useTraceLogs } from './use-trace-logs.ts';

const ROW_PX = 27;
const STACKED_PX = 46;
const HEAD_PX = 32;
/** More is loaded when so many rows are left. */
const AHEAD_ROWS = 100;
/** Of a body one line is seen. */
const MOST_TEXT = 500;

interface LogListProps {
  readonly items: readonly LogItem[];
  readonly search: TraceLogSearch;
  readonly logs: ReturnType<typeof useTraceLogs>;
}

export function LogList({ items, search, logs }: LogListProps) {
  const { open, openSpan } = useTrace();
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(0);
  const isStacked = useMediaQuery(PHONE);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (items[index]?.kind === 'head' ? HEAD_PX : isStacked ? STACKED_PX : ROW_PX),
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights go with the items and the layout
  useEffect(() => virtual.measure(), [items, isStacked]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasMore, isLoadingMore, error, loadMore } = logs;
  const wantsMore = hasMore && !isLoadingMore && !error && last >= items.length - AHEAD_ROWS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the function changes with every render
  useEffect(() => {
    if (wantsMore) loadMore();
  }, [wantsMore]);
  const choose = (index: number) => {
    setActive(index);
    const span = items[index]?.span;
    if (span !== undefined) openSpan(span);
  };
  const move = (to: number) => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'ArrowDown' || event.key === 'j') move(active + 1);
    else if (event.key === 'ArrowUp' || event.key === 'k') move(active - 1);
    else if (event.key === 'PageDown') move(active + 20);
    else if (event.key === 'PageUp') move(active - 20);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(items.length - 1);
    else if (event.key === 'Enter') choose(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Grid
      ref={box}
      aria-label="Logs of the trace"
      aria-rowcount={items.length}
      aria-activedescendant={`${id}-${active}`}
      data-testid="trace-logs"
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 slim-scroll"
    >
      <GridBody className="relative" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start, size }) => {
          const item = items[index];
          if (!item) return null;
          return (
            <GridRow
              key={index}
              id={`${id}-${index}`}
              aria-rowindex={index + 1}
              onClick={() => choose(index)}
              className={cn(
                'group absolute inset-x-0 top-0 flex items-center border-b border-line/60 hover:bg-hover',
                item.span !== undefined && 'cursor-pointer',
                item.kind === 'head' && 'bg-surface',
                index === active && 'bg-hover',
                item.span !== undefined && item.span === open && 'bg-selected hover:bg-selected',
              )}
              style={{ transform: `translateY(${start}px)`, height: size }}
            >
              {item.kind === 'head' ? <Head item={item} /> : <Row item={item} search={search} />}
            </GridRow>
          );
        })}
      </GridBody>
      {(isLoadingMore || (error && hasMore)) && (
        <p role="status" className="flex items-center gap-2 p-3 text-xs text-ink-3">
          {error ? error.message : 'Loading more…'}
          {error && <Button onClick={loadMore}>Try again</Button>}
        </p>
      )}
    </Grid>
  );
}

function Head({ item: { span, count } }: { readonly item: Extract<LogItem, { kind: 'head' }> }) {
  const { trace } = useTrace();
  const { columns } = trace.tree;
  const service = span === undefined ? '' : (columns.services[columns.service[span] ?? 0] ?? '');
  return (
    <GridCell className="flex min-w-0 flex-1 items-center gap-2 px-3 text-xs">
      {span === undefined ? (
        <span className="text-ink-2">Not of a span in this trace</span>
      ) : (
        <>
          <Dot service={service} />
          <span className="shrink-0 text-ink-3">{service}</span>
          <span className="truncate font-medium">
            {(columns.names[columns.name[span] ?? 0] ?? '').slice(0, 300)}
          </span>
        </>
      )}
      <span className="ml-auto text-ink-3">{count}</span>
    </GridCell>
  );
}

interface RowProps {
  readonly item: Extract<LogItem, { kind: 'row' }>;
  readonly search: TraceLogSearch;
}

function Row({ item: { row, span }, search }: RowProps) {
  const { trace } = useTrace();
  const zone = useZone();
  const { columns, begin } = trace.tree;
  const level = severityLevel(row);
  const offset = nsSince(columns.baseNs, row.timestamp) - begin;
  const name = span === undefined ? '' : (columns.names[columns.name[span] ?? 0] ?? '');
  return (
    <>
      <GridCell aria-hidden className="h-full w-1 shrink-0" style={{ background: LEVEL_FILL[level] }} />
      <div className="flex min-w-0 flex-1 items-center gap-3 px-2 text-xs max-md:flex-wrap max-md:gap-y-0">
        <GridCell
          title={formatExact(row.timestamp, zone)}
          className="w-20 shrink-0 text-right whitespace-nowrap text-ink-3 max-md:w-auto"
        >
          {offset < 0 ? '' : '+'}
          {formatDuration(offset)}
        </GridCell>
        <GridCell
          className="w-12 shrink-0 truncate font-mono text-2xs uppercase"
          style={{ color: LEVEL_INK[level] }}
          title={row.severity}
        >
          {level === 'unset' ? row.severity : level}
        </GridCell>
        <GridCell className="flex w-36 shrink-0 items-center gap-1.5 max-md:w-auto">
          <Dot service={row.service} />
          <span className="truncate text-ink-2">{row.service}</span>
        </GridCell>
        <GridCell className="w-44 shrink-0 truncate text-ink-3 max-lg:hidden" title={name.slice(0, 1_000)}>
          {name.slice(0, 300)}
        </GridCell>
        <GridCell className="min-w-0 flex-1 truncate font-mono max-md:basis-full">
          {row.body.slice(0, MOST_TEXT)}
        </GridCell>
      </div>
      <GridCell className="absolute right-1 hidden group-hover:block group-focus-within:block">
        <Link
          to="/logs"
          search={{ ...search, order: 'asc', log: row.id }}
          aria-label="Open the record in the log search"
          data-tip="Open the record in the log search"
          className="flex size-6 items-center justify-center rounded-md bg-raised text-ink-2 shadow-raised hover:text-ink"
          onClick={(event) => event.stopPropagation()}
        >
          <SquareArrowOutUpRight className="size-3.5" aria-hidden />
        </Link>
      </GridCell>
    </>
  );
}

function Dot({ service }: { readonly service: string }) {
  return (
    <span
      aria-hidden
      className="size-2 shrink-0 rounded-full"
      style={{ background: serviceColor(service) }}
    />
  );
}
