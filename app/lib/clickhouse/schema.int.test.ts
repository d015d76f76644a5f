// The tables as the migrations make them: what the stock exporter and our own inserts need, what the views fill in, and the cluster form.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql, str } from '#app/lib/sql/sql.ts';
import { TELEMETRY_TABLES } from '#app/lib/telemetry/tables.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { EXPIRING_TABLES as EXPIRING } from './expiring-tables.ts';
import { migrate } from './migrate.server.ts';
import { renderStatements, splitStatements } from './migrations-render.ts';

const EXPIRING_TABLES = EXPIRING.map(({ name }) => name);

const MIGRATIONS = 'clickhouse/migrations';
const MAP = 'Map(LowCardinality(String), String)';
const TIME = 'DateTime64(9)';

/** What `DESC TABLE` says of the tables that clickhouseexporter v0.160 makes, by its insert statements. */
const METRIC = `ResourceAttributes ${MAP}|ResourceSchemaUrl String|ScopeName String|ScopeVersion String|ScopeAttributes ${MAP}|ScopeDroppedAttrCount UInt32|ScopeSchemaUrl String|ServiceName LowCardinality(String)|MetricName String|MetricDescription String|MetricUnit String|Attributes ${MAP}|StartTimeUnix ${TIME}|TimeUnix ${TIME}`;
const EXEMPLARS = `Exemplars.FilteredAttributes Array(${MAP})|Exemplars.TimeUnix Array(${TIME})|Exemplars.Value Array(Float64)|Exemplars.SpanId Array(String)|Exemplars.TraceId Array(String)`;
const EXPORTER: Readonly<Record<string, string>> = {
  otel_logs: `Timestamp ${TIME}|TraceId String|SpanId String|TraceFlags UInt8|SeverityText LowCardinality(String)|SeverityNumber UInt8|ServiceName LowCardinality(String)|Body String|ResourceSchemaUrl LowCardinality(String)|ResourceAttributes ${MAP}|ScopeSchemaUrl LowCardinality(String)|ScopeName String|ScopeVersion LowCardinality(String)|ScopeAttributes ${MAP}|LogAttributes ${MAP}|EventName String`,
  otel_traces: `Timestamp ${TIME}|TraceId String|SpanId String|ParentSpanId String|TraceState String|SpanName LowCardinality(String)|SpanKind LowCardinality(String)|ServiceName LowCardinality(String)|ResourceAttributes ${MAP}|ScopeName String|ScopeVersion String|SpanAttributes ${MAP}|Duration UInt64|StatusCode LowCardinality(String)|StatusMessage String|Events.Timestamp Array(${TIME})|Events.Name Array(LowCardinality(String))|Events.Attributes Array(${MAP})|Links.TraceId Array(String)|Links.SpanId Array(String)|Links.TraceState Array(String)|Links.Attributes Array(${MAP})`,
  otel_metrics_gauge: `${METRIC}|Value Float64|Flags UInt32|${EXEMPLARS}`,
  otel_metrics_sum: `${METRIC}|Value Float64|Flags UInt32|${EXEMPLARS}|AggregationTemporality Int32|IsMonotonic Bool`,
  otel_metrics_histogram: `${METRIC}|Count UInt64|Sum Float64|BucketCounts Array(UInt64)|ExplicitBounds Array(Float64)|${EXEMPLARS}|Flags UInt32|Min Float64|Max Float64|AggregationTemporality Int32`,
  otel_metrics_exponential_histogram: `${METRIC}|Count UInt64|Sum Float64|Scale Int32|ZeroCount UInt64|PositiveOffset Int32|PositiveBucketCounts Array(UInt64)|NegativeOffset Int32|NegativeBucketCounts Array(UInt64)|${EXEMPLARS}|Flags UInt32|Min Float64|Max Float64|AggregationTemporality Int32`,
  otel_metrics_summary: `${METRIC}|Count UInt64|Sum Float64|ValueAtQuantiles.Quantile Array(Float64)|ValueAtQuantiles.Value Array(Float64)|Flags UInt32`,
};

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrate({
    clickhouse,
    database: 'otel',
    cluster: undefined,
    retentionDays: 3650,
    directory: MIGRATIONS,
    log: pino({ level: 'silent' }),
  });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

