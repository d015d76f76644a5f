// Points and ranges of time: parsing what people and programs write, and printing nanoseconds exactly.
import { AppError } from './errors.ts';

/** A half-open range of nanoseconds since the epoch: `from` is in it, `to` is not. */
export interface TimeRange {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

const MS = 1_000_000n;
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** What ClickHouse's functions on time, which count seconds in 32 bits, can tell apart: 1970 to 2106. */
export const MIN_NS = 0n;
export const MAX_NS = (2n ** 32n - 1n) * 1_000_000_000n;

const RELATIVE = /^now(?:([+-])(\d{1,9})(s|m|h|d|w))?$/;
const RFC3339 =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|z|[+-]\d{2}:\d{2})?)?$/;
const EPOCH_MS = /^-?\d{1,15}$/;

/**
 * A point in time as nanoseconds since the epoch. Takes RFC 3339 (up to nine decimals; a date alone and a time
 * without zone are UTC), epoch milliseconds, `now`, and `now-15m` with the units s, m, h, d, w.
 * Throws `bad_request` for anything else.
 */
export function parseTime(text: string | number, nowMs: number): bigint {
  const value = String(text).trim();
  const ns = parseRelative(value, nowMs) ?? parseAbsolute(value);
  if (ns === undefined)
    throw new AppError('bad_request', `"${clip(value)}" is not a time.`, {
      hint: 'Use RFC 3339 (2026-01-31T09:30:00Z), epoch milliseconds, or now-15m.',
    });
  if (ns < MIN_NS || ns > MAX_NS)
    throw new AppError('bad_request', `"${clip(value)}" is outside of the years 1970 to 2106.`);
  return ns;
}

/** A range from two points; `from` must be before `to`. */
export function parseTimeRange(from: string | number, to: string | number, nowMs: number): TimeRange {
  const fromNs = parseTime(from, nowMs);
  const toNs = parseTime(to, nowMs);
  if (fromNs >= toNs)
    throw new AppError('bad_request', 'The range is empty: "from" must be before "to".', {
      hint: `from is ${formatNanos(fromNs)}, to is ${formatNanos(toNs)}`,
    });
  return { fromNs, toNs };
}

/** RFC 3339 in UTC with nine decimals, e.g. `2026-01-31T09:30:00.123456789Z`. */
export function formatNanos(ns: bigint): string {
  const seconds = ns >= 0n ? ns / 1_000_000_000n : (ns - 999_999_999n) / 1_000_000_000n;
  const fraction = ns - seconds * 1_000_000_000n;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${String(fraction).padStart(9, '0')}Z`;
}

/** Nanoseconds of a millisecond count. */
export function msToNanos(ms: number): bigint {
  return BigInt(Math.trunc(ms)) * MS;
}

/** Whether a text is relative to now, such as `now-15m`. */
export function isRelativeTime(text: string): boolean {
  return RELATIVE.test(text.trim());
}

function parseRelative(value: string, nowMs: number): bigint | undefined {
  const match = RELATIVE.exec(value);
  if (!match) return undefined;
  const [, sign, count, unit] = match;
  const offset = BigInt(count ?? '0') * BigInt(UNITS[unit ?? 's'] ?? 0) * MS;
  return msToNanos(nowMs) + (sign === '-' ? -offset : offset);
}

function parseAbsolute(value: string): bigint | undefined {
  if (EPOCH_MS.test(value)) return BigInt(value) * MS;
  const match = RFC3339.exec(value);
  if (!match) return undefined;
  const [, date, minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(`${date}T${minutes}:${seconds}${zone.toUpperCase()}`);
  if (Number.isNaN(ms) || !isRealDate(date ?? '')) return undefined;
  return BigInt(ms) * MS + BigInt(fraction.padEnd(9, '0'));
}

/** `Date.parse` rolls 30 February over into March; a person who writes it made a mistake. */
function isRealDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
