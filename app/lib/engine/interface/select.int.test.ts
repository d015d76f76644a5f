// Reading through the engine's HTTP interface: formats, parameters of every type, compression, streaming.
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  createClient,
  type DataFormat,
  TupleParam,
} from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let client: ClickHouseClient;

beforeAll(async () => {
  engine = await startTestEngine();
  client = createClient({ url: engine.url, log: { level: ClickHouseLogLevel.OFF } });
});
afterAll(async () => {
  await client.close();
  await engine.stop();
});

async function text(query: string, format: DataFormat = 'TabSeparated'): Promise<string> {
  return await (await client.query({ query, format })).text();
}

/** Any format, as bytes: `exec` leaves the statement as it is. */
async function bytes(query: string): Promise<Buffer> {
  const { stream } = await client.exec({ query });
  return await buffer(stream);
}

describe('formats', () => {
  const query = "SELECT number AS n, concat('é', toString(number)) AS s FROM numbers(2)";
  test.each([
    ['JSONEachRow', '{"n":0,"s":"é0"}\n{"n":1,"s":"é1"}\n'],
    ['JSONCompactEachRow', '[0, "é0"]\n[1, "é1"]\n'],
    ['CSV', '0,"é0"\n1,"é1"\n'],
    ['CSVWithNames', '"n","s"\n0,"é0"\n1,"é1"\n'],
    ['TabSeparated', '0\té0\n1\té1\n'],
    ['TabSeparatedWithNames', 'n\ts\n0\té0\n1\té1\n'],
  ] as [DataFormat, string][])('%s', async (format, expected) => {
    expect(await text(query, format)).toBe(expected);
  });

  test('JSON and JSONCompact carry columns, rows and statistics', async () => {
    const json = await (await client.query({ query })).json();
    expect(json).toMatchObject({
      meta: [
        { name: 'n', type: 'UInt64' },
        { name: 's', type: 'String' },
      ],
      data: [
        { n: 0, s: 'é0' },
        { n: 1, s: 'é1' },
      ],
      rows: 2,
      statistics: { rows_read: 2 },
    });
    const compact = await (await client.query({ query, format: 'JSONCompact' })).json();
    expect(compact).toMatchObject({
      data: [
        [0, 'é0'],
        [1, 'é1'],
      ],
    });
  });

  test('RowBinary and Native', async () => {
    expect(await bytes("SELECT toUInt16(258) AS n, 'ab' AS s FORMAT RowBinary")).toEqual(
      Buffer.from([2, 1, 2, 97, 98]),
    );
    expect(await bytes('SELECT toUInt8(7) AS n FORMAT Native')).toEqual(
      Buffer.from([1, 1, 1, ...Buffer.from('n'), 5, ...Buffer.from('UInt8'), 7]),
    );
    expect((await bytes('SELECT 1 FORMAT Null')).length).toBe(0);
  });

  test('the statement’s FORMAT wins over default_format, and without either it is TabSeparated', async () => {
    const get = async (query: string, more = '') =>
      await (await fetch(`${engine.url}/?query=${encodeURIComponent(query)}${more}`)).text();
    expect(await get('SELECT 1, 2')).toBe('1\t2\n');
    expect(await get('SELECT 1, 2', '&default_format=CSV')).toBe('1,2\n');
    expect(await get('SELECT 1, 2 FORMAT JSONCompactEachRow', '&default_format=CSV')).toBe('[1, 2]\n');
    expect(await get('EXISTS system.one', '&default_format=CSV')).toBe('1\n');
  });

  test('no rows', async () => {
    expect(await text('SELECT 1 WHERE 0', 'JSONEachRow')).toBe('');
    expect(await (await client.query({ query: 'SELECT 1 AS a WHERE 0' })).json()).toMatchObject({
      data: [],
      rows: 0,
    });
  });

  test('statements that are not a SELECT', async () => {
    expect(await text('SHOW DATABASES')).toContain('system\n');
    expect(await text('EXPLAIN AST SELECT 1')).toContain('SelectWithUnionQuery');
    expect(await text('EXISTS TABLE system.one')).toBe('1\n');
    expect(await text('WITH 2 AS x SELECT x UNION ALL SELECT 3')).toMatch(/^(2\n3|3\n2)\n$/);
  });
});

