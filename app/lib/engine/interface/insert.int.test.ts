// Writing through the engine's HTTP interface: every format takes one path, and nothing stays on disk.
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
beforeEach(async () => {
  await client.command({
    query: "CREATE OR REPLACE TABLE t (a UInt64, s String DEFAULT '-') ENGINE = MergeTree ORDER BY a",
  });
});
afterEach(() => {
  // Whatever happened, the data of an insert is gone from the private directories.
  expect(spooled()).toEqual([]);
});

function spooled(): string[] {
  const own = new RegExp(`^maple-engine-${engine.engine.pid}-`);
  const directories = ['/dev/shm', '/tmp'].flatMap((base) =>
    readdirSync(base)
      .filter((name) => own.test(name))
      .map((name) => join(base, name)),
  );
  expect(directories).toHaveLength(1);
  return [...directories, join(engine.dataDir, 'maple-spool')]
    .flatMap((directory) => readdirSync(directory))
    .filter((name) => !name.startsWith('out-'));
}

async function rows(): Promise<string> {
  return await (await client.query({ query: 'SELECT a, s FROM t ORDER BY a, s', format: 'CSV' })).text();
}

async function post(query: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  const response = await fetch(`${engine.url}/${query && `?query=${encodeURIComponent(query)}`}`, {
    method: 'POST',
    body: body as BodyInit,
    headers,
  });
  return {
    status: response.status,
    code: response.headers.get('x-clickhouse-exception-code'),
    text: await response.text(),
    summary: response.headers.get('x-clickhouse-summary'),
  };
}

describe('formats', () => {
  test('JSONEachRow, with the count in the summary', async () => {
    const result = await client.insert({
      table: 't',
      values: [{ a: 1, s: "é';\n" }, { a: 2 }],
      format: 'JSONEachRow',
    });
    expect(result.summary).toMatchObject({ written_rows: '2' });
    expect(await rows()).toBe('1,"é\';\n"\n2,"-"\n');
  });

  test('CSV, TabSeparated and JSONCompactEachRow as streams', async () => {
    await client.insert({
      table: 't',
      values: Readable.from(['1,"a;b"\n2,', '"c"\n'], { objectMode: false }),
      format: 'CSV',
    });
    await client.insert({
      table: 't',
      values: Readable.from(['3\tx\\ty\n'], { objectMode: false }),
      format: 'TabSeparated',
    });
    await client.insert({ table: 't', columns: ['a'], values: [[4]], format: 'JSONCompactEachRow' });
    expect(await rows()).toBe('1,"a;b"\n2,"c"\n3,"x\ty"\n4,"-"\n');
  });

  test('Native and RowBinary, statement in the URL', async () => {
    const { stream } = await client.exec({
      query: "SELECT number AS a, 'n' AS s FROM numbers(70000) FORMAT Native",
    });
    const native = await buffer(stream);
    expect(await post('INSERT INTO t (a, s) FORMAT Native', native)).toMatchObject({ status: 200 });
    expect(
      await post('INSERT INTO t (a, s) FORMAT RowBinary', Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 1, 120])),
    ).toMatchObject({ status: 200 });
    const result = await client.query({
      query: 'SELECT count() AS c, sum(a) AS n FROM t',
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ c: 70_001, n: (70_000 * 69_999) / 2 + 1 }]);
  });

  test('statement and data in one body, binary data included', async () => {
    const binary = Buffer.concat([
      Buffer.from('INSERT INTO t (a) FORMAT RowBinary\n'),
      Buffer.from([10, 0x0d, 0, 0xff, 0, 0, 0, 0]),
    ]);
    expect(await post('', binary)).toMatchObject({ status: 200 });
    expect(await post('', "INSERT INTO t VALUES (1, 'x;y'), (2, concat('a', 'b'));")).toMatchObject({
      status: 200,
    });
    expect(await post('INSERT INTO t VALUES', "(3, '')")).toMatchObject({ status: 200 });
    expect(await rows()).toBe(`1,"x;y"\n2,"ab"\n3,""\n${0xff000d0a},"-"\n`);
  });

  test('INSERT … SETTINGS, with a parameter, and INSERT … SELECT', async () => {
    expect(
      await post(
        'INSERT INTO t SETTINGS input_format_skip_unknown_fields = 1 FORMAT JSONEachRow',
        '{"a":1,"zzz":2}',
      ),
    ).toMatchObject({ status: 200 });
    expect(await post('INSERT INTO t FORMAT JSONEachRow SETTINGS x = 1', '{"a":1,"zzz":2}')).toMatchObject({
      status: 400,
    });
    await client.command({
      query: 'INSERT INTO {t:Identifier} VALUES (2, {s:String})',
      query_params: { t: 't', s: "p'" },
    });
    await client.command({ query: "INSERT INTO t SELECT number + 3, 'sel' FROM numbers(2)" });
    expect(await rows()).toBe('1,"-"\n2,"p\'"\n3,"sel"\n4,"sel"\n');
  });

  test('nothing to insert is a success', async () => {
    for (const format of ['JSONEachRow', 'Native', 'CSV']) {
      expect(await post(`INSERT INTO t FORMAT ${format}`, '')).toMatchObject({ status: 200 });
    }
    expect(await rows()).toBe('');
  });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['zstd', zstdCompressSync],
  ['br', brotliCompressSync],
] as const)('a body in %s', async (encoding, compress) => {
  const body = compress(Buffer.from('{"a":1,"s":"packed"}\n'.repeat(1000)));
  expect(
    await post('INSERT INTO t FORMAT JSONEachRow', body, { 'Content-Encoding': encoding }),
  ).toMatchObject({ status: 200 });
  expect(
    await post('', compress(Buffer.from('SELECT count() FROM t')), { 'Content-Encoding': encoding }),
  ).toMatchObject({ text: '1000\n' });
});

