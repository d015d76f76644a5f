// Connections to another ClickHouse: a second real engine on loopback, which the operator has allowed, or not.

import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSealer } from '#app/lib/auth/seal.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import type { Resolver } from '#app/lib/net/safe-agent.server.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';
import { connections as connectionTable } from '#drizzle/schema.ts';
import { type ConnectionInput, connectionInput, sourceInput } from './schema.ts';
import { createSources, type Sources } from './sources.server.ts';
import { SECRET, startTestSources } from './testing.ts';

let lab: Awaited<ReturnType<typeof startTestSources>>;
let other: Awaited<ReturnType<typeof startTestEngine>>;
let sources: Sources;
let ours: Tenant;
let theirs: Tenant;

beforeAll(async () => {
  [lab, other] = await Promise.all([startTestSources({ allowedHosts: ['127.0.0.1'] }), startTestEngine()]);
  ({ sources, ours, theirs } = lab);
  const clickhouse = createClickHouse({ url: other.url, user: 'default', password: '' });
  for (const statement of [
    'CREATE DATABASE shop',
    'CREATE TABLE shop.events (time DateTime, msg String, level String) ENGINE = MergeTree ORDER BY (toDate(time), time)',
    "INSERT INTO shop.events VALUES ('2026-01-01 00:00:00', 'over there', 'warn')",
  ])
    await clickhouse.command(raw(statement));
  await clickhouse.close();
});

afterAll(async () => {
  await lab?.stop();
  await other?.stop();
});

const input = (changes: Partial<ConnectionInput> = {}): ConnectionInput =>
  connectionInput.parse({ name: 'Shop', url: other.url, database: 'shop', ...changes });

async function save(changes?: Partial<ConnectionInput>): Promise<string> {
  const { connection, problems } = await sources.connections.save(ours, input(changes));
  expect(problems).toBeUndefined();
  return connection?.id ?? '';
}

test('a source of a connection is detected, saved and read, and nothing else can be done there', async () => {
  const id = await save({ password: 'hunter2' });
  const { tables, databases } = await sources.tables(ours, { connectionId: id });
  expect(databases).toContain('shop');
  expect(tables).toEqual([{ name: 'events', engine: 'MergeTree', rows: 1 }]);
  const { source: guess } = await sources.detect(ours, { connectionId: id, table: 'events' });
  expect(guess).toMatchObject({
    connectionId: id,
    database: 'shop',
    expressions: { timestamp: 'time', order: 'toDate(time)', body: 'msg', severity: 'level' },
  });
  const { source } = await sources.save(ours, guess);
  const opened = await sources.open(ours, source?.id ?? '');
  const { rows } = await opened.clickhouse.query(
    sql`SELECT ${opened.source.body?.expression ?? sql``} AS body FROM shop.events`,
  );
  expect(rows).toEqual([{ body: 'over there' }]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await opened.clickhouse.stream(sql`SELECT msg FROM shop.events`, 'CSV'))
    chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('"over there"\n');

  await expect(opened.clickhouse.command(sql`DROP TABLE shop.events`)).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(opened.clickhouse.query(sql`DROP TABLE shop.events`)).rejects.toMatchObject({
    status: expect.toSatisfy((status: number) => status < 500),
  });
  const stillThere = await opened.clickhouse.query(sql`SELECT count() AS n FROM shop.events`);
  expect(stillThere.rows).toEqual([{ n: '1' }]);

  expect(() => sources.connections.remove(ours, id)).toThrow(/used by "Events"/);
  sources.remove(ours, source?.id ?? '');
  sources.connections.remove(ours, id);
  expect(() => sources.connections.reach(ours, id)).toThrow(/no such connection/);
});

test('another team has none of it', async () => {
  const id = await save();
  expect(sources.connections.list(theirs)).toEqual([]);
  for (const reach of [
    () => sources.connections.get(theirs, id),
    () => sources.connections.remove(theirs, id),
    () => sources.connections.reach(theirs, id),
  ])
    expect(reach).toThrow(/no such connection/);
  await expect(sources.tables(theirs, { connectionId: id })).rejects.toMatchObject({ code: 'not_found' });
  const stolen = sourceInput.parse({
    name: 'Stolen',
    kind: 'log',
    connectionId: id,
    table: 'events',
    expressions: { timestamp: 'time' },
  });
  await expect(sources.save(theirs, stolen)).rejects.toMatchObject({ code: 'not_found' });
  await expect(sources.connections.save(theirs, input(), id)).rejects.toMatchObject({ code: 'not_found' });
  sources.connections.remove(ours, id);
});

