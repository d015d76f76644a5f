// Readers from their making to their end, over the wire: who signs in for which statement, what happens when the secret or the server
// changes, and what holds where a server makes no users. That a reader's grants hold is in readers-grants.int.test.ts.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startEngine } from '#app/lib/engine/supervisor.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { type Fragment, raw, render, sql } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse, type QueryOptions } from './client.server.ts';
import { clickHouseCode } from './error-code.ts';
import { guardSelect } from './guard.server.ts';
import { migrate } from './migrate.server.ts';
import { dropReader, makeReader } from './reader-user.ts';
import { createReaders } from './readers.server.ts';
import { type Door, OWNER, openDoor } from './testing-users.ts';

const READER = 'otel_maple_reader';
const log = pino({ level: 'silent' });

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let door: Door;
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  const own = createClickHouse({ url: engine.url, user: 'default', password: '' });
  for (const database of ['otel', 'otel_b'])
    await migrate({
      ...{ clickhouse: own, database, cluster: undefined, retentionDays: 30, log },
      directory: 'clickhouse/migrations',
    });
  await own.close();
});

afterAll(async () => {
  await engine?.stop();
});

beforeEach(async () => {
  door = await openDoor(engine.url);
  clickhouse = createClickHouse({ url: door.url, ...OWNER });
});

afterEach(async () => {
  await clickhouse.close();
  await door.close();
});

function readersWith(authSecret: string, at: ClickHouse = clickhouse) {
  return createReaders({ clickhouse: at, cluster: undefined, isServer: true, authSecret, log });
}

