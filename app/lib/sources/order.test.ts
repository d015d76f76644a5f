// Which order expressions are understood, and what they become for the table's own column and for a bound.
import { expect, test } from 'vitest';
import { ident, render } from '#app/lib/sql/sql.ts';
import { parseOrder, timeBucketOf } from './order.ts';

const bound = 1_000_000_000n;
const within = /\(.*fromUnixTimestamp64Nano\(\{p0:Int64\}\)/;

test.each([
  ['toStartOfHour(ts)', 'ts', 'toStartOfHour(`ts`)'],
  ['  toDate( ts )  ', 'ts', 'toDate(`ts`)'],
  ["toDate(ts, 'Europe/Berlin')", 'ts', "toDate(`ts`, 'Europe/Berlin')"],
  ['toStartOfInterval(ts, INTERVAL 5 minute)', 'ts', 'toStartOfInterval(`ts`, toIntervalMinute(5))'],
  ['toStartOfInterval(ts, INTERVAL 5 MINUTES)', 'ts', 'toStartOfInterval(`ts`, toIntervalMinute(5))'],
  ['toStartOfInterval(ts, toIntervalDay(1))', 'ts', 'toStartOfInterval(`ts`, toIntervalDay(1))'],
  ['toStartOfHour(`@ts`)', '`@ts`', 'toStartOfHour(`ts`)'],
  ['toStartOfHour(ts)', '`ts`', 'toStartOfHour(`ts`)'],
  ['toStartOfHour(f(a, b))', 'f(a, b)', 'toStartOfHour(`ts`)'],
])('%s of %s', (order, timestamp, expected) => {
  const call = parseOrder(order, timestamp);
  expect(call).toBeDefined();
  if (call === undefined) return;
  const bucket = timeBucketOf(call, { expression: ident('ts'), type: 'DateTime' });
  expect(render(bucket()).text).toBe(expected);
  expect(render(bucket(bound)).text).toMatch(within);
});

test.each([
  ['', 'ts'],
  ['ts', 'ts'],
  ['toStartOfHour(other)', 'ts'],
  ['toStartOfHour(ts2)', 'ts'],
  ['toStartOfHour(ts + 1)', 'ts'],
  ['toHour(ts)', 'ts'],
  ['toDayOfWeek(ts)', 'ts'],
  ['negate(ts)', 'ts'],
  ['toStartOfHour(ts), 1', 'ts'],
  ["toStartOfHour(ts, (SELECT 'UTC'))", 'ts'],
  ["toDate(ts, 'UTC') OR sleep(3)", 'ts'],
  ["toDate(ts, '\\'')", 'ts'],
  ['toStartOfInterval(ts)', 'ts'],
  ['toStartOfInterval(ts, INTERVAL -5 minute)', 'ts'],
  ['toStartOfInterval(ts, INTERVAL 5 minute, now())', 'ts'],
  ['toStartOfHour(ts)', ''],
])('%s of %s is not understood', (order, timestamp) => {
  expect(parseOrder(order, timestamp)).toBeUndefined();
});

test('a bound is counted in the time zone of the column, unless the call names its own', () => {
  const column = { expression: ident('ts'), type: "DateTime64(3, 'Asia/Tokyo')" };
  const plain = parseOrder('toDate(ts)', 'ts');
  const zoned = parseOrder("toDate(ts, 'UTC')", 'ts');
  expect(plain && render(timeBucketOf(plain, column)(bound)).params).toMatchObject({ p1: 'Asia/Tokyo' });
  expect(zoned && render(timeBucketOf(zoned, column)(bound)).text).not.toContain('toTimeZone');
});
