// Sources over tables that Maple did not create, on the real engine: made, checked, opened, changed, and kept apart by team.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { sql } from '#app/lib/sql/sql.ts';
import { sourceTable } from '#app/lib/telemetry/source.ts';
import { type SourceInput, sourceInput } from './schema.ts';
import type { Sources } from './sources.server.ts';
import { startTestSources } from './testing.ts';

let lab: Awaited<ReturnType<typeof startTestSources>>;
let sources: Sources;
let ours: Tenant;
let theirs: Tenant;

beforeAll(async () => {
  lab = await startTestSources();
  ({ sources, ours, theirs } = lab);
  await lab.run(`CREATE TABLE otel.app_logs (ts DateTime64(3, 'Europe/Berlin'), lvl LowCardinality(String), message String,
      app LowCardinality(Nullable(String)), took_ms Nullable(Float64), tags Map(String, String), doc JSON,
      INDEX words lower(message) TYPE text(tokenizer = 'splitByNonAlpha'))
    ENGINE = MergeTree ORDER BY (toStartOfHour(ts), ts);
    INSERT INTO otel.app_logs (ts, lvl, message, app, took_ms, tags, doc) VALUES
      ('2026-11-01 10:00:00.123', 'WARN', 'disk almost full', 'store', 1.5, {'disk': 'sda'}, '{"a": {"b": 1}}'),
      ('2026-11-01 10:00:00.123', 'INFO', 'disk fine', NULL, NULL, {}, '{}');
    CREATE TABLE otel.plain (when DateTime, text String) ENGINE = MergeTree ORDER BY when;
    CREATE TABLE otel_theirs.private (ts DateTime, secret String) ENGINE = MergeTree ORDER BY ts`);
});

afterAll(() => lab?.stop());

const input = (name: string, expressions: Partial<SourceInput['expressions']> = {}): SourceInput =>
  sourceInput.parse({
    name,
    kind: 'log',
    table: 'app_logs',
    expressions: {
      timestamp: 'ts',
      order: 'toStartOfHour(ts)',
      body: 'message',
      service: 'app',
      severity: 'lvl',
      attributes: 'tags',
      resource: 'doc',
      ...expressions,
    },
    defaultColumns: ['timestamp', 'body'],
  });

async function save(name: string, expressions?: Partial<SourceInput['expressions']>): Promise<string> {
  const { source, problems } = await sources.save(ours, input(name, expressions));
  expect(problems).toBeUndefined();
  return source?.id ?? '';
}

