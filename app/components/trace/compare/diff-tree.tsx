// Both traces as one tree: what is in both, in one only, and what took longer, with both bars on one line of time.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { Grid, GridBody, GridCell, GridHeader, GridRow } from '#app/components/ui/grid.tsx';
import { CHANGES, type Change, type TraceDiff } from '#app/lib/trace-model/diff.ts';
import { formatDuration } from '../duration.ts';
import { serviceColor } from '../service-color.ts';
import { DeltaBar, deltaText } from './delta.tsx';
import { type DiffScale, diffScale, durationsOf } from './diff-rows.ts';

const ROW_PX = 30;
const HEAD_PX = 30;
const INDENT_PX = 12;
/** Deeper rows are not indented further. */
const MOST_INDENTS = 24;
const COLUMNS =
  'grid grid-cols-[minmax(170px,2fr)_124px_84px_84px_84px_124px_minmax(160px,1fr)] min-w-[830px] md:min-w-[956px] items-center';
const LOOKS: Readonly<
  Record<Change, { readonly word: string; readonly sign: string; readonly className: string }>
> = {
  same: { word: '', sign: '', className: 'text-ink-3' },
  slower: { word: 'slower', sign: '▲', className: 'text-danger' },
  faster: { word: 'faster', sign: '▼', className: 'text-ok' },
  added: { word: 'added', sign: '+', className: 'text-caution' },
  removed: { word: 'removed', sign: '−', className: 'text-ink-2' },
};

interface DiffTreeProps {
  readonly diff: TraceDiff;
  readonly rows: Uint32Array;
  /** The chosen row, -1 for none. */
  readonly active: number;
  readonly isCommonScale: boolean;
  readonly onActive: (row: number) => void;
}

export function DiffTree({ diff, rows, active, isCommonScale, onActive }: DiffTreeProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const scale = useMemo(() => diffScale(diff, isCommonScale), [diff, isCommonScale]);
  const largest = useMemo(() => largestDelta(diff), [diff]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice scrolls
  useEffect(() => {
    if (active >= 0) virtual.scrollToIndex(active);
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const to =
      event.key === 'ArrowDown'
        ? active + 1
        : event.key === 'ArrowUp'
          ? active - 1
          : event.key === 'PageDown'
            ? active + 20
            : event.key === 'PageUp'
              ? active - 20
              : event.key === 'Home'
                ? 0
                : event.key === 'End'
                  ? rows.length - 1
                  : undefined;
    if (to === undefined) return;
    event.preventDefault();
    onActive(Math.max(0, Math.min(rows.length - 1, to)));
  };
  return (
    <Grid
      ref={box}
      aria-label="Both traces as one tree"
      aria-rowcount={rows.length + 1}
      {...(active >= 0 && { 'aria-activedescendant': `${id}-${active}` })}
      onKeyDown={onKeyDown}
      data-testid="diff-tree"
      className="min-h-0 flex-1 overflow-auto -outline-offset-2 slim-scroll"
    >
      <GridBody className="sticky top-0 z-10">
        <GridRow
          className={cn(COLUMNS, 'border-b border-line bg-surface text-xs text-ink-3')}
          style={{ height: HEAD_PX }}
        >
          {['Service and operation', 'Change', 'A', 'B', 'Difference'].map((label, at) => (
            <GridHeader key={label} className={cn('px-3', at > 1 && 'text-right')}>
              {label}
            </GridHeader>
          ))}
          <GridHeader className="px-2 text-center">quicker · slower</GridHeader>
          <GridHeader className="px-3">
            A above B, {isCommonScale ? `both of ${formatDuration(longerOf(diff))}` : 'each at full width'}
          </GridHeader>
        </GridRow>
      </GridBody>
      <GridBody
        className="relative min-w-[830px] md:min-w-[956px]"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => (
          <GridRow
            key={index}
            id={`${id}-${index}`}
            aria-rowindex={index + 2}
            aria-selected={index === active}
            onClick={() => onActive(index)}
            className={cn(
              COLUMNS,
              'absolute inset-x-0 top-0 cursor-pointer border-b border-line/60 text-xs hover:bg-hover',
              index === active && 'bg-selected hover:bg-selected',
            )}
            style={{ height: ROW_PX, transform: `translateY(${start - HEAD_PX}px)` }}
          >
            <Cells diff={diff} node={rows[index] ?? 0} scale={scale} largest={largest} />
          </GridRow>
        ))}
      </GridBody>
    </Grid>
  );
}

