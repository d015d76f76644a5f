// Time ranges as the URL has them (texts, relative or absolute), and the moves one can make with them. Pure.
import { AppError } from '#app/lib/core/errors.ts';
import { parseTime } from '#app/lib/core/time.ts';
import { formatRange } from './format.ts';

/** Two texts that `parseTime` takes: `now-15m` and `now`, or RFC 3339. */
export interface RangeText {
  readonly from: string;
  readonly to: string;
}

/** A range in epoch milliseconds. */
export interface ResolvedRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Half a length back or forth, or twice as long. */
export type RangeMove = 'earlier' | 'later' | 'out';

interface QuickRange extends RangeText {
  readonly label: string;
  /** What to type for it. */
  readonly short: string;
}

export const QUICK_RANGES: readonly QuickRange[] = [
  { label: 'Last 5 minutes', short: '5m', from: 'now-5m', to: 'now' },
  { label: 'Last 15 minutes', short: '15m', from: 'now-15m', to: 'now' },
  { label: 'Last 30 minutes', short: '30m', from: 'now-30m', to: 'now' },
  { label: 'Last hour', short: '1h', from: 'now-1h', to: 'now' },
  { label: 'Last 4 hours', short: '4h', from: 'now-4h', to: 'now' },
  { label: 'Last 12 hours', short: '12h', from: 'now-12h', to: 'now' },
  { label: 'Last day', short: '1d', from: 'now-1d', to: 'now' },
  { label: 'Last 2 days', short: '2d', from: 'now-2d', to: 'now' },
  { label: 'Last week', short: '1w', from: 'now-1w', to: 'now' },
  { label: 'Last 30 days', short: '30d', from: 'now-30d', to: 'now' },
];

const UNIT_NAMES: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
};
const SHORTEST_MS = 1_000;

/**
 * The range in milliseconds, or what is wrong with it. The same mistake has the same text at every `nowMs`: server and
 * browser read their clocks at different times and must render the same.
 */
export function resolveRange(range: RangeText, nowMs: number): ResolvedRange | AppError {
  try {
    const fromNs = parseTime(range.from, nowMs);
    const toNs = parseTime(range.to, nowMs);
    if (fromNs >= toNs)
      return new AppError('bad_request', 'The range is empty: it must begin before it ends.');
    return { fromMs: Number(fromNs / 1_000_000n), toMs: Number(toNs / 1_000_000n) };
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
}

/** The range's name: `Last 15 minutes`, or its dates in the zone. */
export function rangeLabel(range: RangeText, nowMs: number, zone: string): string {
  const quick = QUICK_RANGES.find(({ from, to }) => from === range.from && to === range.to);
  if (quick) return quick.label;
  const last = /^now-(\d+)([smhdw])$/.exec(range.from);
  if (last && range.to === 'now') {
    const count = Number(last[1]);
    return `Last ${count} ${UNIT_NAMES[last[2] ?? '']}${count === 1 ? '' : 's'}`;
  }
  const resolved = resolveRange(range, nowMs);
  if (resolved instanceof AppError) return 'Invalid range';
  const label = formatRange(resolved.fromMs, resolved.toMs, zone);
  return range.to === 'now' ? `${label.slice(0, label.indexOf(' – '))} – now` : label;
}

/** An absolute range as the URL has it. */
export function toRangeText(fromMs: number, toMs: number): RangeText {
  return { from: isoText(fromMs), to: isoText(toMs) };
}

/** The range after a move. */
export function moveRange(range: ResolvedRange, move: RangeMove, nowMs: number): RangeText {
  return move === 'out' ? zoomOut(range, nowMs) : shiftRange(range, move === 'earlier' ? -1 : 1, nowMs);
}

/** The range before (`-1`) or after (`1`), half a length away; never into the future. */
function shiftRange({ fromMs, toMs }: ResolvedRange, direction: -1 | 1, nowMs: number): RangeText {
  const length = toMs - fromMs;
  const end = Math.min(toMs + (direction * length) / 2, Math.max(nowMs, toMs));
  return toRangeText(Math.round(end - length), Math.round(end));
}

/** Twice as long around the same middle; what would be in the future is added to the past instead. */
function zoomOut({ fromMs, toMs }: ResolvedRange, nowMs: number): RangeText {
  const length = Math.max(toMs - fromMs, SHORTEST_MS);
  const end = Math.min(toMs + length / 2, Math.max(nowMs, toMs));
  return toRangeText(Math.round(end - length * 2), Math.round(end));
}

/** The next longer quick range that ends now, or four times the range; for "nothing found, look further back". */
export function widenRange(range: RangeText, nowMs: number): RangeText | undefined {
  const resolved = resolveRange(range, nowMs);
  if (resolved instanceof AppError) return QUICK_RANGES[3];
  const length = resolved.toMs - resolved.fromMs;
  if (range.to !== 'now') return toRangeText(resolved.fromMs - length * 1.5, resolved.toMs + length * 1.5);
  return QUICK_RANGES.find(({ from }) => {
    const candidate = resolveRange({ from, to: 'now' }, nowMs);
    return !(candidate instanceof AppError) && candidate.toMs - candidate.fromMs >= length * 3;
  });
}

function isoText(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