describe('a source', () => {
  test('is made, listed, opened by id and by name, changed and deleted', async () => {
    const id = await save('App');
    expect(sources.list(ours).map(({ name }) => name)).toEqual(['Logs', 'Traces', 'App']);
    const { source, clickhouse, defaultColumns } = await sources.open(ours, id);
    expect(source).toMatchObject({
      id,
      name: 'App',
      database: 'otel',
      table: 'app_logs',
      rollups: undefined,
    });
    expect(source.timestamp.type).toBe("DateTime64(3, 'Europe/Berlin')");
    expect(source.service).toMatchObject({ column: 'app', type: 'LowCardinality(Nullable(String))' });
    expect(source.attributes?.keys).toEqual(new Set(['disk']));
    expect(source.resource?.keys).toEqual(new Set(['a.b']));
    expect(source.indexes[0]).toMatchObject({ type: 'text', expression: 'lower(message)' });
    expect(defaultColumns).toEqual(['timestamp', 'body']);
    const { rows } = await clickhouse.query<{ id: string }>(
      sql`SELECT ${source.rowId} AS id FROM ${sourceTable(source)} WHERE ${source.timestamp.expression} > 0`,
    );
    expect(new Set(rows.map((row) => row.id)).size).toBe(2);
    expect((await sources.open(ours, 'app')).source.id).toBe(id);

    const changed = await sources.save(ours, { ...input('App 2'), defaultColumns: [] }, id);
    expect(changed.source).toMatchObject({ id, name: 'App 2' });
    expect((await sources.open(ours, id)).source.name).toBe('App 2');
    sources.remove(ours, id);
    await expect(sources.open(ours, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(sources.list(ours)).toHaveLength(2);
  });

  test('reads through expressions, and only what its filter lets pass', async () => {
    const id = await save('Warnings', {
      body: "concat(message, '!')",
      service: "ifNull(app, 'none')",
      filter: "lvl = 'WARN'",
      rowId: 'cityHash64(message)',
    });
    const { source, clickhouse } = await sources.open(ours, id);
    expect(source.body).toMatchObject({ type: 'String', column: undefined });
    const { rows } = await clickhouse.query(sql`SELECT ${source.body?.expression ?? sql``} AS body
      FROM ${sourceTable(source)} WHERE ${source.filter ?? sql``}`);
    expect(rows).toEqual([{ body: 'disk almost full!' }]);
    sources.remove(ours, id);
  });

  test('a bucket of a bound counts in the time zone of the column', async () => {
    const id = await save('By day', { order: 'toDate(ts)' });
    const { source, clickhouse } = await sources.open(ours, id);
    // 23:30 UTC is the next day in Berlin.
    const bound = 1_793_575_800_000_000_000n;
    const { rows } = await clickhouse.query(
      sql`SELECT toString(${source.timeBucket?.(bound) ?? sql``}) AS day`,
    );
    expect(rows).toEqual([{ day: '2026-11-02' }]);
    sources.remove(ours, id);
  });

  test('the test shows types and one of the newest rows', async () => {
    const { sample, types, problems } = await sources.test(ours, input('New'));
    expect(problems).toEqual({});
    expect(types).toMatchObject({ body: 'String', attributes: 'Map(String, String)' });
    expect(sample).toMatchObject({ body: expect.stringContaining('disk') });
  });
});

describe('mistakes', () => {
  test('every field has its own error, all at once', async () => {
    const wrong = input('  Logs ', {
      timestamp: 'nope',
      order: 'sleep(1)',
      body: 'concat(message',
      service: 'took_ms',
      severity: '(SELECT secret FROM otel_theirs.private LIMIT 1)',
      attributes: 'message',
      rowId: 'lvl',
      filter: 'message',
      traceId: "file('/etc/passwd')",
      spanId: 'any(message)',
    });
    const { problems, sample } = await sources.test(ours, wrong);
    expect(sample).toBeNull();
    expect(Object.keys(problems).toSorted()).toEqual(
      [
        ...['attributes', 'body', 'filter', 'name', 'order', 'rowId', 'service', 'severity', 'spanId'],
        ...['timestamp', 'traceId'],
      ].toSorted(),
    );
    expect(problems.timestamp?.message).toContain('nope');
    expect(problems.service).toMatchObject({ hint: expect.stringContaining('toString') });
    for (const { message } of Object.values(problems)) {
      expect(message).not.toMatch(/DB::Exception|inside Maple/);
      expect(message.length).toBeLessThan(400);
    }
    const before = sources.list(ours).length;
    expect((await sources.save(ours, wrong)).problems).toEqual(problems);
    expect(sources.list(ours)).toHaveLength(before);
  });

  test.each([
    ['timestamp', 'toString(ts)', /DateTime/],
    ['timestamp', 'toNullable(ts)', /NULL/],
    ['duration', 'tags', /number/],
    ['severityNumber', 'took_ms', /whole number/],
    ['filter', "lvl = (SELECT 'x')", /./],
    ['body', 'message, secret', /./],
    ['body', 'message) FROM otel_theirs.private --', /./],
    ['body', "dictGet('a.b', 'c', 1)", /./],
    ['body', 'url(message)', /./],
    ['body', '1; DROP TABLE otel.plain', /./],
    ['body', '{x:String}', /./],
    ['body', '*', /./],
    ['order', 'toStartOfHour(when)', /timestamp/],
    ['order', 'cityHash64(ts)', /timestamp/],
    ['order', "toStartOfHour(ts, (SELECT 'UTC'))", /timestamp/],
    ['order', 'negate(toUnixTimestamp(ts))', /timestamp/],
    ['rowId', 'toInt64(1)', /UInt64/],
    ['rowId', 'toNullable(toUInt64(1))', /UInt64/],
  ] as const)('%s: %s is refused', async (field, text, message) => {
    const order = field === 'timestamp' ? { order: '' } : {};
    const { problems } = await sources.test(ours, input('Wrong', { ...order, [field]: text }));
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]?.message).toMatch(message);
  });

  test('what fails only when it is read has its error too', async () => {
    const { problems } = await sources.test(ours, input('Wrong', { severityNumber: 'toInt32(lvl)' }));
    expect(Object.keys(problems)).toEqual(['severityNumber']);
  });

  test('a column to show that the source does not have', async () => {
    const plain = sourceInput.parse({
      name: 'Plain',
      kind: 'log',
      table: 'plain',
      expressions: { timestamp: 'when', body: 'text' },
      defaultColumns: ['timestamp', 'bdoy'],
    });
    const { problems } = await sources.test(ours, plain);
    expect(problems).toEqual({
      defaultColumns: { message: 'Plain has no field "bdoy".', hint: 'Did you mean body?' },
    });
  });

  test('a table that is not there is told by the table field', async () => {
    const { problems } = await sources.test(ours, { ...input('Wrong'), table: 'app_log' });
    expect(problems).toMatchObject({ table: { hint: 'Did you mean app_logs?' } });
  });

  test.each(['logs', 'LOGS', 'Traces', 'traces'])('a source cannot be called %s', async (name) => {
    const { problems } = await sources.test(ours, input(name));
    expect(Object.keys(problems)).toEqual(['name']);
  });

  test('two sources of a team cannot have one name, also not in another case', async () => {
    const id = await save('Same');
    expect((await sources.save(ours, input('SAME'))).problems).toHaveProperty('name');
    expect((await sources.save(ours, input('SAME'), id)).problems).toBeUndefined();
    sources.remove(ours, id);
  });

  test('built-in sources stay as they are', async () => {
    expect(() => sources.remove(ours, 'logs')).toThrow(/built in/);
    await expect(sources.save(ours, input('Mine'), 'traces')).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('another team', () => {
  test('has none of our sources, and none of our tables', async () => {
    const id = await save('Ours');
    expect(sources.list(theirs).map(({ name }) => name)).toEqual(['Logs', 'Traces']);
    for (const wanted of [id, 'Ours']) {
      await expect(sources.open(theirs, wanted)).rejects.toMatchObject({ code: 'not_found' });
      expect(() => sources.get(theirs, wanted)).toThrow(/no source/);
    }
    await expect(sources.save(theirs, input('Theirs'), id)).rejects.toMatchObject({ code: 'not_found' });
    expect(() => sources.remove(theirs, id)).toThrow(/no source/);
    const { tables } = await sources.tables(ours, { connectionId: null });
    expect(tables.map(({ name }) => name)).toContain('app_logs');
    expect(tables.map(({ name }) => name)).not.toContain('private');
    sources.remove(ours, id);
  });

  test.each(['otel_theirs', 'system', 'default', 'otel_of_nobody', 'OTEL'])(
    'the database %s is refused, and it is said that only the own one is read',
    async (database) => {
      const refused = { message: expect.stringMatching(/your team reads its own database only, otel\.$/) };
      const there = { ...input('Escape', {}), database };
      for (const table of ['private', 'tables', 'app_logs']) {
        const asked = { ...there, table };
        expect(await sources.test(ours, asked)).toMatchObject({
          problems: { database: refused },
          sample: null,
        });
        expect(await sources.save(ours, asked)).toMatchObject({ problems: { database: refused } });
      }
      const where = { connectionId: null, database };
      const error = { code: 'bad_request', ...refused };
      await expect(sources.tables(ours, where)).rejects.toMatchObject(error);
      await expect(sources.detect(ours, { ...where, table: 'private' })).rejects.toMatchObject(error);
      expect(sources.list(ours)).toHaveLength(2);
    },
  );

  test('the own database may be named', async () => {
    const where = { connectionId: null, database: 'otel' };
    expect((await sources.tables(ours, where)).database).toBe('otel');
    const { source } = await sources.save(ours, { ...input('Named'), ...where });
    expect(source?.database).toBeUndefined();
    sources.remove(ours, source?.id ?? '');
  });

  test.each(['otel_theirs.private', '`otel_theirs`.`private`', '../private'])(
    'the table %s is none of the own database',
    async (table) => {
      const { problems } = await sources.test(ours, { ...input('Escape', {}), table });
      expect(problems).toHaveProperty('table');
    },
  );
});

describe('a table that changes', () => {
  test('later: the error names the source and the field; gone: it says so', async () => {
    await lab.run(`CREATE TABLE otel.moving (ts DateTime, a String) ENGINE = MergeTree ORDER BY ts`);
    const { source } = await sources.save(
      ours,
      sourceInput.parse({
        name: 'Moving',
        kind: 'log',
        table: 'moving',
        expressions: { timestamp: 'ts', body: 'a', service: 'upper(a)' },
      }),
    );
    const id = source?.id ?? '';
    await sources.open(ours, id);
    await lab.run('ALTER TABLE otel.moving RENAME COLUMN a TO b');
    lab.clock.now += 40_000;
    await expect(sources.open(ours, id)).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/^The source "Moving" cannot be read. Body: /),
      hint: expect.stringContaining('Settings'),
    });
    await lab.run('DROP TABLE otel.moving');
    await expect(sources.open(ours, id)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('otel.moving'),
    });
    sources.remove(ours, id);
  });

  test('is opened as it is now when a reader says that what was remembered is wrong', async () => {
    await lab.run(`CREATE TABLE otel.moved (ts DateTime, a String) ENGINE = MergeTree ORDER BY ts`);
    const expressions = { timestamp: 'ts', body: 'a' };
    const { source } = await sources.save(
      ours,
      sourceInput.parse({ name: 'Moved', kind: 'log', table: 'moved', expressions }),
    );
    const id = source?.id ?? '';
    const opened = await sources.open(ours, id);
    await lab.run('DROP TABLE otel.moved');
    expect((await sources.open(ours, id)).source).toBe(opened.source);
    opened.forget();
    await expect(sources.open(ours, id)).rejects.toMatchObject({ code: 'not_found' });
    const logs = await sources.open(ours, 'logs');
    logs.forget();
    expect((await sources.open(ours, 'logs')).source).not.toBe(logs.source);
    sources.remove(ours, id);
  });
});