interface CellsProps {
  readonly diff: TraceDiff;
  readonly node: number;
  readonly scale: DiffScale;
  readonly largest: number;
}

function Cells({ diff, node, scale, largest }: CellsProps) {
  const { a, b, inA, inB } = diff;
  const [left, right] = [inA[node] ?? -1, inB[node] ?? -1];
  const columns = left === -1 ? b.columns : a.columns;
  const span = left === -1 ? right : left;
  const service = columns.services[columns.service[span] ?? 0] ?? '';
  const name = columns.names[columns.name[span] ?? 0] ?? '';
  const change = CHANGES[diff.change[node] ?? 0] ?? 'same';
  const look = LOOKS[change];
  const errors = diff.errorChange[node] ?? 0;
  const { before, after } = durationsOf(diff, node);
  const delta = (after ?? 0) - (before ?? 0);
  return (
    <>
      <GridCell
        className="flex min-w-0 items-center gap-2 px-3"
        style={{ paddingLeft: 12 + INDENT_PX * Math.min(MOST_INDENTS, diff.depth[node] ?? 0) }}
        title={`${service} ${name}`.slice(0, 1_000)}
      >
        <span
          aria-hidden
          className="size-2 shrink-0 rounded-full"
          style={{ background: serviceColor(service) }}
        />
        <span className="max-w-[40%] shrink-0 truncate text-ink-3">{service}</span>
        <span className={cn('truncate', change === 'removed' && 'line-through')}>{name.slice(0, 300)}</span>
      </GridCell>
      <GridCell className={cn('truncate px-3', look.className)}>
        {look.word && `${look.sign} ${look.word}`}
        {errors !== 0 && (
          <span className={errors > 0 ? 'text-danger' : 'text-ok'}>
            {look.word && ', '}
            {errors > 0 ? 'fails' : 'healed'}
          </span>
        )}
      </GridCell>
      <GridCell className="px-3 text-right text-ink-2">
        {before === undefined ? '–' : formatDuration(before)}
      </GridCell>
      <GridCell className="px-3 text-right text-ink-2">
        {after === undefined ? '–' : formatDuration(after)}
      </GridCell>
      <GridCell className={cn('px-3 text-right', look.className)}>{deltaText(delta)}</GridCell>
      <GridCell className="px-2">
        <DeltaBar delta={delta} largest={largest} />
      </GridCell>
      <GridCell aria-hidden className="relative mx-3 h-full">
        {left !== -1 && (
          <Bar place={scale.left(left)} color={serviceColor(service)} className="top-1.5 opacity-60" />
        )}
        {right !== -1 && (
          <Bar place={scale.right(right)} color={serviceColor(service)} className="bottom-1.5" />
        )}
      </GridCell>
    </>
  );
}

interface BarProps {
  readonly place: readonly [from: number, width: number];
  readonly color: string;
  readonly className: string;
}

function Bar({ place: [from, width], color, className }: BarProps) {
  return (
    <span
      className={cn('absolute h-2 min-w-0.5 rounded-xs', className)}
      style={{
        left: `${(Math.max(0, Math.min(0.998, from)) * 100).toFixed(2)}%`,
        width: `${(Math.max(0, Math.min(1 - from, width)) * 100).toFixed(2)}%`,
        background: color,
      }}
    />
  );
}

function longerOf({ a, b }: TraceDiff): number {
  return Math.max(a.end - a.begin, b.end - b.begin);
}

function largestDelta(diff: TraceDiff): number {
  let largest = 0;
  for (let node = 0; node < diff.count; node += 1) {
    const { before = 0, after = 0 } = durationsOf(diff, node);
    largest = Math.max(largest, Math.abs(after - before));
  }
  return largest;
}