describe('passwords', () => {
  test('are sealed in the database, never shown, and stay when they are not given', async () => {
    const id = await save({ password: 'hunter2' });
    const stored = () => lab.identity.db.select().from(connectionTable).get();
    expect(JSON.stringify(stored())).not.toContain('hunter2');
    expect(JSON.stringify(sources.connections.get(ours, id))).not.toMatch(/hunter2|v[12]\./);
    const before = stored()?.sealedPassword;
    const { connection } = await sources.connections.save(ours, input({ name: 'Renamed' }), id);
    expect(connection).toMatchObject({ name: 'Renamed', hasPassword: true });
    expect(stored()?.sealedPassword).toBe(before);
    const cleared = await sources.connections.save(ours, input({ password: '' }), id);
    expect(cleared.connection?.hasPassword).toBe(false);
    sources.connections.remove(ours, id);
  });

  test('a stored one is not sent to another server or user', async () => {
    const id = await save({ password: 'hunter2' });
    const seen: (string | undefined)[] = [];
    const thief = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(thief.address() as AddressInfo).port}`;
    const { problems } = await sources.connections.test(ours, input({ url }), id);
    expect(problems).toHaveProperty('password');
    expect(seen).toEqual([]);
    await new Promise((resolve) => thief.close(resolve));
    sources.connections.remove(ours, id);
  });

  test('after the secret has changed it has to be entered again, and nothing crashes', async () => {
    const id = await save({ password: 'hunter2' });
    const renewed = createSources({
      db: lab.identity.db,
      readerOf: () => lab.clickhouse,
      sealer: createSealer('another secret, also long enough 32'),
      allowedHosts: ['127.0.0.1'],
      log: pino({ level: 'silent' }),
    });
    expect(() => renewed.connections.reach(ours, id)).toThrow(/cannot be read any more/);
    expect((await renewed.connections.test(ours, input(), id)).problems).toHaveProperty('password');
    const again = await renewed.connections.save(ours, input({ password: 'hunter2' }), id);
    expect(again.problems).toBeUndefined();
    renewed.connections.reach(ours, id);
    await renewed.close();
    sources.connections.remove(ours, id);
  });
});

describe('the test of a connection', () => {
  test('says the version', async () => {
    expect(await sources.connections.test(ours, input())).toEqual({
      problems: {},
      version: expect.stringMatching(/^\d+\.\d+/),
    });
  });

  test.each([
    ['nothing listens there', { url: 'http://127.0.0.1:1' }, 'url', /Nothing answers there \(ECONNREFUSED\)/],
    ['no such database', { database: 'nope' }, 'database', /no database "nope"/],
    ['no URL', { url: 'clickhouse' }, 'url', /http/],
    ['another protocol', { url: 'file:///etc/passwd' }, 'url', /http/],
    ['a password in the URL', { url: 'http://me:pw@127.0.0.1:8123' }, 'url', /password/],
    ['an unknown host', { url: 'http://no-such-host.invalid:8123' }, 'url', /Nothing answers there/],
  ] as const)('%s', async (_, changes, field, message) => {
    const { problems, version } = await sources.connections.test(ours, input(changes));
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]?.message).toMatch(message);
    expect(problems[field]?.message).not.toMatch(/me:pw/);
    if (field === 'url') expect(version).toBeNull();
  });

  test('what is no ClickHouse is told as such, and redirects are not followed', async () => {
    let visits = 0;
    const web = createServer((request, response) => {
      visits += 1;
      if (request.url?.startsWith('/elsewhere')) throw new Error('followed');
      if (visits === 1) response.writeHead(302, { location: '/elsewhere' }).end();
      else response.end('<html>hello</html>');
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    for (let round = 0; round < 2; round++) {
      const { problems } = await sources.connections.test(ours, input({ url }));
      expect(problems.url?.message).toMatch(/not the HTTP interface of ClickHouse/);
      expect(problems.url?.message).not.toContain('hello');
    }
    expect(visits).toBe(2);
    web.closeAllConnections();
    await new Promise((resolve) => web.close(resolve));
  });

  test('two connections cannot have one name', async () => {
    const id = await save();
    expect((await sources.connections.save(ours, input({ name: 'SHOP' }))).problems).toHaveProperty('name');
    sources.connections.remove(ours, id);
  });
});

describe('without being allowed', () => {
  function strict(resolver?: Resolver, allowedHosts: string[] = []): Sources {
    return createSources({
      db: lab.identity.db,
      readerOf: () => lab.clickhouse,
      sealer: createSealer(SECRET),
      allowedHosts,
      log: pino({ level: 'silent' }),
      ...(resolver && { resolver }),
    });
  }
  const port = () => new URL(other.url).port;

  test.each([
    ...['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '127.1', '0', '[::ffff:127.0.0.1]'],
    ...['169.254.169.254', '10.0.0.1', '192.168.0.1', '[fe80::1]'],
  ])('%s is refused', async (host) => {
    const guarded = strict();
    const { problems } = await guarded.connections.test(ours, input({ url: `http://${host}:${port()}` }));
    expect(problems.url?.message).toMatch(/private network/);
    expect(problems.url?.hint).toContain('MAPLE_ALLOWED_HOSTS');
    await guarded.close();
  });

  test('a name that changes its address after it was checked (DNS rebinding) gains nothing', async () => {
    const addresses: string[] = [];
    const rebinding: Resolver = (_, done) => {
      addresses.push(addresses.length === 0 ? '127.0.0.1' : '127.0.0.2');
      done(null, [{ address: addresses.at(-1) ?? '', family: 4 }]);
    };
    const guarded = strict(rebinding, ['127.0.0.1']);
    const there = input({ url: `http://rebind.localhost:${port()}` });
    expect((await guarded.connections.test(ours, there)).problems).toEqual({});
    const { problems } = await guarded.connections.test(ours, there);
    expect(problems.url?.message).toMatch(/private network/);
    // One look-up per connection: what was checked is what is connected to.
    expect(addresses).toEqual(['127.0.0.1', '127.0.0.2']);
    await guarded.close();
  });

  test('Maple’s own engine is not another server, whatever is allowed', async () => {
    const guarded = createSources({
      db: lab.identity.db,
      readerOf: () => lab.clickhouse,
      sealer: createSealer(SECRET),
      allowedHosts: ['127.0.0.0/8', '::1', 'localhost'],
      enginePort: Number(port()),
      log: pino({ level: 'silent' }),
    });
    for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '[::1]']) {
      const there = input({ url: `http://${host}:${port()}` });
      expect((await guarded.connections.test(ours, there)).problems).toHaveProperty('url');
    }
    await guarded.close();
  });

  test('of several addresses only the public ones are tried', async () => {
    const mixed: Resolver = (_, done) =>
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]);
    const guarded = strict(mixed);
    const { problems } = await guarded.connections.test(
      ours,
      input({ url: `http://mixed.example.com:${port()}` }),
    );
    expect(problems.url?.message).toMatch(/private network/);
    await guarded.close();
  });

  test('one that was allowed when it was saved is refused when it no longer is', async () => {
    const id = await save();
    const guarded = strict();
    expect(() => guarded.connections.reach(ours, id)).toThrow(/private network/);
    sources.connections.remove(ours, id);
    await guarded.close();
  });
});