describe('odd tables', () => {
  test('names that need quoting, all kinds of columns, columns named like fields', async () => {
    await lab.run(`CREATE TABLE otel.\`odd \\\` table\` (\`@timestamp\` DateTime, \`log.level\` Enum8('info' = 1, 'warn' = 2), body Nullable(String),
        message String, a AggregateFunction(uniq, String), v Variant(String, UInt8), d Dynamic, j Nullable(JSON),
        arr Array(Nullable(String)), up String ALIAS upper(message)) ENGINE = MergeTree ORDER BY tuple();
      INSERT INTO otel.\`odd \\\` table\` (\`@timestamp\`, \`log.level\`, body, message, arr) VALUES
        ('2026-01-01 00:00:00', 'warn', NULL, 'm', ['x', NULL]), ('2026-01-01 00:00:00', 'warn', '', 'm', ['x', NULL])`);
    const { source: guess } = await sources.detect(ours, { connectionId: null, table: 'odd ` table' });
    expect(guess.expressions).toMatchObject({
      timestamp: '`@timestamp`',
      severity: '`log.level`',
      order: '',
    });
    const { source, problems } = await sources.save(ours, guess);
    expect(problems).toBeUndefined();
    const opened = await sources.open(ours, source?.id ?? '');
    const { rows } = await opened.clickhouse.query<{ id: string }>(
      sql`SELECT ${opened.source.rowId} AS id FROM ${sourceTable(opened.source)}`,
    );
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
    sources.remove(ours, source?.id ?? '');
  });

  test('a view can be a source', async () => {
    await lab.run('CREATE VIEW otel.seen AS SELECT when AS ts, text AS body FROM otel.plain');
    const { problems } = await sources.test(
      ours,
      sourceInput.parse({
        name: 'V',
        kind: 'log',
        table: 'seen',
        expressions: { timestamp: 'ts', body: 'body' },
      }),
    );
    expect(problems).toEqual({});
  });
});