interface Column {
  readonly name: string;
  readonly type: string;
  readonly default_type: string;
}

async function describeTable(table: string): Promise<Column[]> {
  return (await clickhouse.query<Column>(sql`DESCRIBE TABLE ${ident('otel', table)}`)).rows;
}

async function rowsOf<Row>(text: string): Promise<Row[]> {
  return (await clickhouse.query<Row>(raw(text), { database: 'otel' })).rows;
}

const plain = (type: string) => type.replace(/LowCardinality\((\w+)\)/g, '$1');

describe.each(Object.entries(EXPORTER))('%s', (table, expected) => {
  test('has every column that the exporter writes; every other has a default', async () => {
    const columns = await describeTable(table);
    const own = new Map(columns.map((column) => [column.name, column]));
    const names = new Set<string>();
    for (const column of expected.split('|')) {
      const [, name = '', type = ''] = /^(\S+) (.+)$/.exec(column) ?? [];
      names.add(name);
      expect(own.get(name), name).toMatchObject({ default_type: '' });
      // A low-cardinality string takes the same blocks as a string.
      const actual = own.get(name)?.type ?? '';
      expect(name === 'MetricName' ? plain(actual) : actual, name).toBe(type);
    }
    for (const column of columns.filter(({ name }) => !names.has(name)))
      expect(column.default_type, column.name).not.toBe('');
  });

  test('has every column that we insert, of the same or a low-cardinality type', async () => {
    const columns = new Map((await describeTable(table)).map(({ name, type }) => [name, plain(type)]));
    const inserted = TELEMETRY_TABLES[table as keyof typeof TELEMETRY_TABLES];
    for (const { name, type } of inserted) expect(columns.get(name), name).toBe(plain(type));
    expect(inserted).toHaveLength(expected.split('|').length);
  });
});

test('a session takes the columns of a log record and finds its id in the attributes', async () => {
  const sessions = await describeTable('otel_sessions');
  for (const { name, type } of TELEMETRY_TABLES.otel_logs)
    expect(plain(sessions.find((column) => column.name === name)?.type ?? ''), name).toBe(plain(type));
  await clickhouse.command(
    raw(`INSERT INTO otel.otel_sessions (Timestamp, Body, ResourceAttributes, LogAttributes) VALUES
      (now64(9), '{}', map('session.id', 'r'), map()),
      (now64(9), '{}', map('session.id', 'r'), map('session.id', 'a', 'session.sequence', '7'))`),
  );
  expect(await rowsOf('SELECT SessionId, Sequence FROM otel_sessions ORDER BY SessionId')).toEqual([
    { SessionId: 'a', Sequence: '7' },
    { SessionId: 'r', Sequence: '0' },
  ]);
});

