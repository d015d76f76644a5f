// Cancelling and following queries: by disconnecting, by query_id, and what happens when too many come.
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PARALLEL_QUERIES } from '#app/lib/engine/protocol.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';

const ENDLESS = 'SELECT count() FROM numbers(10000000000000) WHERE sipHash64(number) = 1';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let client: ClickHouseClient;

beforeAll(async () => {
  engine = await startTestEngine();
  client = createClient({
    url: engine.url,
    max_open_connections: 100,
    log: { level: ClickHouseLogLevel.OFF },
  });
});
afterAll(async () => {
  await client.close();
  await engine.stop();
});

async function running(): Promise<string[]> {
  const result = await client.query({
    query:
      "SELECT query_id FROM system.processes WHERE query NOT LIKE '%system.processes%' AND query NOT LIKE 'KILL%' ORDER BY query_id",
    format: 'JSONEachRow',
  });
  return (await result.json<{ query_id: string }>()).map((row) => row.query_id);
}

test('aborting cancels in the engine', async () => {
  const aborter = new AbortController();
  const query = client.query({ query: ENDLESS, query_id: 'to-abort', abort_signal: aborter.signal });
  await expect.poll(running).toEqual(['to-abort']);
  aborter.abort();
  await expect(query).rejects.toThrow();
  await expect.poll(running, { timeout: 5_000 }).toEqual([]);
});

test('so does closing a result that is being read', async () => {
  const result = await client.query({
    query: 'SELECT number FROM numbers(1000000000000)',
    format: 'JSONEachRow',
    query_id: 'to-close',
  });
  for await (const _rows of result.stream()) break;
  result.close();
  await expect.poll(running, { timeout: 5_000 }).toEqual([]);
});

test('an INSERT … SELECT and a query that is busy before its first row are cancelled too', async () => {
  await client.command({ query: 'CREATE TABLE sink (n UInt64) ENGINE = Null' });
  for (const query of [
    'INSERT INTO sink SELECT number FROM numbers(10000000000000)',
    'SELECT (SELECT count() FROM numbers(10000000000000) WHERE sipHash64(number) = 1)',
  ]) {
    const aborter = new AbortController();
    const sent = client.command({ query, query_id: 'busy', abort_signal: aborter.signal });
    await expect.poll(running).toContain('busy');
    // Meanwhile the interface answers: nothing runs on its own thread.
    expect(await client.ping()).toMatchObject({ success: true });
    aborter.abort();
    await expect(sent).rejects.toThrow();
    await expect.poll(running, { timeout: 5_000 }).toEqual([]);
  }
});

test('KILL QUERY takes the client’s query_id, whatever it holds', async () => {
  for (const query_id of ['plain-id', 'it\'s "odd" / \\ ü 🍁']) {
    const query = client.query({ query: ENDLESS, query_id });
    const killed = expect(query).rejects.toMatchObject({ code: '394' });
    await expect.poll(running).toEqual([query_id]);
    await client.command({
      query: 'KILL QUERY WHERE query_id = {id:String}',
      query_params: { id: query_id },
    });
    await killed;
  }
});

test('progress of a running query, by its id', async () => {
  const aborter = new AbortController();
  const query = client.query({ query: ENDLESS, query_id: 'slow/one', abort_signal: aborter.signal });
  const progress = async () => {
    const response = await fetch(`${engine.url}/progress?query_id=slow%2Fone`);
    return response.status === 200 ? ((await response.json()) as Record<string, unknown>) : {};
  };
  await expect.poll(async () => Number((await progress()).read_rows ?? 0)).toBeGreaterThan(0);
  expect(await progress()).toMatchObject({
    state: 'running',
    elapsed: expect.any(Number),
    read_bytes: expect.anything(),
    total_rows_approx: expect.anything(),
    memory_usage: expect.anything(),
  });
  aborter.abort();
  await expect(query).rejects.toThrow();
  expect((await fetch(`${engine.url}/progress?query_id=other`)).status).toBe(404);
});

test('a response says its query id, given or made', async () => {
  const given = await fetch(`${engine.url}/?query_id=mine&query=SELECT%201`);
  expect(given.headers.get('x-clickhouse-query-id')).toBe('mine');
  const made = await fetch(`${engine.url}/?query=SELECT%201`);
  expect(made.headers.get('x-clickhouse-query-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('more queries than run at once wait their turn; those who leave the line never run', async () => {
  const aborter = new AbortController();
  const busy = Array.from({ length: PARALLEL_QUERIES }, (_, i) =>
    client
      .query({
        query:
          'SELECT sleepEachRow(3) FROM numbers(1000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 10000000',
        query_id: `busy-${i}`,
        abort_signal: aborter.signal,
      })
      .catch(() => undefined),
  );
  await expect
    .poll(
      async () =>
        (await Promise.all(busy.map((_, i) => state(`busy-${i}`)))).filter((one) => one === 'running').length,
      {
        timeout: 10_000,
      },
    )
    .toBe(PARALLEL_QUERIES);
  const leaver = new AbortController();
  const left = client
    .command({
      query: 'CREATE TABLE never (a Int8) ENGINE = Memory',
      query_id: 'leaver',
      abort_signal: leaver.signal,
    })
    .catch(() => 'left');
  const waiting = client.query({ query: "SELECT 'waited'", query_id: 'waiter', format: 'TabSeparated' });
  await expect.poll(async () => [await state('leaver'), await state('waiter')]).toEqual(['queued', 'queued']);
  leaver.abort();
  expect(await left).toBe('left');
  aborter.abort();
  expect(await (await waiting).text()).toBe('waited\n');
  await Promise.all(busy);
  expect(await (await client.query({ query: 'EXISTS TABLE never', format: 'TabSeparated' })).text()).toBe(
    '0\n',
  );
});

async function state(queryId: string): Promise<unknown> {
  const response = await fetch(`${engine.url}/progress?query_id=${queryId}`);
  return response.status === 200 ? ((await response.json()) as { state: string }).state : undefined;
}
