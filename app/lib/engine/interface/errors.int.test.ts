// Failing queries: codes and statuses, errors after the first rows, and nothing that stays for the next query.
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';

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

async function send(query: string, settings: Record<string, string> = {}) {
  const response = await fetch(`${engine.url}/?${new URLSearchParams(settings)}`, {
    method: 'POST',
    body: query,
  });
  return {
    status: response.status,
    code: response.headers.get('x-clickhouse-exception-code'),
    text: await response.text(),
  };
}

describe('codes and statuses', () => {
  test.each([
    ['SELEC 1', 400, '62'],
    ['SELECT * FROM nope', 404, '60'],
    ['SELECT nope', 404, '47'],
    ['SELECT nope(1)', 404, '46'],
    ['SELECT 1 FORMAT Nope', 404, '73'],
    ['SELECT {p:String}', 400, '456'],
    ["SELECT throwIf(1, 'boom')", 500, '395'],
    ['SELECT 1; SELECT 2', 400, '62'],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", 500, '358'],
    ['', 400, '62'],
  ])('%s', async (query, status, code) => {
    const answer = await send(query);
    expect(answer).toMatchObject({ status, code });
    expect(answer.text).toMatch(
      new RegExp(`^Code: ${code}\\. DB::Exception: .*\\([A-Z_]+\\) \\(version [\\d.]+\\)\\n$`, 's'),
    );
  });

  test.each([
    [{ no_such_setting: '1' }, 404, '115'],
    [{ max_threads: 'many' }, 400, '27|72|6|53'],
    [{ database: 'nope' }, 404, '81'],
    [{ session_id: 'x' }, 501, '48'],
    [{ max_result_rows: '1' }, 500, '396'],
    [
      {
        max_execution_time: '0.2',
        query: 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1',
      },
      408,
      '159',
    ],
    [{ max_memory_usage: '1000000', query: 'SELECT groupArray(number) FROM numbers(10000000)' }, 500, '241'],
  ] as [Record<string, string>, number, string][])('%j', async (settings, status, code) => {
    const answer = await send(settings.query ? '' : 'SELECT number FROM numbers(100000)', settings);
    expect(answer.code).toMatch(new RegExp(`^(${code})$`));
    expect(answer.status).toBe(status);
  });

  test('the official client has code and type', async () => {
    await expect(client.query({ query: 'SELECT * FROM nope' })).rejects.toMatchObject({
      code: '60',
      type: 'UNKNOWN_TABLE',
    });
    await expect(client.command({ query: 'DROP TABLE nope' })).rejects.toMatchObject({ code: '60' });
    await expect(
      client.insert({ table: 'nope', values: [{ a: 1 }], format: 'JSONEachRow' }),
    ).rejects.toMatchObject({ code: '60' });
  });
});

