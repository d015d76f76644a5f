// The engine's messages as people see them, and that they never hold a statement of ours.
import { ClickHouseError } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { clickHouseError } from './client.server.ts';

test.each([
  [
    '60',
    "Unknown table expression identifier 'otel.odd' in scope SELECT toUnixTimestamp64Nano(t) AS ts FROM otel.odd. ",
    "Unknown table expression identifier 'otel.odd'.",
  ],
  [
    '47',
    "Unknown expression or function identifier `msg` in scope SELECT count() FROM otel.odd WHERE lower(msg) = _CAST(1). Maybe you meant: ['m']. ",
    'Unknown expression or function identifier `msg`.',
  ],
  [
    '43',
    'No operation greaterOrEquals between String and DateTime64(3): while executing function greaterOrEquals on arguments __table1.t String. ',
    'No operation greaterOrEquals between String and DateTime64(3).',
  ],
  [
    '43',
    'Illegal type UInt8 of argument of function lower: In scope SELECT 1 FROM x. ',
    'Illegal type UInt8 of argument of function lower.',
  ],
])('code %s: %s', (code, message, expected) => {
  const thrown = new ClickHouseError({ code, message, type: 'X' });
  expect(clickHouseError(thrown)).toMatchObject({ code: 'bad_request', message: expected, cause: thrown });
});
