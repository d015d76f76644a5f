// The counts of the interval under the pointer.
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatRange } from '#app/components/time/format.ts';
import type { HistogramData } from './histogram-data.ts';

interface HoverCardProps {
  readonly data: HistogramData;
  readonly index: number;
  /** Of the pointer, from the left edge; CSS pixels. */
  readonly x: number;
}

const MOST_LINES = 10;
/** Left of the pointer where the card would not fit at its right. */
const CARD_PX = 240;

export function HoverCard({ data, index, x }: HoverCardProps) {
  const zone = useZone();
  const start = data.starts[index];
  if (start === undefined) return null;
  const lines = data.series
    .map((series) => ({ ...series, count: series.values[index] ?? 0 }))
    .filter(({ count }) => count > 0);
  const total = lines.reduce((sum, { count }) => sum + count, 0);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-1 z-20 w-56 rounded-md bg-raised p-2 text-xs shadow-raised"
      style={x > CARD_PX * 2 ? { left: x - 10, transform: 'translateX(-100%)' } : { left: x + 10 }}
    >
      <p className="mb-1 flex justify-between gap-2 text-2xs text-ink-3">
        <span>{formatRange(start, start + data.stepMs, zone)}</span>
        <span className="font-mono">{formatCount(total)}</span>
      </p>
      {lines.slice(0, MOST_LINES).map(({ key, label, color, count }) => (
        <p key={key} className="flex items-center gap-2">
          <span className="size-2 shrink-0 rounded-sm" style={{ background: color }} />
          <span className="min-w-0 flex-1 truncate">{label}</span>
          <span className="font-mono">{formatCount(count)}</span>
        </p>
      ))}
      {lines.length > MOST_LINES && (
        <p className="text-2xs text-ink-3">and {lines.length - MOST_LINES} more</p>
      )}
    </div>
  );
}
