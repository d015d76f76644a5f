// The guard on the real engine: what must never pass, what must, and where its errors point.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { and, raw, sql } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { describeExpression, guardExpression, guardSelect } from './guard.server.ts';
import { ATTACKS } from './guard-attacks.ts';
import { EXPRESSION_ATTACKS } from './guard-attacks-text.ts';
import { migrate } from './migrate.server.ts';

const SECRET = 'the-secret-of-another-team';

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  for (const database of ['otel', 'otel_other']) {
    await migrate({
      clickhouse,
      database,
      cluster: undefined,
      retentionDays: 3650,
      directory: 'clickhouse/migrations',
      log: pino({ level: 'silent' }),
    });
  }
  for (const text of [
    `INSERT INTO otel_other.otel_logs (Timestamp, ServiceName, Body) SELECT now64(9), 'billing', '${SECRET}'`,
    `INSERT INTO otel.otel_logs (Timestamp, ServiceName, SeverityNumber, Body, LogAttributes) SELECT now64(9) - number, concat('s', toString(number % 3)), number % 24, concat('line ', toString(number)), map('n', toString(number), 'code', '500') FROM numbers(100)`,
    `INSERT INTO otel.otel_traces (Timestamp, TraceId, ServiceName, Duration) SELECT now64(9), toString(number), concat('s', toString(number % 3)), number * 1000 FROM numbers(10)`,
    // Tables that lead elsewhere, as an operator may have made them.
    `CREATE TABLE otel.all_teams AS otel_other.otel_logs ENGINE = Merge(REGEXP('.*'), '^otel_logs$')`,
    `CREATE TABLE otel.alias_of_other ENGINE = Alias('otel_other', 'otel_logs')`,
    `CREATE TABLE otel.buffer_of_other AS otel_other.otel_logs ENGINE = Buffer(otel_other, otel_logs, 1, 10, 100, 10000, 1000000, 10000000, 100000000)`,
    `CREATE VIEW otel.view_of_other AS SELECT Body FROM otel_other.otel_logs`,
    `CREATE VIEW otel.view_of_view AS SELECT Body FROM otel.view_of_other`,
    `CREATE VIEW otel.view_of_system AS SELECT name FROM system.tables`,
    `CREATE VIEW otel.parameters_of_other AS SELECT Body FROM otel_other.otel_logs WHERE ServiceName = {service:String}`,
    `CREATE TABLE otel.dotted (a Int8) ENGINE = Memory`,
    `CREATE TABLE otel.\`otel.dotted\` AS otel_other.otel_logs ENGINE = Merge('otel_other', '^otel_logs$')`,
    `CREATE VIEW otel.own_view AS SELECT ServiceName, count() AS lines FROM otel.otel_logs GROUP BY ServiceName`,
    `CREATE VIEW otel.own_parameters AS SELECT Body FROM otel.otel_logs WHERE ServiceName = {service:String}`,
    `CREATE FUNCTION my_function AS (x) -> x + 1`,
    `CREATE TABLE otel_other.numbers_of_other (n UInt64) ENGINE = Memory`,
    `INSERT INTO otel_other.numbers_of_other VALUES (42)`,
    `CREATE TABLE otel_other.joined (k UInt64, v String) ENGINE = Join(ANY, LEFT, k)`,
    `INSERT INTO otel_other.joined VALUES (1, '${SECRET}')`,
  ]) {
    await clickhouse.command(sql`${raw(text)}`).catch((error: AppError) => {
      throw new Error(`${text}: ${String(error.cause)}`);
    });
  }
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.then(
    (passed) => passed,
    (error: unknown) => error,
  );
  if (outcome instanceof AppError) return outcome;
  throw new Error(`not refused: ${outcome instanceof Error ? outcome.stack : JSON.stringify(outcome)}`);
}