describe('the views', () => {
  const HOUR = "toDateTime64('2026-01-15 10:00:00', 9, 'UTC')";

  beforeAll(async () => {
    for (const part of [0, 1]) {
      await clickhouse.command(
        raw(`INSERT INTO otel.otel_logs (Timestamp, ServiceName, SeverityText, SeverityNumber, Body, LogAttributes, ResourceAttributes)
          SELECT ${HOUR} + toIntervalSecond(number), 'cart', if(number % 4 = 0, 'ERROR', 'INFO'), if(number % 4 = 0, 17, 9), 'four',
            map('route', '/r' || toString(number % 3), 'request.id', toString(${part} * 1000 + number), 'long', repeat('x', 300)),
            map('host.name', 'h' || toString(number % 2))
          FROM numbers(120)`),
      );
      await clickhouse.command(
        raw(`INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, ServiceName, SpanName, SpanKind, Duration, StatusCode, SpanAttributes)
          SELECT ${HOUR} + toIntervalSecond(number), 't' || toString(number % 10), toString(number), 'cart', 'GET /', 'Server',
            (number + 1) * 1000000, if(number % 10 = 0, 'Error', 'Unset'), map('db.system', 'redis')
          FROM numbers(100)`),
      );
    }
  });

  test('count log records per minute, service and severity', async () => {
    expect(
      await rowsOf(
        `SELECT toString(Minute, 'UTC') AS minute, SeverityText, SeverityNumber, sum(Count) AS count, sum(BodyBytes) AS bytes
         FROM otel_logs_volume_1m WHERE ServiceName = 'cart' GROUP BY ALL ORDER BY minute, SeverityText`,
      ),
    ).toEqual([
      { minute: '2026-01-15 10:00:00', SeverityText: 'ERROR', SeverityNumber: 17, count: '30', bytes: '120' },
      { minute: '2026-01-15 10:00:00', SeverityText: 'INFO', SeverityNumber: 9, count: '90', bytes: '360' },
      { minute: '2026-01-15 10:01:00', SeverityText: 'ERROR', SeverityNumber: 17, count: '30', bytes: '120' },
      { minute: '2026-01-15 10:01:00', SeverityText: 'INFO', SeverityNumber: 9, count: '90', bytes: '360' },
    ]);
  });

  test('keep rate, errors and durations of spans', async () => {
    const [row] = await rowsOf<Record<string, unknown>>(
      `SELECT sum(Count) AS count, sum(Errors) AS errors, sum(DurationSum) AS total, max(DurationMax) AS slowest,
         arrayMap(q -> round(q / 1e6), quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(DurationQuantiles)) AS quantiles
       FROM otel_traces_red_1m WHERE ServiceName = 'cart' AND SpanName = 'GET /' AND SpanKind = 'Server'`,
    );
    expect(row).toMatchObject({ count: '200', errors: '20', total: '10100000000', slowest: '100000000' });
    const quantiles = row?.quantiles as number[];
    for (const [index, expected] of [50, 90, 95, 99].entries())
      expect(Math.abs((quantiles[index] as number) - expected)).toBeLessThanOrEqual(2);
  });

  test('say where in time a trace is', async () => {
    expect(
      await rowsOf(
        `SELECT toString(min(Start), 'UTC') AS start, toString(max(End), 'UTC') AS end FROM otel_traces_trace_id_ts WHERE TraceId = 't3'`,
      ),
    ).toEqual([{ start: '2026-01-15 10:00:03', end: '2026-01-15 10:01:33' }]);
  });

  test('count attribute values, and those of ids and long ones only as rows', async () => {
    const values = (scope: string, key: string) =>
      rowsOf<{ value: string; count: string }>(
        `SELECT Value AS value, sum(Count) AS count FROM otel_attributes_15m
         WHERE Signal = 'logs' AND Scope = '${scope}' AND Key = '${key}' GROUP BY value ORDER BY value`,
      );
    expect(await values('attributes', 'route')).toEqual(
      ['/r0', '/r1', '/r2'].map((value) => ({ value, count: '80' })),
    );
    expect(await values('attributes', 'request.id')).toEqual([{ value: '', count: '240' }]);
    expect(await values('attributes', 'long')).toEqual([{ value: '', count: '240' }]);
    expect(await values('resource', 'host.name')).toEqual(
      ['h0', 'h1'].map((value) => ({ value, count: '120' })),
    );
    expect(
      await rowsOf(`SELECT Value, sum(Count) AS count FROM otel_attributes_15m
        WHERE Signal = 'traces' AND Key = 'db.system' GROUP BY Value`),
    ).toEqual([{ Value: 'redis', count: '200' }]);
  });

  test('do not fail an insert when told so: its rows are stored, the rollup misses them', async () => {
    await clickhouse.command(
      raw(`CREATE MATERIALIZED VIEW otel.broken_mv TO otel.otel_logs_volume_1m AS
        SELECT toStartOfMinute(Timestamp) AS Minute, throwIf(Body = 'bad') AS SeverityNumber FROM otel.otel_logs`),
    );
    try {
      const insert = raw(`INSERT INTO otel.otel_logs (Timestamp, Body) SELECT now64(9), 'bad'`);
      await expect(
        clickhouse.command(insert, { settings: { materialized_views_ignore_errors: 0 } }),
      ).rejects.toThrow();
      const before = await rowsOf<{ n: string }>(`SELECT count() AS n FROM otel_logs WHERE Body = 'bad'`);
      await clickhouse.command(insert, { settings: { materialized_views_ignore_errors: 1 } });
      const after = await rowsOf<{ n: string }>(`SELECT count() AS n FROM otel_logs WHERE Body = 'bad'`);
      expect(Number(after[0]?.n)).toBe(Number(before[0]?.n) + 1);
    } finally {
      await clickhouse.command(raw('DROP VIEW otel.broken_mv SYNC'));
    }
  });
});

