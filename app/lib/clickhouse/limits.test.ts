// How limits are written, and what is said when one is reached.
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, limitError, limitSettings, parseRoleLimits, withLimits } from './limits.ts';

const size = (text: string) => (/^\d+MB$/.test(text) ? Number.parseInt(text, 10) * 1e6 : undefined);

describe('limits by role', () => {
  test.each([
    ['viewer:seconds=20', { viewer: { maxSeconds: 20 } }],
    [
      'viewer:seconds=20,memory=5MB;key:rows=10,result=100',
      { viewer: { maxSeconds: 20, maxMemoryBytes: 5e6 }, key: { maxRows: 10, maxResultBytes: 100 } },
    ],
    [' admin : rows = 0 ', { admin: { maxRows: 0 } }],
  ])('%s', (text, limits) => expect(parseRoleLimits(text, size)).toEqual(limits));

  test.each([
    '',
    'viewer',
    'viewer:',
    'guest:seconds=1',
    'viewer:seconds',
    'viewer:seconds=',
    'viewer:seconds=-1',
    'viewer:seconds=1.5',
    'viewer:seconds=5MB',
    'viewer:hours=1',
    'viewer:seconds=1,seconds=2',
    'viewer:seconds=1;viewer:rows=1',
    'viewer:seconds=1:rows=2',
    'viewer:seconds=1=2',
    'viewer:memory=lots',
    'viewer:seconds=1;',
  ])('%s is none', (text) => expect(parseRoleLimits(text, size)).toBeUndefined());
});

describe('settings', () => {
  test('what has no limit is not sent; reading only always is', () => {
    const limits = { maxSeconds: 0, maxRows: 0, maxMemoryBytes: 0, maxResultBytes: 0, maxConcurrent: 0 };
    expect(limitSettings(limits)).toEqual({ readonly: 2, cancel_http_readonly_queries_on_client_close: 1 });
    expect(limitSettings({ ...limits, maxRows: 5, maxMemoryBytes: 6 })).toMatchObject({
      max_rows_to_read: 5,
      max_memory_usage: 6,
    });
  });

  test('an end that has passed is still a limit', () => {
    expect(limitSettings(DEFAULT_LIMITS, performance.now() - 1000).max_execution_time).toBe(0.001);
    expect(limitSettings(DEFAULT_LIMITS, performance.now() + 1e9).max_execution_time).toBe(60);
  });
});

describe('errors name the limit and its value', () => {
  test.each([
    [
      159,
      'Timeout exceeded: elapsed 60.1 seconds, maximum: 60',
      'timeout',
      'The query ran longer than its time limit of 60 s.',
    ],
    [
      159,
      'Timeout exceeded: elapsed 300.100 ms, maximum: 300 ms.',
      'timeout',
      'The query ran longer than its time limit of 300 ms.',
    ],
    [
      158,
      "Limit for rows (controlled by 'max_rows_to_read' setting) exceeded, max rows: 1.00 thousand, current rows: 2.00 million.",
      'limit_exceeded',
      'The query would read more rows than its limit of 1,000.',
    ],
    [
      241,
      'Query memory limit exceeded: would use 96.06 MiB (attempt to allocate chunk of 64.00 MiB), maximum: 95.37 MiB.',
      'limit_exceeded',
      'The query needs more memory than its limit of 95.37 MiB.',
    ],
    [
      241,
      '(total) memory limit exceeded: would use 9 GiB, maximum: 8.00 GiB.',
      'limit_exceeded',
      'The query needs more memory than the database has left.',
    ],
    [
      307,
      'Limit for rows or bytes to read exceeded, max bytes: 1000.00 B, current bytes: 511.01 KiB',
      'limit_exceeded',
      'The query would read more bytes than its limit of 1000.00 B.',
    ],
    [
      158,
      "Limit for rows (controlled by 'max_rows_to_read' setting) exceeded, max rows: 250.00 million, current rows: 2.00 billion.",
      'limit_exceeded',
      'The query would read more rows than its limit of 250,000,000.',
    ],
    [
      158,
      "Limit for rows (controlled by 'max_rows_to_read' setting) exceeded, max rows: 10.00, current rows: 100.00.",
      'limit_exceeded',
      'The query would read more rows than its limit of 10.',
    ],
    [
      158,
      'Limit for rows to GROUP BY exceeded: has 65409 rows, maximum: 100: While executing AggregatingTransform.',
      'limit_exceeded',
      'The query makes more groups than its limit.',
    ],
    [
      173,
      'Allocator: Cannot malloc 1.49 GiB.: , errno: 12, strerror: Cannot allocate memory',
      'limit_exceeded',
      'The query needs more memory than the database has left.',
    ],
    [
      1001,
      'std::exception. Code: 1001, type: std::bad_alloc, e.what() = std::bad_alloc',
      'limit_exceeded',
      'The query needs more memory than the database has left.',
    ],
    [
      396,
      'Limit for result exceeded, max rows: 1.00 thousand',
      'limit_exceeded',
      'The query has a larger result than its limit.',
    ],
  ])('%i %s', (code, said, errorCode, message) => {
    expect(limitError(code, said, undefined)).toMatchObject({
      code: errorCode,
      message,
      hint: expect.any(String),
    });
  });

  test('with the number of rows as it was set', () => {
    const rounded = limitError(
      158,
      'Limit for rows exceeded, max rows: 12.35 thousand, current rows: 1.00',
      undefined,
    );
    expect(withLimits(rounded, { ...DEFAULT_LIMITS, maxRows: 12_345 })).toMatchObject({
      code: 'limit_exceeded',
      message: 'The query would read more rows than its limit of 12,345.',
    });
    expect(withLimits(rounded, DEFAULT_LIMITS)).toMatchObject({ message: expect.stringContaining('12,350') });
  });

  test('other codes are about something else', () =>
    expect(limitError(62, 'Syntax error', undefined)).toBeUndefined());

  test('other exceptions of the standard library are faults of the engine', () =>
    expect(limitError(1001, 'std::exception. std::out_of_range', undefined)).toBeUndefined());
});
