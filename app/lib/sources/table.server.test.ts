// The table behind a Distributed one, as ClickHouse prints its engine.
import { expect, test } from 'vitest';
import { distributedOver } from './table.server.ts';

test.each([
  ["Distributed('main', 'otel', 'otel_logs_local', rand())", { database: 'otel', table: 'otel_logs_local' }],
  ["Distributed('main', 'otel', 'otel_logs_local')", { database: 'otel', table: 'otel_logs_local' }],
  [
    'Distributed(main, otel, otel_logs_local, cityHash64(TraceId))',
    { database: 'otel', table: 'otel_logs_local' },
  ],
  ["Distributed('main', '', 'logs')", { database: '', table: 'logs' }],
  ['MergeTree ORDER BY ts', undefined],
])('%s', (engineFull, expected) => expect(distributedOver(engineFull)).toEqual(expected));