test.each([
  ['words', "hasToken(lower(Body), 'needle')", 'idx_body'],
  ['a trace id', "TraceId = 'abc'", 'idx_trace_id'],
  ['an attribute', "LogAttributes['user.id'] = '42'", 'idx_attributes'],
  ['an attribute item', "has(LogAttributeItems, toString(('user.id', '42')))", 'idx_attribute_items'],
  ['a resource item', "has(ResourceAttributeItems, toString(('host.name', 'h')))", 'idx_resource_items'],
  ['an attribute key', "has(mapKeys(LogAttributes), 'user.id')", 'idx_attribute_keys'],
  ['a resource key', "has(mapKeys(ResourceAttributes), 'host.name')", 'idx_resource_keys'],
  ['newer rows', 'Id > 5', 'idx_id'],
])('%s are looked up in an index', async (_, condition, index) => {
  const plan = await rowsOf<{ explain: string }>(
    `EXPLAIN indexes = 1 SELECT * FROM otel_logs WHERE ${condition}`,
  );
  expect(plan.map(({ explain }) => explain).join('\n')).toContain(`Name: ${index}`);
});

test.each([
  ['a trace id', "TraceId = 'abc'", 'idx_trace_id'],
  ['an attribute', "SpanAttributes['user.id'] = '42'", 'idx_attributes'],
  ['an attribute item', "has(SpanAttributeItems, toString(('user.id', '42')))", 'idx_attribute_items'],
  ['a resource item', "has(ResourceAttributeItems, toString(('host.name', 'h')))", 'idx_resource_items'],
  ['an attribute key', "has(mapKeys(SpanAttributes), 'user.id')", 'idx_attribute_keys'],
  ['a resource key', "has(mapKeys(ResourceAttributes), 'host.name')", 'idx_resource_keys'],
  ['an event', "has(`Events.Name`, 'exception')", 'idx_event_names'],
  ['one of two events', "hasAny(`Events.Name`, ['exception', 'retry'])", 'idx_event_names'],
  ['a duration', 'Duration > 5', 'idx_duration'],
])('spans: %s is looked up in an index', async (_, condition, index) => {
  const plan = await rowsOf<{ explain: string }>(
    `EXPLAIN indexes = 1 SELECT * FROM otel_traces WHERE ${condition}`,
  );
  expect(plan.map(({ explain }) => explain).join('\n')).toContain(`Name: ${index}`);
});