async function tablesNow(): Promise<string[]> {
  const { rows } = await clickhouse.query<{ name: string }>(
    sql`SELECT concat(database, '.', name) AS name FROM system.tables WHERE startsWith(database, 'otel') ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

describe('what must not pass', () => {
  test('is at least 150 texts', () => {
    expect(new Set(ATTACKS.map(({ sql }) => sql)).size).toBeGreaterThanOrEqual(150);
  });

  test('each is refused as a mistake of its author, and leaves and tells nothing', async () => {
    const before = await tablesNow();
    const passed: string[] = [];
    const hold = async ({ sql: text, params }: (typeof ATTACKS)[number]) => {
      const error = await refusal(
        guardSelect(clickhouse, text, { databases: ['otel'], ...(params && { params }) }),
      ).catch((passing: Error) => {
        passed.push(`${text}\n    ${passing.message.slice(0, 200)}`);
        return undefined;
      });
      if (error === undefined) return;
      const told = JSON.stringify(error);
      if (error.status !== 400) passed.push(`${text}\n    ${error.status} ${told} ${String(error.cause)}`);
      if (told.includes(SECRET) || /root:|\/tmp|\/home|\/dev\/shm|26\.\d+\.\d/.test(told))
        passed.push(`${text}\n    tells ${told}`);
      if (error.position && error.position.to > text.length)
        passed.push(`${text}\n    points outside ${told}`);
    };
    for (let from = 0; from < ATTACKS.length; from += 8)
      await Promise.all(ATTACKS.slice(from, from + 8).map(hold));
    expect(passed).toEqual([]);
    expect(await tablesNow()).toEqual(before);
  });

  test.each(EXPRESSION_ATTACKS)('the expression %s', async (text) => {
    const table = { database: 'otel', table: 'otel_logs' };
    const error = await refusal(guardExpression(clickhouse, text, { table }));
    expect(error.status, `${JSON.stringify(error)} ${String(error.cause)}`).toBe(400);
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });
});

describe('positions', () => {
  test.each([
    ['SELECT 1 +', '+'],
    ['SELECT (1', '('],
    ['SELECT 1)', ')'],
    ["SELECT 'größe', foo bar baz", 'baz'],
    ["SELECT 'a", "'a"],
    ['SELECT 1 FORMAT JSON', 'FORMAT'],
    ["SELECT 1 INTO OUTFILE 'x'", 'INTO OUTFILE'],
    ['SELECT 1 SETTINGS max_threads = 1', 'SETTINGS'],
    ['DROP TABLE otel_logs', 'DROP'],
    ['SELECT count() FROM system.tables', 'system.tables'],
    ['SELECT count() FROM otel_other . otel_logs', 'otel_other . otel_logs'],
    ['SELECT count() FROM `otel_other`.`otel_logs`', '`otel_other`.`otel_logs`'],
    ["SELECT 'hostName', hostName()", 'hostName'],
    ['SELECT count() FROM otel_log', 'otel_log'],
    ["SELECT * FROM url('http://127.0.0.1')", 'url'],
    ['SELECT {day:Date} + lowre(1)', 'lowre'],
    ['SELECT {day:Date}, ]', ']'],
    ['SELECT {missing:String}', '{missing:String}'],
  ])('%s points at %s', async (text, expected) => {
    const params = { day: '2026-01-01' };
    const { position } = await refusal(guardSelect(clickhouse, text, { databases: ['otel'], params }));
    expect(position && text.slice(position.from, position.to)).toBe(expected);
  });

  test('errors of running point into the text too', async () => {
    const text = 'SELECT count(),\n  nope FROM otel_logs';
    const guarded = await guardSelect(clickhouse, text, { databases: ['otel'] });
    const error = guarded.mistake(
      await clickhouse.query(guarded.statement, { database: guarded.database }).catch((thrown) => thrown),
    );
    expect(error).toMatchObject({ code: 'bad_request', message: 'Unknown expression identifier `nope`.' });
    expect(error.position && text.slice(error.position.from, error.position.to)).toBe('nope');
  });

  test('hints name what was meant', async () => {
    const options = { databases: ['otel'] };
    expect(await refusal(guardSelect(clickhouse, 'SELECT 1 FROM otel_log', options))).toMatchObject({
      hint: 'Did you mean otel_logs?',
    });
    expect(await refusal(guardSelect(clickhouse, 'SELECT 1 FORMAT CSV', options))).toMatchObject({
      hint: 'Leave it out: the answer has its own format.',
    });
  });
});

/** Legitimate SQL, and a value that its rows must contain. */
const PASSES: readonly string[] = [
  'SELECT 1',
  'SELECT 1;',
  'SELECT 1 -- with a comment',
  'SELECT 1 /* and one that never ends',
  '# a comment\nSELECT 1 /* in between */ AS x',
  '(SELECT 1)',
  '((SELECT 1))',
  'FROM otel_logs SELECT count()',
  'SELECT count() FROM otel_logs',
  'SELECT count() FROM otel.otel_logs',
  'SELECT count() FROM `otel`.`otel_logs`',
  'SELECT count() FROM "otel"."otel_logs" AS l',
  'SELECT l.Body FROM otel.otel_logs AS l ORDER BY l.Timestamp LIMIT 3',
  'SELECT otel_logs.Body FROM otel_logs LIMIT 1',
  'SELECT otel.otel_logs.Body FROM otel.otel_logs LIMIT 1',
  'WITH lines AS (SELECT Body FROM otel_logs) SELECT count() FROM lines',
  'WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b',
  'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT sum(n) FROM r',
  "WITH 'line 1' AS wanted SELECT count() FROM otel_logs WHERE Body = wanted",
  'WITH (SELECT max(SeverityNumber) FROM otel_logs) AS top SELECT count() FROM otel_logs WHERE SeverityNumber = top',
  'WITH (x -> x * 2) AS twice SELECT twice(21)',
  'SELECT count() FROM otel_logs AS l INNER JOIN otel_traces AS t ON l.ServiceName = t.ServiceName',
  'SELECT * FROM (SELECT ServiceName, count() AS lines FROM otel_logs GROUP BY ServiceName) AS a LEFT JOIN (SELECT ServiceName, avg(Duration) AS d FROM otel_traces GROUP BY ServiceName) AS b USING (ServiceName)',
  'SELECT a.number, b.number FROM numbers(3) AS a CROSS JOIN numbers(2) AS b',
  'SELECT l.Body FROM otel_logs AS l ASOF LEFT JOIN otel_traces AS t ON l.ServiceName = t.ServiceName AND l.Timestamp >= t.Timestamp LIMIT 1',
  'SELECT ServiceName, row_number() OVER (PARTITION BY ServiceName ORDER BY Timestamp) AS n FROM otel_logs LIMIT 5',
  'SELECT Body, lagInFrame(Body) OVER w AS previous, rank() OVER w FROM otel_logs WINDOW w AS (ORDER BY Timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) LIMIT 2',
  'SELECT sum(SeverityNumber) OVER (ORDER BY Timestamp ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) FROM otel_logs LIMIT 1',
  'SELECT ServiceName FROM otel_logs QUALIFY row_number() OVER (PARTITION BY ServiceName ORDER BY Timestamp) = 1',
  "SELECT arrayStringConcat(file, '-'), version FROM (SELECT ['a'] AS file, 1 AS version)",
  "SELECT arrayMap(upper, ['a']), arrayFold(plus, [1, 2], toInt64(0))",
  'SELECT arrayMap(x -> x + 1, [1, 2, 3]), arrayFilter((x, i) -> i > 1, [1, 2], [1, 2])',
  "SELECT arrayJoin(splitByChar(',', 'a,b,c')) AS part",
  'SELECT n, a FROM (SELECT number AS n, range(number) AS list FROM numbers(4)) ARRAY JOIN list AS a',
  'SELECT n, a FROM (SELECT number AS n, range(number) AS list FROM numbers(4)) LEFT ARRAY JOIN list AS a, arrayEnumerate(list) AS i',
  "SELECT LogAttributes['code'] AS code, count() FROM otel_logs GROUP BY code",
  "SELECT mapKeys(LogAttributes), mapContains(LogAttributes, 'n'), LogAttributes.keys FROM otel_logs LIMIT 1",
  'SELECT quantile(0.5)(Duration), quantiles(0.5, 0.9, 0.99)(Duration), quantileTDigestIf(0.9)(Duration, Duration > 0) FROM otel_traces',
  "SELECT sumIf(SeverityNumber, SeverityNumber > 9), countIf(Body LIKE '%1%'), uniqExact(ServiceName), argMax(Body, Timestamp) FROM otel_logs",
  'SELECT groupArraySample(3)(Body), topK(2)(ServiceName), groupUniqArrayIf(ServiceName, SeverityNumber > 3) FROM otel_logs',
  'SELECT uniqMerge(state) FROM (SELECT uniqState(Body) AS state FROM otel_logs GROUP BY ServiceName)',
  'SELECT count(DISTINCT ServiceName), count(*) FILTER (WHERE SeverityNumber > 10) FROM otel_logs',
  'SELECT toStartOfInterval(Timestamp, INTERVAL 5 MINUTE) AS t, count() FROM otel_logs GROUP BY t ORDER BY t WITH FILL STEP INTERVAL 5 MINUTE',
  'SELECT number AS n FROM numbers(5) WHERE n % 2 = 0 ORDER BY n WITH FILL FROM 0 TO 10 STEP 1 INTERPOLATE',
  'SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT 3',
  '(SELECT 1 AS x) UNION DISTINCT (SELECT 1)',
  'SELECT number FROM numbers(5) INTERSECT SELECT number FROM numbers(3)',
  'SELECT number FROM numbers(5) EXCEPT SELECT number FROM numbers(3)',
  'SELECT count() FROM otel_logs WHERE ServiceName IN (SELECT ServiceName FROM otel_traces)',
  "SELECT count() FROM otel_logs WHERE ServiceName IN ('s1', 's2') AND (ServiceName, Body) NOT IN (('s1', 'x'))",
  'WITH names AS (SELECT DISTINCT ServiceName FROM otel_traces) SELECT count() FROM otel_logs WHERE ServiceName IN names',
  'SELECT count() FROM otel_logs WHERE EXISTS (SELECT 1 FROM otel_traces)',
  'SELECT ServiceName, count() AS n FROM otel_logs GROUP BY ServiceName HAVING n > 1 ORDER BY n DESC NULLS LAST LIMIT 1 BY ServiceName LIMIT 10 OFFSET 0',
  'SELECT ServiceName, SeverityNumber, count() FROM otel_logs GROUP BY GROUPING SETS ((ServiceName), (SeverityNumber))',
  'SELECT ServiceName, grouping(ServiceName), count() FROM otel_logs GROUP BY ROLLUP(ServiceName)',
  'SELECT ServiceName, count() FROM otel_logs GROUP BY ALL ORDER BY ALL',
  'SELECT * FROM otel_logs LIMIT 1',
  "SELECT * EXCEPT (Body, LogAttributes), COLUMNS('^Service') FROM otel_logs LIMIT 1",
  'SELECT * REPLACE (upper(Body) AS Body) FROM otel_logs LIMIT 1',
  'SELECT * APPLY toString APPLY length FROM (SELECT 1 AS a, 2 AS b)',
  'SELECT COLUMNS(a, b) APPLY (x -> x + 1) FROM (SELECT 1 AS a, 2 AS b)',
  'SELECT * FROM numbers(3)',
  'SELECT a.number, b.zero FROM numbers_mt(1, 3) AS a, zeros(2) AS b',
  'SELECT * FROM generateSeries(1, 10, 3)',
  "SELECT * FROM values('a UInt8, b String', (1, 'x'), (2, 'y'))",
  "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v",
  "SELECT CASE WHEN SeverityNumber > 16 THEN 'bad' ELSE 'good' END AS how, count() FROM otel_logs GROUP BY how",
  'SELECT CASE SeverityNumber WHEN 1 THEN 2 ELSE 3 END FROM otel_logs LIMIT 1',
  "SELECT CAST('1' AS Int32), '2'::UInt8, toDecimal64(1.5, 2), accurateCastOrNull('x', 'Int8')",
  "SELECT extract(Body, '\\\\d+'), replaceRegexpOne(Body, 'l(i)', '\\\\1'), match(Body, '^line') FROM otel_logs LIMIT 1",
  "SELECT JSONExtractString('{\"a\": \"b\"}', 'a'), JSONExtract('{\"a\": [1]}', 'a', 'Array(Int8)')",
  "SELECT date_trunc('hour', now()), DATE '2026-01-01' + INTERVAL 1 DAY, today() - 1, EXTRACT(YEAR FROM today())",
  "SELECT if(1, 'yes', 'no'), 1 ? 2 : 3, coalesce(NULL, 1), NULL IS NULL, 1 BETWEEN 0 AND 2",
  "SELECT tuple(1, 2).1, (1, 2).2, [1, 2][1], map('a', 1)['a']",
  'SELECT any(Body) RESPECT NULLS, anyLast(Body), groupArray(2)(Body) FROM otel_logs',
  "SELECT count() FROM otel_logs PREWHERE SeverityNumber > 3 WHERE hasToken(lower(Body), 'line')",
  'SELECT ServiceName, lines FROM own_view ORDER BY lines',
  "SELECT count() FROM otel.own_parameters(service = 's1')",
  'SELECT "quoted name" FROM (SELECT 1 AS "quoted name")',
  'SELECT 1 AS `p95, ms: all`, 2 AS "Größe"',
  "SELECT 'a string with FORMAT JSON INTO OUTFILE x; DROP TABLE y -- and more'",
  "SELECT 'line\nbreak', $$here ' \"$$",
  'SELECT currentDatabase(), toTypeName(1), formatReadableSize(1024), bar(1, 0, 10, 10), now64(3)',
  'SELECT throwIf(0), materialize(1), sparkbar(5)(number, number) FROM numbers(5)',
  'SELECT corr(a, b), covarPop(a, b) FROM (SELECT number AS a, number * 2 AS b FROM numbers(9))',
  "SELECT a.Body FROM otel_logs AS a WHERE a.Body IN (SELECT b.Body FROM otel_logs AS b WHERE b.ServiceName = 's1') LIMIT 1",
  "SELECT count() FROM otel_logs WHERE Timestamp > now() - INTERVAL 1 DAY AND has(mapKeys(LogAttributes), 'n')",
  "SELECT least(1, 2), greatest(1, 2), levenshteinDistance('a', 'b'), ngrams('abc', 2)",
  "SELECT domain('http://a.b/c'), cityHash64(1), hex(MD5('x')), base64Encode('x'), IPv4NumToString(1)",
];

describe('what must pass', () => {
  test('is at least 60 texts', () => expect(PASSES.length).toBeGreaterThanOrEqual(60));

  test.each(PASSES)('%s', async (text) => {
    const { statement, database } = await guardSelect(clickhouse, text, { databases: ['otel'] });
    const direct = await clickhouse
      .query(statement, { database, settings: { readonly: 2 } })
      .catch((error) => {
        throw new Error(`${error.message} ${String(error.cause)}`);
      });
    expect(direct.rows.length).toBeGreaterThan(0);
    // It stands behind FROM as it is.
    const { rows } = await clickhouse.query<{ n: string }>(sql`SELECT count() AS n FROM ${statement}`, {
      database,
    });
    expect(Number(rows[0]?.n)).toBe(direct.rows.length);
  });

  test('placeholders take their values, also names of tables and columns', async () => {
    const text =
      'SELECT {column:Identifier} AS v, {n:UInt8} AS n, {list:Array(String)} AS list FROM {table:Identifier} ORDER BY Timestamp LIMIT {n:UInt8}';
    const params = { column: 'Body', n: 2, list: ['a', "b'"], table: 'otel_logs' };
    const { statement, database } = await guardSelect(clickhouse, text, { databases: ['otel'], params });
    const { rows } = await clickhouse.query(statement, { database });
    expect(rows).toEqual([
      { v: 'line 99', n: 2, list: ['a', "b'"] },
      { v: 'line 98', n: 2, list: ['a', "b'"] },
    ]);
  });

  test('several databases can be allowed', async () => {
    const options = { databases: ['otel', 'otel_other'] };
    const { statement, database } = await guardSelect(
      clickhouse,
      'SELECT Body FROM otel_other.otel_logs',
      options,
    );
    expect((await clickhouse.query(statement, { database })).rows).toEqual([{ Body: SECRET }]);
  });
});

describe('expressions', () => {
  const table = { database: 'otel', table: 'otel_logs' };

  test.each([
    ['Body', 'String'],
    ['lower(Body)', 'String'],
    ['Timestamp', 'DateTime64(9)'],
    ['toDateTime64(Timestamp, 3) -- a comment', 'DateTime64(3)'],
    ["LogAttributes['code']", 'String'],
    ["LogAttributes['code'] = '500' AND SeverityNumber > 9 OR Body LIKE '%x%'", 'UInt8'],
    ["Body IN ('a', 'b')", 'UInt8'],
    ["arrayExists(k -> k = 'n', mapKeys(LogAttributes))", 'UInt8'],
    ['mapConcat(LogAttributes, ResourceAttributes)', 'Map(LowCardinality(String), String)'],
    ["multiIf(SeverityNumber > 16, 'ERROR', 'INFO')", 'String'],
    ['(SeverityNumber, Body)', 'Tuple(UInt8, String)'],
    ['`Body`', 'String'],
    ['otel_logs.Body', 'String'],
    ['1', 'UInt8'],
    ['Body /* never closed', 'String'],
  ])('%s is %s', async (text, type) => {
    expect(await describeExpression(clickhouse, text, { table })).toBe(type);
    const expression = await guardExpression(clickhouse, text, { table });
    await clickhouse.query(
      sql`SELECT ${expression} AS v FROM otel.otel_logs WHERE ${and([raw('1')])} LIMIT 1`,
    );
  });

  test('names of the alias it will be under are known', async () => {
    expect(await describeExpression(clickhouse, 'l.Body', { table, alias: 'l' })).toBe('String');
  });

  test('conditions stay conditions next to others', async () => {
    const expression = await guardExpression(clickhouse, "1 OR Body = 'x' --", { table });
    const { rows } = await clickhouse.query<{ n: string }>(
      sql`SELECT count() AS n FROM otel.otel_logs WHERE ${expression} AND ServiceName = 'nobody'`,
    );
    expect(rows[0]?.n).toBe('0');
  });

  test.each([
    ["Body = 'größe' AND nope = 1", 'nope'],
    ['lowre(Body)', 'lowre'],
    ['Body LIMIT 1', 'LIMIT'],
    ['(Body', '('],
    ['Body +', '+'],
    ['hostName()', 'hostName'],
  ])('%s points at %s', async (text, expected) => {
    const { position } = await refusal(guardExpression(clickhouse, text, { table }));
    expect(position && text.slice(position.from, position.to)).toBe(expected);
  });
});

describe('a text that passed before', () => {
  const select = (text: string, options: { databases?: string[]; params?: Record<string, string> } = {}) =>
    guardSelect(clickhouse, text, { databases: ['otel'], ...options });

  test('is held to the tables as they are now', async () => {
    const text = 'SELECT count() FROM changing';
    await clickhouse.command(sql`CREATE TABLE otel.changing (a Int8) ENGINE = Memory`);
    await select(text);
    await select(text);
    await clickhouse.command(sql`DROP TABLE otel.changing`);
    await clickhouse.command(
      sql`CREATE TABLE otel.changing AS otel_other.otel_logs ENGINE = Merge('otel_other', '^otel_logs$')`,
    );
    expect((await refusal(select(text))).message).toMatch(/not a table with data of its own/);
    await clickhouse.command(sql`DROP TABLE otel.changing`);
    expect((await refusal(select(text))).message).toMatch(/There is no table/);
  });

  test('is held to its values, databases and table', async () => {
    const text = 'SELECT Body FROM {t:Identifier}';
    await select(text, { params: { t: 'otel_logs' } });
    await refusal(select(text, { params: { t: 'otel_other.otel_logs' } }));
    const other = 'SELECT Body FROM otel_other.otel_logs';
    await select(other, { databases: ['otel', 'otel_other'] });
    await refusal(select(other));
    const logs = { database: 'otel', table: 'otel_logs' };
    await guardExpression(clickhouse, 'SeverityNumber > 1', { table: logs });
    await refusal(
      guardExpression(clickhouse, 'SeverityNumber > 1', { table: { ...logs, table: 'otel_traces' } }),
    );
    await refusal(guardExpression(clickhouse, 'x.SeverityNumber > 1', { table: logs }));
    await guardExpression(clickhouse, 'x.SeverityNumber > 1', { table: logs, alias: 'x' });
    await refusal(guardExpression(clickhouse, 'x.SeverityNumber > 1', { table: logs }));
  });
});

describe('size', () => {
  const refusedSoon = async (text: string) => {
    const error = await refusal(guardSelect(clickhouse, text, { databases: ['otel'] }));
    expect(error.status, String(error.cause)).toBe(400);
    expect((await clickhouse.query(sql`SELECT 1 AS x`)).rows).toEqual([{ x: 1 }]);
  };

  test.each([
    ['brackets', `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['open brackets', `SELECT ${'('.repeat(10_000)}`],
    ['square brackets', `SELECT ${'['.repeat(10_000)}1${']'.repeat(10_000)}`],
    ['functions', `SELECT ${'abs('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['subqueries', `${'SELECT * FROM ('.repeat(3_000)}SELECT 1${')'.repeat(3_000)}`],
    ['NOTs', `SELECT ${'NOT '.repeat(10_000)}1`],
    ['minuses', `SELECT ${'- '.repeat(10_000)}1`],
    ['CASEs', `SELECT ${'CASE WHEN 1 THEN '.repeat(3_000)}1${' END'.repeat(3_000)}`],
    ['lambdas', `SELECT ${'x -> '.repeat(5_000)}1`],
    ['more text than is looked at', `SELECT '${'x'.repeat(100_000)}'`],
    ['more tokens than are looked at', `SELECT ${'1,'.repeat(49_000)}1`],
  ])('10,000 %s', (_, text) => refusedSoon(text));

  test('100 kB of plain SQL pass', async () => {
    const list = Array.from({ length: 9_000 }, (_, index) => `'${index}abcd'`)
      .join(',')
      .slice(0, 99_000);
    const text = `SELECT count() FROM otel_logs WHERE Body IN (${list.slice(0, list.lastIndexOf(','))})`;
    const { statement, database } = await guardSelect(clickhouse, text, { databases: ['otel'] });
    expect((await clickhouse.query(statement, { database })).rows).toEqual([{ 'count()': '0' }]);
  });
});