describe('query parameters', () => {
  const nasty = 'it\'s "quoted" \\ back\\n `tick` {x:String} \n new\tline \r 🍁 ; -- /* */ %41+';
  test.each([
    ['String', nasty, nasty],
    ['String', '', ''],
    ['FixedString(2)', 'ab', 'ab'],
    ['LowCardinality(String)', 'x', 'x'],
    ['Int8', -5, -5],
    ['UInt64', '18446744073709551615', '18446744073709551615'],
    ['Int128', '-170141183460469231731687303715884105728', '-170141183460469231731687303715884105728'],
    ['Float64', 1.5, 1.5],
    ['Decimal(18, 4)', '12.3456', 12.3456],
    ['Bool', true, true],
    ['Bool', false, false],
    ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
    ['IPv4', '127.0.0.1', '127.0.0.1'],
    ['Date', '2026-01-02', '2026-01-02'],
    ['DateTime', new Date(Date.UTC(2026, 0, 2, 3, 4, 5)), '2026-01-02 03:04:05'],
    ['DateTime64(3)', new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)), '2026-01-02 03:04:05.678'],
    ['DateTime64(9)', '2026-01-02 03:04:05.123456789', '2026-01-02 03:04:05.123456789'],
    ["Enum8('a'=1,'b'=2)", 'b', 'b'],
    ['Array(String)', [nasty, '', "'"], [nasty, '', "'"]],
    ['Array(Array(UInt8))', [[1, 2], []], [[1, 2], []]],
    ['Array(Nullable(Int32))', [1, null], [1, null]],
    ['Map(String, UInt8)', { a: 1, "b'": 2 }, { a: 1, "b'": 2 }],
    ['Map(String, Array(String))', { a: [nasty] }, { a: [nasty] }],
    ['Nullable(String)', null, null],
    ['Nullable(String)', 'NULL', 'NULL'],
    ['Nullable(Int64)', null, null],
  ] as [string, unknown, unknown][])('%s %j', async (type, value, expected) => {
    const result = await client.query({
      query: `SELECT {v:${type}} AS v`,
      query_params: { v: value },
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    });
    expect(await result.json()).toEqual([{ v: expected }]);
  });

  test('tuples and identifiers', async () => {
    const result = await client.query({
      query: 'SELECT {t:Tuple(UInt8, String)} AS t, count() AS c FROM {d:Identifier}.{n:Identifier}',
      query_params: { t: new TupleParam([1, "a'b"]), d: 'system', n: 'one' },
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ t: [1, "a'b"], c: 1 }]);
  });

  test('a value never becomes SQL', async () => {
    const attack = "'; DROP TABLE x; SELECT '";
    const result = await client.query({
      query: 'SELECT {a:String} AS a',
      query_params: { a: attack },
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ a: attack }]);
    await expect(
      client.query({
        query: 'SELECT * FROM {t:Identifier}',
        query_params: { t: 'system.one` UNION SELECT 1 --' },
      }),
    ).rejects.toMatchObject({ type: 'UNKNOWN_TABLE' });
  });

  test('parameters of concurrent queries do not mix, and none is left for the next query', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const result = await client.query({
          query: 'SELECT {p:UInt32} AS p, {s:String} AS s',
          query_params: { p: i, s: `s${i}` },
          format: 'JSONEachRow',
        });
        return (await result.json())[0];
      }),
    );
    expect(answers).toEqual(Array.from({ length: 200 }, (_, i) => ({ p: i, s: `s${i}` })));
    await expect(client.query({ query: 'SELECT {p:UInt32}' })).rejects.toMatchObject({ code: '456' });
  });
});

test.each(['gzip', 'zstd', 'deflate', 'br'])('a response in %s', async (codec) => {
  const query = 'SELECT number FROM numbers(200000) FORMAT TSV';
  const response = await fetch(
    `${engine.url}/?enable_http_compression=1&query=${encodeURIComponent(query)}`,
    {
      headers: { 'Accept-Encoding': codec },
    },
  );
  expect(response.headers.get('content-encoding')).toBe(codec);
  expect((await response.text()).length).toBe(1_288_890);
});

test('compression both ways with the official client', async () => {
  const packed = createClient({ url: engine.url, compression: { request: true, response: true } });
  try {
    await packed.command({ query: 'CREATE TABLE packed (a UInt32, s String) ENGINE = MergeTree ORDER BY a' });
    const values = Array.from({ length: 10_000 }, (_, a) => ({ a, s: `row ${a}` }));
    await packed.insert({ table: 'packed', values, format: 'JSONEachRow' });
    const rows = await (
      await packed.query({ query: 'SELECT * FROM packed ORDER BY a', format: 'JSONEachRow' })
    ).json();
    expect(rows).toEqual(values);
  } finally {
    await packed.close();
  }
});

test('three million rows stream through in bounded memory, at the reader’s pace', async () => {
  const rss = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${engine.engine.pid}/status`, 'utf8'))?.[1]);
  const before = rss();
  let highest = 0;
  const result = await client.query({
    query: "SELECT number, repeat('x', 100) AS text FROM numbers(3000000)",
    format: 'JSONEachRow',
  });
  let rows = 0;
  for await (const batch of result.stream()) {
    rows += batch.length;
    if (rows % 50 === 0) highest = Math.max(highest, rss());
  }
  expect(rows).toBe(3_000_000);
  // 400 MB went through.
  expect(highest - before).toBeLessThan(200 * 1024);
});

test('a whole result can be asked for before it is sent', async () => {
  const query = encodeURIComponent('SELECT number FROM numbers(300000)');
  const response = await fetch(`${engine.url}/?wait_end_of_query=1&query=${query}`, { method: 'POST' });
  expect((await response.text()).length).toBe(1_988_890);
  const late = encodeURIComponent('SELECT throwIf(number = 900000) FROM numbers(1000000)');
  const failed = await fetch(`${engine.url}/?wait_end_of_query=1&query=${late}`, { method: 'POST' });
  expect([failed.status, failed.headers.get('x-clickhouse-exception-code')]).toEqual([500, '395']);
});

test('what the stock Go client asks first', async () => {
  const hello = await bytes('SELECT displayName(), version(), revision(), timezone() FORMAT Native');
  expect(hello[0]).toBe(4);
  expect(hello[1]).toBe(1);
  expect(hello.includes(Buffer.concat([Buffer.from('\x0arevision()\x06UInt32'), Buffer.alloc(4)]))).toBe(
    true,
  );
  expect(hello.subarray(-4).toString()).toBe('\x03UTC');
  const described = await (await client.query({ query: 'DESCRIBE TABLE system.one' })).json<{
    name: string;
  }>();
  expect(described.meta?.map((column) => column.type)).toEqual(Array(7).fill('String'));
  expect(described.data).toHaveLength(1);
});
