import { expect, test } from 'vitest';
import { and, ident, int, join, nanos, param, raw, render, sql, str } from './sql.ts';

test('values become parameters and equal ones share a placeholder', () => {
  const fragment = sql`SELECT ${str("x' OR 1")} , ${str("x' OR 1")}, ${int(7n)} FROM ${ident('otel', 'otel_logs')}`;
  expect(render(fragment)).toEqual({
    text: 'SELECT {p0:String} , {p0:String}, {p1:Int64} FROM `otel`.`otel_logs`',
    params: { p0: "x' OR 1", p1: 7n },
  });
});

test('the same value of two types stays two parameters', () => {
  expect(render(sql`${param('UInt8', 1)} ${param('String', '1')} ${param('Int64', 1n)}`).text).toBe(
    '{p0:UInt8} {p1:String} {p2:Int64}',
  );
});

test.each([
  ['plain', '`plain`'],
  ['a`b', '`a\\`b`'],
  ['a\\', '`a\\\\`'],
  ['k8s.pod.name', '`k8s.pod.name`'],
])('quotes the identifier %s', (name, quoted) => {
  expect(render(ident(name)).text).toBe(quoted);
});

test('conditions are joined in parentheses; none is true', () => {
  expect(render(and([])).text).toBe('1');
  expect(render(and([raw('a = 1 OR b'), sql`c = ${int(1)}`])).text).toBe('(a = 1 OR b) AND (c = {p0:Int64})');
  expect(render(join([raw('a'), raw('b')], ', ')).text).toBe('a, b');
});

test('nanoseconds are bound as a 64-bit integer', () => {
  expect(render(nanos(1_700_000_000_000_000_001n))).toEqual({
    text: 'fromUnixTimestamp64Nano({p0:Int64})',
    params: { p0: 1_700_000_000_000_000_001n },
  });
});
