// Prints points in time and lengths of time, in a zone, always in the same width. Pure.
import { zoneOffset } from './zone.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** Epoch milliseconds (whole) of an RFC 3339 UTC text with up to nine decimals. */
export function timestampMs(timestamp: string): number {
  return Date.parse(`${timestamp.slice(0, 23).replace(/Z$/, '')}Z`);
}

/** `15:44:46.123`, in the zone; `Nov 22 15:44:46.123` with its date. */
export function formatRowTime(timestamp: string, zone: string, withDate: boolean): string {
  const wall = wallDate(timestampMs(timestamp), zone);
  const time = `${clock(wall)}.${three(wall.getUTCMilliseconds())}`;
  return withDate ? `${monthDay(wall)} ${time}` : time;
}

/** The date in the zone, as `Nov 22`, that all of a range (its end left out) lies on; undefined when there are several. */
export function commonDate(fromMs: number, toMs: number, zone: string): string | undefined {
  const first = wallDate(fromMs, zone);
  const last = wallDate(Math.max(fromMs, toMs - 1), zone);
  return isoDate(first) === isoDate(last) ? monthDay(first) : undefined;
}

/** `2026-11-22 15:44:46.123456789`, in the zone: all nine decimals of the record. */
export function formatExact(timestamp: string, zone: string): string {
  const ms = timestampMs(timestamp);
  const decimals = /\.(\d+)Z$/.exec(timestamp)?.[1] ?? '';
  const wall = wallDate(ms, zone);
  return `${isoDate(wall)} ${clock(wall)}${decimals && `.${decimals}`}`;
}

/** `2026-11-22 15:44:46` (with milliseconds only where there are some), in the zone: what the picker shows and takes. */
export function formatDateTime(ms: number, zone: string): string {
  const wall = wallDate(ms, zone);
  const millis = wall.getUTCMilliseconds();
  return `${isoDate(wall)} ${clock(wall)}${millis === 0 ? '' : `.${three(millis)}`}`;
}

/** A range as short as it stays clear: the second date only when it differs, seconds only when they matter. */
export function formatRange(fromMs: number, toMs: number, zone: string): string {
  const from = wallDate(fromMs, zone);
  const to = wallDate(toMs, zone);
  const seconds = [from, to].some((wall) => wall.getUTCSeconds() !== 0 || wall.getUTCMilliseconds() !== 0);
  const time = (wall: Date) => (seconds ? clock(wall) : clock(wall).slice(0, 5));
  const year = from.getUTCFullYear() === to.getUTCFullYear() ? '' : ` ${from.getUTCFullYear()}`;
  const sameDay = isoDate(from) === isoDate(to);
  return `${day(from)}${year}, ${time(from)} – ${sameDay ? '' : `${day(to)}${year && ` ${to.getUTCFullYear()}`}, `}${time(to)}`;
}

/** A tick of a time axis: as much as intervals of this length (milliseconds) need. */
export function formatTick(ms: number, zone: string, stepMs: number): string {
  const wall = wallDate(ms, zone);
  if (stepMs >= 86_400_000) return `${MONTHS[wall.getUTCMonth()]} ${wall.getUTCDate()}`;
  const time = stepMs < 60_000 ? clock(wall) : clock(wall).slice(0, 5);
  return time.startsWith('00:00') && stepMs >= 3_600_000
    ? `${MONTHS[wall.getUTCMonth()]} ${wall.getUTCDate()}`
    : time;
}

/** `340 ms`, `1.24 s`, `2 min 5 s`. */
export function formatMilliseconds(ms: number): string {
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

const whole = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `1,234,567`, or `1,234,567 spans` and `1 span` with the noun of what is counted. */
export function formatCount(count: number, noun?: string): string {
  return whole.format(count) + counted(count, noun);
}

/** `1.2M`, or `1.2M spans`. */
export function formatCompact(count: number, noun?: string): string {
  return compact.format(count) + counted(count, noun);
}

function counted(count: number, noun: string | undefined): string {
  return noun === undefined ? '' : ` ${noun}${count === 1 ? '' : 's'}`;
}

function wallDate(ms: number, zone: string): Date {
  return new Date(ms + zoneOffset(ms, zone));
}

function isoDate(wall: Date): string {
  return `${String(wall.getUTCFullYear()).padStart(4, '0')}-${two(wall.getUTCMonth() + 1)}-${two(wall.getUTCDate())}`;
}

function monthDay(wall: Date): string {
  return `${MONTHS[wall.getUTCMonth()]} ${two(wall.getUTCDate())}`;
}

function day(wall: Date): string {
  return `${DAYS[wall.getUTCDay()]} ${wall.getUTCDate()} ${MONTHS[wall.getUTCMonth()]}`;
}

function clock(wall: Date): string {
  return `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}:${two(wall.getUTCSeconds())}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function three(value: number): string {
  return String(value).padStart(3, '0');
}
