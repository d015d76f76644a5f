import { expect, test } from 'vitest';
import { violation } from './directions.ts';

test.each([
  ['app/routes/logs.tsx', 'app/components/logs/list.tsx', false],
  ['app/components/logs/list.tsx', 'app/lib/logs/queries.ts', false],
  ['app/lib/logs/repository.server.ts', 'app/lib/clickhouse/client.server.ts', false],
  ['app/lib/clickhouse/client.server.ts', 'app/lib/core/errors.ts', false],
  ['app/lib/core/errors.ts', 'app/lib/clickhouse/client.server.ts', true],
  ['app/lib/clickhouse/client.server.ts', 'app/lib/logs/schema.ts', true],
  ['app/lib/logs/repository.server.ts', 'app/components/logs/list.tsx', true],
  ['app/lib/logs/repository.server.ts', 'app/lib/teams/teams.server.ts', true],
  ['app/lib/logs/repository.server.ts', 'app/lib/teams/schema.ts', false],
  ['app/components/logs/list.tsx', 'app/routes/logs.tsx', true],
  ['app/lib/logs/repository.server.ts', '@clickhouse/client', true],
  ['app/lib/clickhouse/client.server.ts', '@clickhouse/client', false],
  ['app/lib/otlp/decode.ts', 'node:fs', true],
  ['app/lib/otlp/decode.test.ts', 'node:fs', false],
  ['app/lib/logs/logs.functions.ts', 'app/boot.server.ts', false],
  ['app/lib/logs/repository.server.ts', 'app/boot.server.ts', true],
  ['app/boot.server.ts', 'app/lib/logs/repository.server.ts', false],
])('%s importing %s is a violation: %s', (file, target, expected) => {
  expect(violation(file, target) !== undefined).toBe(expected);
});
