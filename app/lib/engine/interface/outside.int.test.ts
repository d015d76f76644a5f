// What a client cannot do by the engine: read and write files, reach other servers, stop it, write by GET.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALLOWED_ENGINES } from '#app/lib/engine/access-file.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { HIGHER_ORDER } from './outside.ts';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let secret: string;
let target: string;

beforeAll(async () => {
  engine = await startTestEngine();
  secret = join(engine.dataDir, '../secret.csv');
  target = join(engine.dataDir, '../written.csv');
  writeFileSync(secret, 'sesame');
  expect((await send('CREATE TABLE t (a String) ENGINE = MergeTree ORDER BY a')).status).toBe(200);
});
afterAll(() => engine.stop());

async function send(statement: string, method = 'POST') {
  const query = statement.replaceAll('SECRET', secret).replaceAll('TARGET', target);
  const url = method === 'GET' ? `${engine.url}/?query=${encodeURIComponent(query)}` : engine.url;
  const response = await fetch(url, method === 'GET' ? {} : { method, body: query });
  const code = response.headers.get('x-clickhouse-exception-code') ?? '0';
  return { status: response.status, code, text: await response.text() };
}

const lines = async (query: string) => (await send(query)).text.trim().split('\n');

/** Table functions without a source outside of the engine; some need more arguments, or a setting, to run. */
const HARMLESS =
  'numbers numbers_mt zeros zeros_mt primes generateSeries generate_series generateRandom values SQLStandardValues null view viewIfPermitted viewExplain merge mergeTreeIndex mergeTreeTextIndex mergeTreeProjection mergeTreeAnalyzeIndexes mergeTreeAnalyzeIndexesUUID loop format dictionary input fuzzQuery fuzzJSON timeSeriesData timeSeriesTags timeSeriesMetrics timeSeriesSamples timeSeriesSelector prometheusQuery prometheusQueryRange'.split(
    ' ',
  );
/** They name clusters of the configuration, and it has none. */
const CLUSTERS = ['cluster', 'clusterAllReplicas'];

