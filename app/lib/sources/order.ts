// The order expression of a source: a coarser, monotonic function of its timestamp, applied also to points in time.
import { type Fragment, nanos, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { TimeBucket } from '#app/lib/telemetry/source.ts';
import { typeTimeZone } from './types.ts';

/** Functions of a point in time that never fall while it rises. */
const MONOTONIC = new Set([
  ...['toDate', 'toDate32', 'toDateTime', 'toYYYYMM', 'toYYYYMMDD', 'toYear', 'toUnixTimestamp'],
  ...['toStartOfSecond', 'toStartOfMinute', 'toStartOfFiveMinutes', 'toStartOfFiveMinute'],
  ...['toStartOfTenMinutes', 'toStartOfFifteenMinutes', 'toStartOfHour', 'toStartOfDay', 'toStartOfMonth'],
  ...['toStartOfQuarter', 'toStartOfYear', 'toMonday', 'toStartOfWeek', 'toLastDayOfMonth'],
  ...['toRelativeSecondNum', 'toRelativeMinuteNum', 'toRelativeHourNum', 'toRelativeDayNum'],
]);
const INTERVAL = 'toStartOfInterval';
const UNITS = 'second|minute|hour|day|week|month|quarter|year';

/** A call of a monotonic function; its SQL is put together again from what was read. */
export interface OrderCall {
  readonly name: string;
  /** What follows the timestamp: nothing, `, 'Europe/Berlin'` or `, toIntervalMinute(5)`. */
  readonly rest: Fragment;
  /** Whether the call itself names the time zone that it counts in. */
  readonly hasZone: boolean;
}

/**
 * Reads `f(timestamp)`, `f(timestamp, 'zone')` or `toStartOfInterval(timestamp, INTERVAL n unit)`, where f is known to be
 * monotonic. Undefined for anything else, also when it is about another expression than the timestamp.
 */
export function parseOrder(order: string, timestamp: string): OrderCall | undefined {
  const call = /^(\w+)\s*\((.*)\)$/s.exec(order.trim());
  const name = call?.[1] ?? '';
  const rest = afterTimestamp(call?.[2]?.trim() ?? '', timestamp.trim());
  if (rest === undefined) return undefined;
  if (name === INTERVAL) {
    const interval =
      new RegExp(`^,\\s*toInterval(?<unit>${UNITS})\\((?<count>\\d{1,6})\\)$`, 'i').exec(rest) ??
      new RegExp(`^,\\s*INTERVAL\\s+(?<count>\\d{1,6})\\s+(?<unit>${UNITS})S?$`, 'i').exec(rest);
    const { unit, count } = interval?.groups ?? {};
    if (unit === undefined) return undefined;
    return { name, rest: raw(`, toInterval${capital(unit)}(${Number(count)})`), hasZone: false };
  }
  if (!MONOTONIC.has(name)) return undefined;
  if (rest === '') return { name, rest: raw(''), hasZone: false };
  const zone = /^,\s*'([A-Za-z0-9_+/-]{1,64})'$/.exec(rest)?.[1];
  // Written out, not bound: a parameter would not be recognised as the table's key.
  return zone === undefined ? undefined : { name, rest: raw(`, '${zone}'`), hasZone: true };
}

/** The call about an expression. */
export function applyOrder({ name, rest }: OrderCall, time: Fragment): Fragment {
  return sql`${raw(name)}(${time}${rest})`;
}

/** Nanoseconds that DateTime holds, 1970 to 2106; the functions wrap around outside of them, and a wrapped bound would hide rows. */
const LATEST = 4_294_967_295n * 1_000_000_000n;

/**
 * The order as a function of a point in time. Of the timestamp itself it is the expression that the table is ordered by; a
 * point in nanoseconds is first brought into the range and the time zone in which the column counts.
 */
export function timeBucketOf(
  call: OrderCall,
  timestamp: { readonly expression: Fragment; readonly type: string },
): TimeBucket {
  const zone = call.hasZone ? undefined : typeTimeZone(timestamp.type);
  return (at) => {
    if (at === undefined) return applyOrder(call, timestamp.expression);
    const within = nanos(at < 0n ? 0n : at > LATEST ? LATEST : at);
    return applyOrder(call, zone === undefined ? within : sql`toTimeZone(${within}, ${str(zone)})`);
  };
}

/** What follows the timestamp in a call's arguments: nothing, or from its comma on. Backquotes do not matter. */
function afterTimestamp(text: string, timestamp: string): string | undefined {
  for (const form of [timestamp, `\`${timestamp}\``, timestamp.replaceAll('`', '')]) {
    if (!text.startsWith(form)) continue;
    const rest = text.slice(form.length).trim();
    if (rest === '' || rest.startsWith(',')) return rest;
  }
  return undefined;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}