test('a server that takes a connection and says nothing is given up', async () => {
  const silent = createTcpServer((socket) => {
    // A stream begins, and then there is nothing more.
    socket.once('data', (request) => {
      if (request.includes('CSV'))
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n1\n\r\n');
    });
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const id = await save();
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  lab.identity.db.update(connectionTable).set({ url, updatedAt: new Date() }).run();
  const { clickhouse } = sources.connections.reach(ours, id);
  const options = { settings: { max_execution_time: 0.1 } };
  const chunks: string[] = [];
  const streamed = async (format: string) => {
    for await (const chunk of await clickhouse.stream(sql`SELECT 1`, format, options))
      chunks.push(Buffer.from(chunk).toString());
  };
  const outcomes = await Promise.allSettled([
    clickhouse.query(sql`SELECT 1`, options),
    streamed('TSV'),
    streamed('CSV'),
  ]);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      reason: { code: 'unavailable', message: expect.stringContaining('does not answer') },
    });
  sources.connections.remove(ours, id);
  silent.close();
});

test('a server that goes away is named, and clients are closed when a connection changes', async () => {
  const id = await save();
  const before = sources.connections.reach(ours, id);
  expect(sources.connections.reach(ours, id).clickhouse).toBe(before.clickhouse);
  await sources.connections.save(ours, input({ name: 'Shop 2' }), id);
  const after = sources.connections.reach(ours, id);
  expect(after.clickhouse).not.toBe(before.clickhouse);
  lab.identity.db.update(connectionTable).set({ url: 'http://127.0.0.1:1', updatedAt: new Date() }).run();
  const gone = sources.connections.reach(ours, id);
  await expect(gone.clickhouse.query(sql`SELECT 1`)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'The server of the connection "Shop 2" does not answer.',
  });
  sources.connections.remove(ours, id);
});
