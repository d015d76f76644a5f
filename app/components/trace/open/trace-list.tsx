// The traces of a file that holds several.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatExact } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridCell, GridRow } from '#app/components/ui/grid.tsx';
import { formatDuration } from '../duration.ts';
import { serviceColor } from '../service-color.ts';
import type { ListedTrace } from './protocol.ts';

const ROW_PX = 52;

interface TraceListProps {
  readonly traces: readonly ListedTrace[];
  readonly onChoose: (trace: ListedTrace) => void;
}

export function TraceList({ traces, onChoose }: TraceListProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const zone = useZone();
  const [active, setActive] = useState(0);
  const longest = useMemo(
    () => traces.reduce((most, { durationNs }) => Math.max(most, durationNs), 1),
    [traces],
  );
  const virtual = useVirtualizer({
    count: traces.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const move = (to: number) => {
    const next = Math.max(0, Math.min(traces.length - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const trace = traces[active];
    if (event.key === 'ArrowDown' || event.key === 'j') move(active + 1);
    else if (event.key === 'ArrowUp' || event.key === 'k') move(active - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(traces.length - 1);
    else if (event.key === 'Enter' && trace) onChoose(trace);
    else return;
    event.preventDefault();
  };
  return (
    <Grid
      ref={box}
      aria-label="Traces of the file"
      aria-rowcount={traces.length}
      aria-activedescendant={`${id}-${active}`}
      data-testid="file-traces"
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 slim-scroll"
    >
      <GridBody className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const trace = traces[index];
          if (!trace) return null;
          return (
            <GridRow
              key={trace.traceId}
              id={`${id}-${index}`}
              aria-rowindex={index + 1}
              onClick={() => onChoose(trace)}
              className={cn(
                'absolute inset-x-0 top-0 flex cursor-pointer flex-col justify-center gap-0.5 border-b border-line/60 px-4 hover:bg-hover',
                index === active && 'bg-hover',
              )}
              style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
            >
              <GridCell className="flex min-w-0 items-center gap-2">
                <span
                  aria-hidden
                  className="size-2 shrink-0 rounded-full"
                  style={{ background: serviceColor(trace.rootService) }}
                />
                <span className="shrink-0 text-ink-2">{trace.rootService.slice(0, 100)}</span>
                <span className="min-w-0 flex-1 truncate font-medium">{trace.rootName.slice(0, 300)}</span>
                <span className="shrink-0">{formatDuration(trace.durationNs)}</span>
              </GridCell>
              <GridCell className="flex min-w-0 items-center gap-3 text-xs text-ink-3">
                <span className="truncate font-mono">{trace.traceId.slice(0, 64)}</span>
                <span className="shrink-0 max-md:hidden">{formatExact(trace.startTime, zone)}</span>
                <span className="shrink-0">{formatCount(trace.spanCount, 'span')}</span>
                {trace.errorCount > 0 && (
                  <span className="shrink-0 text-danger">{formatCount(trace.errorCount, 'error')}</span>
                )}
                <span aria-hidden className="ml-auto h-1.5 w-32 shrink-0 rounded-full bg-hover max-md:hidden">
                  <span
                    className="block h-full rounded-full bg-accent/60"
                    style={{ width: `${((trace.durationNs / longest) * 100).toFixed(1)}%` }}
                  />
                </span>
              </GridCell>
            </GridRow>
          );
        })}
      </GridBody>
    </Grid>
  );
}