describe('bad bodies insert nothing and leave the connection usable', () => {
  test.each([
    ['a value of the wrong type', 'JSONEachRow', '{"a":1}\n{"a":"x"}\n', {}, 400],
    ['broken gzip', 'JSONEachRow', 'not gzip', { 'Content-Encoding': 'gzip' }, 400],
    [
      'cut gzip',
      'JSONEachRow',
      gzipSync(Buffer.from('{"a":1}\n'.repeat(100))).subarray(0, 30),
      { 'Content-Encoding': 'gzip' },
      400,
    ],
    ['an unknown encoding', 'JSONEachRow', '{"a":1}', { 'Content-Encoding': 'lz4' }, 501],
    ['an unknown format', 'Nope', '{"a":1}', {}, 404],
    ['cut Native', 'Native', Buffer.from([2, 5, 1, 97]), {}, 500],
  ] as [string, string, string | Buffer, Record<string, string>, number][])(
    '%s',
    async (_name, format, body, headers, status) => {
      const answer = await post(`INSERT INTO t FORMAT ${format}`, body, headers);
      expect(answer.text).toMatch(/^Code: \d+\. DB::Exception: .*\([A-Z_]+\)/s);
      expect(answer.text).not.toMatch(/maple-engine|in-\d/);
      expect(answer.status).toBe(status);
      expect(await rows()).toBe('');
    },
  );

  test('a table that is not there, with a body still on its way', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, '{"a":1}\n');
    const answer = await post('INSERT INTO nope FORMAT JSONEachRow', body);
    expect(answer).toMatchObject({ status: 404, code: '60' });
    expect(await post('INSERT INTO t FORMAT', body)).toMatchObject({ status: 400, code: '62' });
  });
});

test('a client that breaks off has inserted nothing', async () => {
  const url = `${engine.url}/?query=${encodeURIComponent('INSERT INTO t FORMAT JSONEachRow')}`;
  await new Promise<void>((resolve) => {
    const upload = request(url, { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } });
    upload.on('error', () => resolve());
    upload.write('{"a":1}\n{"a":2}\n', () => setTimeout(() => upload.destroy(new Error('gone')), 100));
  });
  await expect.poll(spooled).toEqual([]);
  expect(await rows()).toBe('');
});

test('a long stream goes by way of the disk, not of memory', async () => {
  async function* lines() {
    const line = `1,${'x'.repeat(200)}\n`;
    for (let i = 0; i < 500; i++) yield line.repeat(1000);
  }
  await client.insert({
    table: 't',
    values: Readable.from(lines(), { objectMode: false }),
    format: 'CSV',
  });
  const result = await client.query({ query: 'SELECT count() AS c FROM t', format: 'JSONEachRow' });
  expect(await result.json()).toEqual([{ c: 500_000 }]);
});

test('many inserts at once', async () => {
  await Promise.all(
    Array.from({ length: 100 }, (_, a) =>
      client.insert({ table: 't', values: [{ a, s: 'm' }], format: 'JSONEachRow' }),
    ),
  );
  const result = await client.query({
    query: 'SELECT count() AS c, uniqExact(a) AS u FROM t',
    format: 'JSONEachRow',
  });
  expect(await result.json()).toEqual([{ c: 100, u: 100 }]);
});