test('every table function is harmless or refused', async () => {
  const all = await lines('SELECT name FROM system.table_functions ORDER BY name');
  const others = all.filter((name) => !HARMLESS.includes(name) && !CLUSTERS.includes(name));
  expect(others).toContain('file');
  const sources = (await lines('SHOW GRANTS')).join('\n');
  expect(sources).not.toMatch(
    /SOURCES|READ|WRITE|BACKUP|SHUTDOWN|CREATE DICTIONARY|NAMED COLLECTION|GRANT OPTION/,
  );
  const accepted: string[] = [];
  for (const name of others) {
    for (const args of [
      "('/x', 'CSV', 'a Int8')",
      "('http://127.0.0.1:1/b/x', 'CSV', 'a Int8')",
      "('127.0.0.1:1', 'd', 't', 'u', 'p')",
      "('127.0.0.1:1', 'k', 'a Int8', 0, 'p', 1, 2)",
      "('/x', 't')",
      "('/x')",
      "('a', 'b', 'c', 'a Int8')",
    ]) {
      const { status, text } = await send(`SELECT * FROM ${name}${args}`);
      if (status === 200 || /refused|No such file|doesn't exist|resolve/i.test(text))
        accepted.push(`${name}${args}: ${text}`);
    }
  }
  expect(accepted).toEqual([]);
  for (const name of CLUSTERS)
    expect(await send(`SELECT * FROM ${name}('default', system.one)`)).toMatchObject({ code: '701' });
});

test('every engine is one of ours or refused', async () => {
  const all = await lines(
    'SELECT name FROM system.table_engines UNION ALL SELECT name FROM system.database_engines',
  );
  expect(ALLOWED_ENGINES.filter((name) => !all.includes(name))).toEqual([]);
  const accepted: string[] = [];
  for (const name of await lines('SELECT name FROM system.table_engines')) {
    if (ALLOWED_ENGINES.includes(name)) continue;
    const { code } = await send(`CREATE TABLE e (a Int8) ENGINE = ${name}`);
    if (code !== '497') accepted.push(`${name} ${code}`);
  }
  for (const name of await lines('SELECT name FROM system.database_engines')) {
    if (ALLOWED_ENGINES.includes(name)) continue;
    const { code } = await send(`CREATE DATABASE e ENGINE = ${name}`);
    if (code !== '497') accepted.push(`${name} ${code}`);
  }
  expect(accepted).toEqual([]);
});

test('every function that calls others is known', async () => {
  const all = await lines('SELECT lower(name) FROM system.functions WHERE higher_order ORDER BY 1');
  expect(all).toEqual([...HIGHER_ORDER].sort());
});

describe('refused', () => {
  test.each([
    "SELECT * FROM file('SECRET', 'RawBLOB')",
    "SELECT * FROM \"file\"('SECRET', 'RawBLOB')",
    "SELECT * FROM `fi\\x6ce`('SECRET', 'RawBLOB')",
    "SELECT * FROM 'SECRET'",
    'SELECT * FROM `SECRET`',
    "EXPLAIN SELECT * FROM (SELECT * FROM FILE('SECRET', 'RawBLOB'))",
    "CREATE VIEW v AS SELECT * FROM file('SECRET', 'RawBLOB')",
    "DESCRIBE TABLE file('SECRET')",
    "INSERT INTO FUNCTION file('TARGET', 'CSV', 'a Int8') VALUES (1)",
    "INSERT INTO FUNCTION file('TARGET', 'CSV', 'a Int8') SELECT 1",
    "INSERT INTO t SELECT * FROM file('SECRET', 'RawBLOB')",
    "SELECT file('SECRET')",
    "SELECT file /* */ ('SECRET')",
    "SELECT file\u00a0('SECRET')",
    'SELECT "fi\\x6ce"(\'SECRET\')',
    "SELECT “file”('SECRET')",
    "SELECT ‘'’, file('SECRET') -- '",
    "SELECT 1 // '\n, file('SECRET') -- '",
    "SELECT $x$, file('SECRET')",
    "SELECT * APPLY file FROM (SELECT 'SECRET')",
    "SELECT * APPLY(file) FROM (SELECT 'SECRET')",
    "SELECT arrayMap(file, ['SECRET'])",
    "SELECT arrayMap((file), ['SECRET'])",
    'SELECT mapApply(`file`, map(1, 2))',
    "SELECT arrayFold(/* */ file AS f, ['SECRET'], '')",
    'CREATE FUNCTION f AS x -> file(x)',
    "CREATE TABLE u (a String DEFAULT file('SECRET')) ENGINE = Memory",
    "INSERT INTO t VALUES (file('SECRET'))",
    "INSERT INTO t VALUES ('a'), ((SELECT \"fi\\x6ce\"('SECRET')))",
    "SELECT * FROM format(Values, 'a String', $$ (file('SECRET')) $$)",
    "SELECT * FROM format(concat('Val', 'ues'), 'a String', concat('(fi', 'le(1))'))",
    "SELECT * FROM eval('SELECT 1') SETTINGS allow_experimental_eval_table_function = 1",
    "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a Int8')",
    "SELECT * FROM filesystem('/etc')",
    "SELECT * FROM remote('127.0.0.1:1', system.one)",
    "CREATE TABLE u (a String) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = web, endpoint = 'http://127.0.0.1:1/')",
    "CREATE DATABASE s ENGINE = SQLite('TARGET')",
    'CREATE TABLE u (a String) ENGINE "File"(CSV)',
    "CREATE TEMPORARY TABLE u (a String) ENGINE = URL('http://127.0.0.1:1/', 'CSV')",
    "CREATE DICTIONARY d (id UInt64, v String) PRIMARY KEY id SOURCE(HTTP(url 'http://127.0.0.1:1/' format 'CSV')) LAYOUT(FLAT()) LIFETIME(0)",
    "CREATE NAMED COLLECTION n AS url = 'x'",
    "BACKUP TABLE t TO File('TARGET')",
    "RESTORE TABLE t FROM File('TARGET')",
    'SYSTEM KILL',
    'SYSTEM SHUTDOWN',
    'SYSTEM SUSPEND FOR 1 SECOND',
    'GRANT ALL ON *.* TO default',
    'CREATE USER u',
  ])('%s', async (statement) => {
    const answer = await send(statement);
    expect(answer.text).not.toContain('sesame');
    expect([answer.status, answer.code, answer.text]).toEqual([403, '497', expect.any(String)]);
    expect(existsSync(target)).toBe(false);
  });

  test('an engine that nobody could stop is still the same one', async () => {
    expect(engine.engine.restarts).toBe(0);
    expect((await send('SELECT count() FROM t')).text).toBe('0\n');
  });
});

describe('names and texts that only look like it', () => {
  test.each([
    ['CREATE TABLE file (file String, url String, format String) ENGINE = Memory', ''],
    ["INSERT INTO file (file, url, format) VALUES ('file (x)', lower('URL('), 'eval(')", ''],
    ['SELECT file, url FROM default.file WHERE file IN (file)', 'file (x)\turl(\n'],
    ["SELECT 'file(1)', format('{}-{}', 1, 2) -- file('x')", 'file(1)\t1-2\n'],
    ['SELECT * FROM format(JSONEachRow, \'{"a": 1}\')', '1\n'],
    ["SELECT upper(a) FROM values('a String', ('x'))", 'X\n'],
    ['SELECT sum(number) FROM numbers(3)', '3\n'],
    ["SELECT arrayStringConcat(file, '-') FROM (SELECT ['a', 'b'] AS file)", 'a-b\n'],
  ])('%s', async (statement, text) => {
    expect(await send(statement)).toEqual({ status: 200, code: '0', text });
  });
});

describe('a GET never writes', () => {
  test.each([
    "INSERT INTO FUNCTION null('a Int8') VALUES (1)",
    "INSERT INTO FUNCTION null('a Int8') SELECT 1",
    "WITH 1 AS x INSERT INTO FUNCTION null('a Int8') SELECT x",
    'INSERT INTO t VALUES (1)',
    'CREATE TABLE g (a Int8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE g (a Int8)',
    'DROP TABLE t',
    'SYSTEM FLUSH LOGS',
    'EXPLAIN SELECT 1 PARALLEL WITH CREATE TABLE g (a Int8) ENGINE = Memory',
  ])('%s', async (statement) => {
    expect(await send(statement, 'GET')).toMatchObject({ code: '164' });
  });

  test('nor does what stands beside a SELECT', async () => {
    const beside = 'SELECT 1 PARALLEL WITH CREATE TABLE g (a Int8) ENGINE = Memory';
    expect(await send(beside, 'GET')).toMatchObject({ code: '62' });
    expect(await send(beside)).toMatchObject({ code: '62' });
    expect((await send('EXISTS TABLE g')).text).toBe('0\n');
  });

  test.each([
    'SELECT 1',
    'SHOW TABLES',
    'DESCRIBE TABLE t',
    'EXPLAIN SELECT 1',
    'EXISTS TABLE t',
    '(SELECT 1)',
  ])('%s reads', async (statement) => {
    expect(await send(statement, 'GET')).toMatchObject({ status: 200 });
  });
});

test('the engine has a process group of its own, and is still our child', () => {
  const stat = readFileSync(`/proc/${engine.engine.pid}/stat`, 'utf8');
  const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  expect(Number(parent)).toBe(process.pid);
  expect(Number(group)).toBe(engine.engine.pid);
});
