// Decoded requests in the real tables: every column of all seven comes back as it was sent.

import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import type { Block } from '#app/lib/native/block.ts';
import { encodeNative } from '#app/lib/native/encode.ts';
import { type Cell, readNative } from '#app/lib/native/testing.ts';
import { TELEMETRY_TABLES, type TelemetryTable } from '#app/lib/telemetry/tables.ts';
import { requestOf } from './arbitraries.ts';
import { type DecodeOptions, decodeRequest, type Signal } from './decode.ts';
import { toProtobuf } from './testing.ts';

const DATABASE = 'otel';

/** Inside of what `Date` partitions and retention can count; requests in one database share few days. */
const WINDOW: DecodeOptions = {
  nowNs: 1_760_000_000_123_456_789n,
  oldestNs: 1_750_000_000_000_000_000n,
  newestNs: 1_770_000_000_000_000_000n,
};

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrate({
    clickhouse,
    database: DATABASE,
    cluster: undefined,
    retentionDays: 30_000,
    directory: join(import.meta.dirname, '../../../clickhouse/migrations'),
    log: pino({ level: 'silent' }),
  });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

/** Blocks of random requests that are the same in every run, by table. */
function randomBlocks(signal: Signal): Map<TelemetryTable, Block[]> {
  const byTable = new Map<TelemetryTable, Block[]>();
  for (const request of fc.sample(requestOf(signal), { seed: 7, numRuns: 400 })) {
    for (const { table, block } of decodeRequest(signal, 'protobuf', toProtobuf(signal, request), WINDOW)
      .blocks) {
      byTable.set(table, [...(byTable.get(table) ?? []), block]);
    }
  }
  return byTable;
}

/** All rows of a table, its columns converted back to the types they were sent as. */
async function readTable(table: TelemetryTable): Promise<Record<string, Cell>[]> {
  const columns = TELEMETRY_TABLES[table].map(
    ({ name, type }) => `CAST(\`${name}\`, '${type}') AS \`${name}\``,
  );
  const response = await fetch(engine.url, {
    method: 'POST',
    body: `SELECT * FROM (SELECT ${columns.join(', ')} FROM ${DATABASE}.${table}) FORMAT Native`,
  });
  const body = new Uint8Array(await response.arrayBuffer());
  if (!response.ok) throw new Error(Buffer.from(body).toString());
  return readNative([body]);
}

const printed = (rows: readonly Record<string, Cell>[]) =>
  rows
    .map((row) => JSON.stringify(row, (_key, value) => (typeof value === 'object' ? value : String(value))))
    .toSorted();

describe.each(['logs', 'traces', 'metrics'] as const)('%s', (signal) => {
  it('come back from their tables, column by column', async () => {
    const byTable = randomBlocks(signal);
    expect([...byTable.keys()].toSorted()).toEqual(
      Object.keys(TELEMETRY_TABLES)
        .filter((table) => table.startsWith(`otel_${signal}`))
        .toSorted(),
    );
    for (const [table, blocks] of byTable) {
      const chunks = encodeNative(blocks);
      const columns = TELEMETRY_TABLES[table].map(({ name }) => name);
      await clickhouse.insertNative({ database: DATABASE, table, columns }, chunks);
      const sent = readNative(chunks);
      expect(sent.length).toBeGreaterThan(20);
      expect(printed(await readTable(table))).toEqual(printed(sent));
    }
  });
});
