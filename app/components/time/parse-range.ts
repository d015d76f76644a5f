// Reads what a person types into the time range field. Forms: `15m` `2h` (the last …), `now-15m`, `today`, `yesterday`,
// one day `2026-11-20`, one end `2026-11-20 10:00` (until now), or two of them joined by ` - `, `–`, ` to ` or `..`.
// A time without an offset is in the zone that the screen shows. Pure.
import { AppError } from '#app/lib/core/errors.ts';
import { parseTime } from '#app/lib/core/time.ts';
import { type RangeText, resolveRange, toRangeText } from './range.ts';
import { startOfDay, wallToEpoch, zoneOffset } from './zone.ts';

export interface ParseRangeContext {
  readonly nowMs: number;
  /** IANA name. */
  readonly zone: string;
}

export type ParsedRange =
  | { readonly ok: true; readonly range: RangeText }
  | { readonly ok: false; readonly message: string };

const LAST = /^(?:last\s+)?(\d{1,9})\s*(s|m|h|d|w|sec|min|hours?|days?|weeks?|minutes?|seconds?)$/i;
const DATE_ONLY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const DATE_TIME = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})[T ]+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/i;
const SEPARATOR = /\s+(?:-|–|—|to|until)\s+|\s*(?:–|—|\.\.\.?|→)\s*/i;

/** The range that a text means, or what is wrong with it in one sentence. */
export function parseRangeText(text: string, context: ParseRangeContext): ParsedRange {
  const value = text.trim();
  if (value === '') return fail('Type a range, such as 15m, today, or 2026-11-20 10:00 - 11:00.');
  const [first = '', second, ...more] = value.split(SEPARATOR);
  if (more.length > 0) return fail('That is more than two times. Write one range: from - to.');
  const range =
    second === undefined ? parseOne(first.trim(), context) : parseTwo(first.trim(), second.trim(), context);
  if (!range)
    return fail(`"${clip(value)}" is not a time or a range. Try 15m, today, or 2026-11-20 10:00 - 11:00.`);
  if (typeof range === 'string') return fail(range);
  const resolved = resolveRange(range, context.nowMs);
  if (resolved instanceof AppError) return fail(resolved.message);
  return { ok: true, range };
}

function parseOne(text: string, context: ParseRangeContext): RangeText | string | undefined {
  const { nowMs, zone } = context;
  const word = text.toLowerCase();
  if (word === 'today') return { from: iso(startOfDay(nowMs, zone)), to: 'now' };
  if (word === 'yesterday') return toRangeText(startOfDay(nowMs, zone, -1), startOfDay(nowMs, zone));
  const last = LAST.exec(text);
  if (last) return { from: `now-${last[1]}${unitLetter(last[2] ?? '')}`, to: 'now' };
  const date = DATE_ONLY.exec(text);
  if (date) {
    const start = wallToEpoch({ year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) }, zone);
    return start === undefined ? noSuchDate(text) : toRangeText(start, startOfDay(start, zone, 1));
  }
  const from = parsePoint(text, context);
  return from === undefined ? undefined : { from, to: 'now' };
}

function parseTwo(first: string, second: string, context: ParseRangeContext): RangeText | string | undefined {
  const from = parsePoint(first, context);
  if (from === undefined) return `"${clip(first)}" is not a time. Try 2026-11-20 10:00 or now-15m.`;
  const to = parsePoint(second, context, from, true);
  if (to === undefined) return `"${clip(second)}" is not a time. Try 2026-11-20 11:00 or now.`;
  return { from, to };
}

/** One end. A clock time alone takes the date of `sameDayAs`, or of today. A date alone is its start, or as an end its end. */
function parsePoint(
  text: string,
  context: ParseRangeContext,
  sameDayAs?: string,
  isEnd = false,
): string | undefined {
  const { nowMs, zone } = context;
  const word = text.toLowerCase();
  if (word === 'today') return iso(startOfDay(nowMs, zone, isEnd ? 1 : 0));
  if (word === 'yesterday') return iso(startOfDay(nowMs, zone, isEnd ? 0 : -1));
  const date = DATE_ONLY.exec(text);
  if (date) {
    const start = wallToEpoch({ year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) }, zone);
    return start === undefined ? undefined : iso(isEnd ? startOfDay(start, zone, 1) : start);
  }
  const time = DATE_TIME.exec(text);
  if (time) return parseWall(time, context, sameDayAs);
  try {
    const ns = parseTime(/^\d{10}$/.test(text) ? `${text}000` : text, nowMs);
    return /^now/.test(text) ? text : iso(Number(ns / 1_000_000n));
  } catch {
    return undefined;
  }
}

function parseWall(
  match: RegExpExecArray,
  context: ParseRangeContext,
  sameDayAs?: string,
): string | undefined {
  const [, year, month, day, hour, minute, second, fraction] = match;
  const base = sameDayAs === undefined ? context.nowMs : pointMs(sameDayAs, context.nowMs);
  const today = new Date(base + zoneOffset(base, context.zone));
  const epoch = wallToEpoch(
    {
      year: year ? Number(year) : today.getUTCFullYear(),
      month: month ? Number(month) : today.getUTCMonth() + 1,
      day: day ? Number(day) : today.getUTCDate(),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second ?? 0),
      ms: Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
    },
    context.zone,
  );
  return epoch === undefined ? undefined : iso(epoch);
}

function pointMs(text: string, nowMs: number): number {
  return Number(parseTime(text, nowMs) / 1_000_000n);
}

function unitLetter(unit: string): string {
  return unit.charAt(0).toLowerCase();
}

function iso(ms: number): string {
  return toRangeText(ms, ms).from;
}

function noSuchDate(text: string): string {
  return `${text} is not a date of the calendar.`;
}

function fail(message: string): ParsedRange {
  return { ok: false, message };
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