test('the retention knows every table that expires', async () => {
  const expiring = await rowsOf<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = 'otel' AND engine_full LIKE '% TTL %' ORDER BY name`,
  );
  expect(expiring.map(({ name }) => name)).toEqual([...EXPIRING_TABLES].sort());
});

describe('on a cluster', () => {
  const scripts = readdirSync(MIGRATIONS).map((name) => readFileSync(join(MIGRATIONS, name), 'utf8'));
  const target = { database: 'otel', cluster: 'maple', retentionDays: 30 };
  const statements = scripts.flatMap((script) => renderStatements(script, target));

  test('every statement parses and goes to every host', async () => {
    expect(statements.length).toBeGreaterThan(25);
    for (const statement of statements) {
      // An INSERT writes to the Distributed table, which knows the hosts.
      if (statement.startsWith('INSERT')) expect(statement).not.toContain('_local');
      else expect(statement).toContain('ON CLUSTER `maple`');
      await clickhouse.query(sql`EXPLAIN AST ${raw(statement)}`);
    }
  });

  test('every table is replicated and has a Distributed one that is sharded by what belongs together', () => {
    const text = statements.join('\n');
    expect(text).not.toMatch(/ENGINE = (Aggregating|Replacing)?MergeTree/);
    for (const table of EXPIRING_TABLES) {
      expect(text).toContain(`CREATE TABLE IF NOT EXISTS \`otel\`.\`${table}_local\` ON CLUSTER`);
      expect(text).toMatch(new RegExp(`ENGINE = Distributed\\('maple', 'otel', '${table}_local', .+\\)`));
    }
    for (const table of ['otel_traces', 'otel_trace_summaries'])
      expect(text).toContain(`'${table}_local', cityHash64(TraceId))`);
    // A view reads and writes on its own shard.
    for (const [, to = '', from = ''] of text.matchAll(/TO (\S+) AS[^;]+?FROM (`otel`\S+)/g)) {
      expect(to).toMatch(/_local`$/);
      expect(from).toMatch(/_local`$/);
    }
  });

  test('every table and view can be made by the engine, replicated through the Keeper that it has for tests', () => {
    const directory = mkdtempSync(join(tmpdir(), 'maple-replicated-'));
    try {
      writeFileSync(
        join(directory, 'config.xml'),
        `<clickhouse><zookeeper><implementation>testkeeper</implementation></zookeeper>
         <macros><shard>1</shard><replica>a</replica></macros>
         <remote_servers><maple><shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard></maple></remote_servers></clickhouse>`,
      );
      // Without ON CLUSTER, which needs the other hosts, ALTER and TRUNCATE, which need an active replica, and what moves rows
      // between Distributed tables; and so without the view of quarters, which reads a column that an ALTER adds. A process of its
      // own: one process opens one data directory.
      const local = statements
        .filter((statement) => !/^(ALTER TABLE|INSERT|TRUNCATE)|^CREATE .*_red_15m_mv/.test(statement))
        .map((statement) => statement.replace(' ON CLUSTER `maple`', ''));
      writeFileSync(join(directory, 'statements.json'), JSON.stringify(local));
      const program = `const { Session } = require('chdb');
        const session = new Session('${directory}/data', { connectionArgs: ['--config-file=${directory}/config.xml'] });
        session.query('CREATE DATABASE otel');
        for (const statement of require('${directory}/statements.json')) session.query(statement);
        const made = session.query("SELECT engine, count() FROM system.tables WHERE database = 'otel' GROUP BY ALL ORDER BY ALL", 'TabSeparated');
        require('fs').writeSync(1, made);
        process.kill(process.pid, 'SIGKILL'); // Its replicas never become active: an orderly end would wait for them.`;
      const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
        encoding: 'utf8',
        timeout: 30_000,
      });
      expect(stderr).toBe('');
      expect(stdout.trim().split('\n')).toEqual([
        'Distributed\t20',
        'MaterializedView\t11',
        'ReplicatedAggregatingMergeTree\t9',
        'ReplicatedMergeTree\t8',
        'ReplicatedReplacingMergeTree\t3',
        'View\t1',
      ]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('what a node does not have is what a cluster adds', () => {
    const node = scripts.flatMap((script) => renderStatements(script, { ...target, cluster: undefined }));
    // A Distributed table each, and the columns that were added to them.
    const added = statements.filter((statement) => /^ALTER TABLE `otel`\.`\w+(?<!_local)`/.test(statement));
    expect(added.map((statement) => /`\w+`\.`(\w+)`/.exec(statement)?.[1])).toEqual([
      'otel_logs',
      'otel_traces',
      'otel_traces_red_1m',
    ]);
    const distributed = statements.filter((statement) => /ENGINE = Distributed/.test(statement));
    expect(statements.length - node.length).toBe(distributed.length + added.length);
    expect(splitStatements(node.join(';'))).toHaveLength(node.length);
  });
});

test("the grants of the servers' users parse", async () => {
  const users = readFileSync('clickhouse/cluster/users.d/maple.xml', 'utf8');
  const grants = [...users.matchAll(/<query>(.+?)<\/query>/g)].map(([, grant]) => grant as string);
  expect(grants).toHaveLength(7);
  for (const grant of grants) {
    const statement = grant.replace(/( WITH GRANT OPTION)?$/, ' TO maple$1');
    await clickhouse.query(sql`EXPLAIN AST ${raw(statement)}`);
  }
});

test('the engine keeps no log of its own', async () => {
  await clickhouse.command(sql`SYSTEM FLUSH LOGS`).catch(() => undefined);
  const { rows } = await clickhouse.query(
    sql`SELECT name FROM system.tables WHERE database = ${str('system')} AND engine LIKE '%MergeTree'`,
  );
  expect(rows).toEqual([]);
});