/** The real engine, whose one user has these rights. */
async function openAs(rights: string): Promise<{ url: string; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'maple-test-rights-'));
  const usersPath = join(directory, 'users.xml');
  await writeFile(
    usersPath,
    `<clickhouse><profiles><default></default></profiles><quotas><default></default></quotas><users><default>
      <password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
      ${rights}</default></users></clickhouse>`,
  );
  const started = await startEngine({
    ...{ dataDir: join(directory, 'clickhouse'), port: 0, memoryBytes: 1024 ** 3, log, usersPath },
  });
  return {
    url: started.url,
    async stop() {
      await started.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Whether something was sent about users, as its first words. */
const aboutUsers = () =>
  door.passages
    .filter(({ text }) => /USER|GRANT/.test(text))
    .map(({ user, text }) => `${user}: ${text.split(' ', 2).join(' ')}`);

describe('a server that makes users', () => {
  test('gets one for the database, and people read as it', async () => {
    const readers = readersWith('first secret');
    expect(readers.confinement('otel')).toEqual({ by: 'guard' });
    await readers.prepare('otel');
    expect(readers.confinement('otel')).toEqual({ by: 'grants' });
    expect(aboutUsers()).toEqual(['maple: CREATE USER', 'maple: GRANT SELECT,', 'maple: GRANT SELECT']);
    expect([...door.users.keys()]).toEqual(['maple', READER]);

    door.passages.length = 0;
    const reader = readers.of('otel');
    const { statement, database } = await guardSelect(reader, 'SELECT count() AS n FROM otel_logs', {
      databases: ['otel'],
    });
    expect((await reader.query(statement, { database, settings: { readonly: 1 } })).rows).toEqual([
      { n: '0' },
    ]);
    const lines = await reader.stream(sql`SELECT 1`, 'TSV');
    for await (const chunk of lines) expect(Buffer.from(chunk).toString()).toBe('1\n');
    expect(new Set(door.passages.map(({ user }) => user))).toEqual(new Set([READER]));
    expect(door.passages.length).toBeGreaterThanOrEqual(4);
  });

  test('keeps the two apart: Maple itself, and other databases, are not read as it', async () => {
    const readers = readersWith('first secret');
    await readers.prepare('otel');
    door.passages.length = 0;
    await clickhouse.query(sql`SELECT 2`);
    await readers.of('otel_b').query(sql`SELECT 3`);
    await readers.prepare('otel_b');
    door.passages.length = 0;
    await readers.of('otel_b').query(sql`SELECT 4`);
    expect(door.passages.map(({ user }) => user)).toEqual(['otel_b_maple_reader']);
    expect(door.users.get(READER)).not.toBe(door.users.get('otel_b_maple_reader'));
  });

  test('a reader writes nothing', async () => {
    const readers = readersWith('first secret');
    await readers.prepare('otel');
    const reader = readers.of('otel');
    await expect(reader.command(raw('TRUNCATE TABLE otel.otel_logs'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(reader.query(raw('TRUNCATE TABLE otel.otel_logs'))).rejects.toMatchObject({
      code: 'bad_request',
    });
    const target = { database: 'otel', table: 'otel_logs', columns: ['Body'] };
    await expect(reader.insertNative(target, [])).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a cluster is told on all of its servers', async () => {
    const onCluster = { clickhouse, cluster: 'maple', isServer: true, authSecret: 'x', log };
    const readers = createReaders(onCluster);
    await readers.prepare('otel');
    await readers.drop('otel');
    const told = door.passages.filter(({ user, text }) => user === OWNER.user && /USER|GRANT/.test(text));
    expect(told).toHaveLength(4);
    for (const { text } of told) expect(text).toContain('ON CLUSTER `maple`');
  });

  test('the next start finds it there', async () => {
    await readersWith('first secret').prepare('otel');
    door.passages.length = 0;
    const readers = readersWith('first secret');
    await readers.prepare('otel');
    expect(readers.confinement('otel')).toEqual({ by: 'grants' });
    expect(door.passages).toHaveLength(1);
    expect(door.passages[0]).toMatchObject({ user: READER });
  });

  test('after a new secret the first password is of no use', async () => {
    const before = readersWith('first secret');
    await before.prepare('otel');
    const old = door.users.get(READER);
    const after = readersWith('second secret');
    await after.prepare('otel');
    expect(door.users.get(READER)).not.toBe(old);
    expect((await after.of('otel').query(sql`SELECT 1 AS one`)).rows).toEqual([{ one: 1 }]);
  });

  test('one that has lost its users gets them again, once for many statements', async () => {
    const readers = readersWith('first secret');
    await readers.prepare('otel');
    door.users.delete(READER);
    door.passages.length = 0;
    const reader = readers.of('otel');
    const answers = await Promise.all([1, 2, 3, 4].map(() => reader.query(sql`SELECT 1 AS one`)));
    expect(answers.map(({ rows }) => rows)).toEqual(Array(4).fill([{ one: 1 }]));
    expect(aboutUsers()).toHaveLength(3);
  });

  test('when it makes none any more, what was confined is not read otherwise', async () => {
    const readers = readersWith('first secret');
    await readers.prepare('otel');
    door.users.delete(READER);
    door.users.delete(OWNER.user);
    door.passages.length = 0;
    await expect(readers.of('otel').query(sql`SELECT 1`)).rejects.toMatchObject({ code: 'internal' });
    await readers.prepare('otel');
    expect(readers.confinement('otel')).toEqual({ by: 'grants' });
    expect(door.passages.filter(({ text }) => text.startsWith('SELECT 1\n')).map(({ user }) => user)).toEqual(
      [READER],
    );
  });

  test('drops it in the end', async () => {
    const readers = readersWith('first secret');
    await readers.prepare('otel');
    await readers.drop('otel');
    expect([...door.users.keys()]).toEqual(['maple']);
    await readers.drop('otel');
    expect(readers.of('otel')).toBe(clickhouse);
  });
});

describe('where none are made', () => {
  test('the embedded engine is not even asked', async () => {
    const readers = createReaders({
      ...{ clickhouse, cluster: undefined, isServer: false, authSecret: 'x', log },
    });
    await readers.prepare('otel');
    await readers.drop('otel');
    expect(door.passages).toEqual([]);
    expect(readers.of('otel')).toBe(clickhouse);
    expect(readers.confinement('otel')).toEqual({ by: 'guard' });
  });

  /** No door: the real engine's own answer, after a door has said that the reader is unknown. */
  test.each([
    ['Maple’s user may not', '', /may not make users/],
    ['the users are in files', '<access_management>1</access_management>', /in files only/],
  ])('the guard stands alone because %s', async (_name, rights, why) => {
    const grants =
      rights === '' ? '<grants><query>GRANT SELECT, SHOW, CREATE ON *.*</query></grants>' : rights;
    const other = await openAs(grants);
    const plain = createClickHouse({ url: other.url, user: 'default', password: '' });
    // Only signing in as somebody else is refused here, which the embedded engine does not do.
    const at: ClickHouse = {
      ...plain,
      async query<Row>(statement: Fragment, options?: QueryOptions) {
        if (options?.as === undefined) return await plain.query<Row>(statement, options);
        const refusing = createClickHouse({ url: door.url, ...options.as });
        return await refusing.query<Row>(statement).finally(() => refusing.close());
      },
    };
    try {
      const readers = readersWith('first secret', at);
      await readers.prepare('otel');
      expect(readers.confinement('otel')).toEqual({ by: 'guard', why: expect.stringMatching(why) });
      expect(readers.of('otel')).toBe(at);
      await readers.drop('otel');
    } finally {
      await plain.close();
      await other.stop();
    }
  });
});

test('the rights of users.d are enough to make a reader, and none but a reader of Maple’s databases', async () => {
  const file = await readFile('clickhouse/cluster/users.d/maple.xml', 'utf8');
  const [maple = ''] = /<maple>\s*<password[\s\S]*?<\/maple>/.exec(file) ?? [];
  const rights = [...maple.matchAll(/<query>[^<]*<\/query>/g)].join('');
  const other = await openAs(`<grants>${rights}</grants>`);
  const own = createClickHouse({ url: other.url, user: 'default', password: '' });
  const codeOf = async (statement: Fragment) =>
    clickHouseCode(await own.command(statement).catch((error: unknown) => error));
  const target = { database: 'otel_shop', cluster: undefined };
  try {
    await own.command(sql`CREATE DATABASE otel_shop`);
    const [create, ...grants] = makeReader(target, 'x').map((statement) => render(statement).text);
    // All that is missing is a place for users: 514. Grants to the user in the file come as far as it being in a file: 495.
    expect(await codeOf(raw(create ?? ''))).toBe('514');
    for (const grant of grants)
      expect([grant, await codeOf(raw(grant.replace(/ TO .*$/, ' TO default')))]).toEqual([grant, '495']);
    expect(await codeOf(dropReader(target))).toBeUndefined();
    for (const text of [
      'CREATE USER OR REPLACE admin',
      'DROP USER IF EXISTS admin',
      'GRANT INSERT ON otel_shop.* TO default',
      'GRANT SELECT ON *.* TO default',
      'GRANT SELECT ON system.users TO default',
      'ALTER USER default SETTINGS readonly = 0',
    ])
      expect([text, await codeOf(raw(text))]).toEqual([text, '497']);
  } finally {
    await own.close();
    await other.stop();
  }
});