describe('an error after the first rows', () => {
  const query = "SELECT throwIf(number = 2000000, 'half way') AS t, number FROM numbers(3000000)";

  // A client that lags behind the stream sees it break; one that keeps up sees why.
  const slow =
    "SELECT throwIf(number = 60, 'half way') AS t, repeat('x', 100000) AS x, sleepEachRow(0.005) FROM numbers(70) SETTINGS max_block_size = 1";
  test.each([
    [false, query],
    [false, slow],
    [true, slow],
  ])('reaches the official client, compressed: %s', async (response, failing) => {
    const own = createClient({
      url: engine.url,
      compression: { response },
      log: { level: ClickHouseLogLevel.OFF },
    });
    try {
      const result = await own.query({ query: failing, format: 'JSONEachRow' });
      await expect(result.json()).rejects.toMatchObject({
        code: '395',
        message: expect.stringContaining('half way'),
      });
    } finally {
      await own.close();
    }
  });

  test.each([false, true])('is never taken for a short result, compressed: %s', async (response) => {
    const own = createClient({
      url: engine.url,
      compression: { response },
      log: { level: ClickHouseLogLevel.OFF },
    });
    try {
      for (const format of ['JSON', 'CSV', 'JSONEachRow'] as const) {
        const result = await own.query({ query, format });
        await expect(result.text()).rejects.toThrow();
      }
    } finally {
      await own.close();
    }
  });

  test('breaks the response for everybody else', async () => {
    const response = await fetch(`${engine.url}/?default_format=CSV`, { method: 'POST', body: query });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});

describe('nothing stays', () => {
  const setting = async () =>
    await (
      await client.query({
        query: "SELECT getSetting('max_block_size'), getSetting('readonly'), currentDatabase()",
        format: 'CSV',
      })
    ).text();

  test('settings, SET, USE and readonly end with their query', async () => {
    const before = await setting();
    for (let i = 0; i < 20; i++) {
      await client.query({ query: 'SELECT 1', clickhouse_settings: { max_block_size: '7', readonly: '1' } });
      await client.command({ query: 'SET max_block_size = 8' });
      await client.command({ query: 'USE system' });
      await send('SELECT nope SETTINGS max_block_size = 9', { max_block_size: '10', readonly: '1' });
      expect(await setting()).toBe(before);
    }
  });

  test('a query’s SETTINGS clause wins over the request’s', async () => {
    const result = await client.query({
      query: "SELECT getSetting('max_block_size') AS v SETTINGS max_block_size = 11",
      clickhouse_settings: { max_block_size: '12' },
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ v: 11 }]);
  });

  test('a request’s settings reach every kind of statement', async () => {
    await client.command({
      query: 'CREATE TABLE kinds (a UInt8, b Nullable(UInt8)) ENGINE = MergeTree ORDER BY a',
    });
    const skip = { input_format_skip_unknown_fields: 1 } as const;
    await client.insert({
      table: 'kinds',
      values: [{ a: 1, zzz: 1 }],
      format: 'JSONEachRow',
      clickhouse_settings: skip,
    });
    await client.command({
      query: 'CREATE TABLE typed (a DEFAULT 1) ENGINE = Memory',
      clickhouse_settings: { data_type_default_nullable: 1 },
    });
    await client.command({
      query: 'CREATE TABLE plain (a Int8) ENGINE = Memory',
      clickhouse_settings: { data_type_default_nullable: 1 },
    });
    const shown = await (
      await client.query({ query: 'SHOW CREATE TABLE plain', format: 'TabSeparatedRaw' })
    ).text();
    expect(shown).toContain('`a` Nullable(Int8)');
  });

  test('readonly requests and GET cannot write or change settings', async () => {
    await client.command({ query: 'CREATE TABLE ro (a UInt8) ENGINE = Memory' });
    for (const query of [
      'INSERT INTO ro VALUES (1)',
      'DROP TABLE ro',
      'CREATE TABLE x (a UInt8) ENGINE = Memory',
      'SELECT 1 SETTINGS max_threads = 1',
    ])
      expect(await send(query, { readonly: '1' })).toMatchObject({ code: '164' });
    const get = async (query: string) => await fetch(`${engine.url}/?query=${encodeURIComponent(query)}`);
    expect((await get('INSERT INTO ro VALUES (1)')).headers.get('x-clickhouse-exception-code')).toBe('164');
    expect((await get('DROP TABLE ro')).headers.get('x-clickhouse-exception-code')).toBe('164');
    expect(await (await get('SELECT count() FROM ro SETTINGS max_threads = 1')).text()).toBe('0\n');
  });
});

describe('output of a failed query never reaches another one', () => {
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => `{"n":${from + i},"s":"row ${from + i}"}\n`).join('');

  /** A third of all queries, failing each in its own way. The promise resolves when the failure was seen. */
  const failures: readonly ((i: number) => Promise<unknown>)[] = [
    (i) =>
      expectFailure(`SELECT throwIf(number = ${500_000 + i}), repeat('poison', 20) FROM numbers(1000000)`),
    () => expectFailure("SELECT 'poison' FROM nope"),
    () =>
      expectFailure(
        "SELECT 'poison', sleepEachRow(0.05) FROM numbers(100) SETTINGS max_block_size = 1, max_execution_time = 0.2",
      ),
    () =>
      expectFailure(
        "SELECT 'poison', number FROM numbers(1000000) SETTINGS max_result_rows = 1000, result_overflow_mode = 'throw'",
      ),
    () =>
      expectFailure(
        "SELECT 'poison', groupArray(number) FROM numbers(5000000) SETTINGS max_memory_usage = 1000000",
      ),
    () => expectFailure("SELECT 'poison' SETTINGS no_such_setting = 1"),
    () => expectFailure('SHOW CREATE TABLE poison'),
    () => expectFailure('INSERT INTO FUNCTION null(\'a UInt8\') FORMAT JSONEachRow {"a":"poison"}'),
    async () => {
      const aborter = new AbortController();
      const running = client.query({
        query: "SELECT 'poison', number FROM numbers(100000000000)",
        format: 'JSONEachRow',
        abort_signal: aborter.signal,
      });
      setTimeout(() => aborter.abort(), 100);
      const result = await running.catch(() => undefined);
      await result?.text().catch(() => undefined);
    },
  ];

  async function expectFailure(query: string): Promise<void> {
    const response = await fetch(`${engine.url}/`, { method: 'POST', body: query });
    const isLate = response.status === 200;
    const text = await response.text().catch(() => 'broken');
    if (isLate) expect(text).toBe('broken');
    else expect(text).toMatch(/^Code: \d+/);
  }

  test('60 at once of which a third fail, four rounds, every answer compared byte for byte', async () => {
    for (let round = 0; round < 4; round++) {
      await Promise.all(
        Array.from({ length: 60 }, async (_, i) => {
          if (i % 3 === 0) {
            await failures[(i / 3 + round) % failures.length]?.(i);
            return;
          }
          const from = i * 1000;
          const count = i % 2 === 0 ? 3 : 20_000;
          const result = await client.query({
            query: `SELECT number + {from:UInt32} AS n, concat('row ', toString(n)) AS s FROM numbers(${count})`,
            query_params: { from },
            format: 'JSONEachRow',
          });
          const text = await result.text();
          if (text !== rows(from, count))
            throw new Error(`query ${i} of round ${round}: ${text.slice(0, 300)}`);
        }),
      );
    }
    const { value } = (
      await (
        await client.query({
          query: "SELECT count() - 1 AS value FROM system.processes WHERE query NOT LIKE 'KILL%'",
          format: 'JSONEachRow',
        })
      ).json<{ value: number }>()
    )[0] ?? { value: -1 };
    expect(value).toBe(0);
  });

  test('right after a failure, one by one', async () => {
    for (let i = 0; i < 40; i++) {
      await failures[i % 6]?.(i);
      expect(await send('SELECT 1, 2')).toEqual({ status: 200, code: null, text: '1\t2\n' });
    }
  });
});
