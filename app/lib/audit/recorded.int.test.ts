// What features write into the audit log, on a real SQLite file: each change with what was there before and after.
import { desc } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureEnvironmentKeys } from '#app/lib/auth/keys.server.ts';
import { createSealer } from '#app/lib/auth/seal.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { LOOPBACK_HEADERS, OWNER, openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import type { RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { createAddressPolicy } from '#app/lib/net/safe-address.ts';
import { cancelNoted } from '#app/lib/query/cancel.server.ts';
import { runSqlNoted } from '#app/lib/query/run-sql-noted.server.ts';
import { sqlRequest } from '#app/lib/query/schema.ts';
import { createFacetPins } from '#app/lib/saved/pins.server.ts';
import { savedSearchInput } from '#app/lib/saved/schema.ts';
import { createSavedSearches } from '#app/lib/saved/searches.server.ts';
import { createConnectionStore } from '#app/lib/sources/connection-store.server.ts';
import { createConnections } from '#app/lib/sources/connections.server.ts';
import { connectionInput, sourceInput } from '#app/lib/sources/schema.ts';
import { createSourceStore } from '#app/lib/sources/source-store.server.ts';
import { auditLog } from '#drizzle/schema.ts';
import { testTenant } from './testing.ts';

const log = pino({ level: 'silent' });
const MAY_READ = { mayRead: () => true };

let identity: TestIdentity;
let tenant: Tenant;
beforeEach(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
  tenant = {
    ...testTenant(identity.team.id, { scopes: ['read', 'write', 'admin'] }),
    actor: { kind: 'user', userId: 'owner', email: OWNER.email, name: OWNER.name, isInstanceAdmin: true },
  };
});
afterEach(() => identity.close());

/** The newest entries, newest first. */
const newest = (count: number) =>
  identity.db.select().from(auditLog).orderBy(desc(auditLog.id)).limit(count).all();

test('sources: made, changed, deleted', () => {
  const store = createSourceStore(identity.db);
  const input = sourceInput.parse({
    name: 'App',
    kind: 'log',
    table: 'app',
    expressions: { timestamp: 'ts' },
  });
  const { id } = store.create(tenant, input);
  store.update(tenant, id, { ...input, table: 'app2' });
  store.remove(tenant, id);
  store.remove(tenant, id);
  expect(newest(9)).toMatchObject([
    { action: 'source.delete', before: { table: 'app2' }, after: null },
    { action: 'source.update', before: { table: 'app' }, after: { table: 'app2' } },
    {
      action: 'source.create',
      before: null,
      after: { table: 'app' },
      targetName: 'App',
      targetId: id,
      actorName: OWNER.email,
    },
  ]);
});

test('connections: made, changed and deleted, without their passwords', () => {
  const store = createConnectionStore(identity.db);
  const shown = { name: 'West', url: 'https://ch.example', username: 'ada', database: 'logs' };
  const values = { id: 'c1', ...shown };
  store.create(tenant, { ...values, sealedPassword: 'sealed-1' });
  store.update(tenant, { ...values, sealedPassword: 'sealed-1', database: 'other' });
  store.update(tenant, { ...values, sealedPassword: 'sealed-2' });
  store.remove(tenant, 'c1');
  const entries = newest(9);
  expect(entries).toMatchObject([
    { action: 'connection.delete', before: { hasPassword: true } },
    { action: 'connection.update', after: { passwordChanged: true } },
    { action: 'connection.update', before: { database: 'logs' }, after: { database: 'other' } },
    { action: 'connection.create', after: { ...shown, hasPassword: true } },
  ]);
  expect(JSON.stringify(entries)).not.toContain('sealed-');
});

test('connections: what was tried, and what it said', async () => {
  const connections = createConnections({
    audit: identity.db,
    store: createConnectionStore(identity.db),
    sources: createSourceStore(identity.db),
    sealer: createSealer('a secret that only the tests know, 32+'),
    reach: { policy: createAddressPolicy([]), enginePort: undefined },
  });
  const input = connectionInput.parse({ name: 'Inside', url: 'http://127.0.0.1:1', password: 'hunter2' });
  await connections.test(tenant, input);
  const [entry] = newest(1);
  expect(entry).toMatchObject({
    action: 'connection.test',
    after: { url: 'http://127.0.0.1:1', problems: ['url'] },
  });
  expect(JSON.stringify(entry)).not.toContain('hunter2');
  await connections.close();
});

test('saved searches: those of the team in full, private ones without what they look for', () => {
  const saved = createSavedSearches(identity.db, MAY_READ);
  const make = (fields: object) =>
    savedSearchInput.parse({ name: 'Secret plan', query: 'plan', source: 'logs', page: 'logs', ...fields });
  const { id } = saved.create(tenant, make({ visibility: 'team' }));
  saved.update(tenant, id, { query: 'plan b' });
  saved.remove(tenant, id);
  expect(newest(3)).toMatchObject([
    { action: 'saved_search.delete', targetName: 'Secret plan' },
    { action: 'saved_search.update', before: { query: 'plan' }, after: { query: 'plan b' } },
    { action: 'saved_search.create', after: { query: 'plan', visibility: 'team' } },
  ]);
  const own = saved.create(tenant, make({ visibility: 'private' }));
  saved.remove(tenant, own.id);
  expect(newest(2)).toMatchObject([
    { action: 'saved_search.delete', targetName: 'A private search', before: { visibility: 'private' } },
    { action: 'saved_search.create', targetName: 'A private search' },
  ]);
  expect(JSON.stringify(newest(2))).not.toContain('plan');
});

test("pinned facets: the team's, not one's own", () => {
  const pins = createFacetPins(identity.db, MAY_READ);
  pins.set(tenant, { source: 'logs', scope: 'team', fields: ['service'] });
  pins.set(tenant, { source: 'logs', scope: 'team', fields: ['level'] });
  pins.set(tenant, { source: 'logs', scope: 'user', fields: ['host'] });
  expect(newest(9)).toMatchObject([
    { action: 'facet_pins.update', before: { fields: ['service'] }, after: { fields: ['level'] } },
    { action: 'facet_pins.update', before: { fields: [] }, after: { fields: ['service'] } },
  ]);
});

test('SQL: what was run, also when it was refused, without what it says of credentials', async () => {
  const runner = {
    db: identity.db,
    sources: {
      tablesOf: () => {
        throw new AppError('forbidden', 'Not for you.');
      },
    },
    running: {
      run: (_t: unknown, _i: unknown, _k: unknown, _s: unknown, work: (operation: object) => unknown) =>
        work({}),
    },
  } as unknown as Parameters<typeof runSqlNoted>[0];
  const sql = `SELECT * FROM s3('https://b', 'key', 'hunter2') -- ${'x'.repeat(9_000)}`;
  await expect(runSqlNoted(runner, tenant, sqlRequest.parse({ sql }))).rejects.toMatchObject({
    code: 'forbidden',
  });
  const [entry] = newest(1);
  expect(entry).toMatchObject({
    action: 'sql.run',
    outcome: 'refused',
    after: { failure: { code: 'forbidden' } },
  });
  expect(JSON.stringify(entry)).not.toContain('hunter2');
  expect(JSON.stringify(entry).length).toBeLessThan(6_000);
});

test('keys of the environment: stored, replaced, not noted again while they are the same', () => {
  const { db, team } = identity;
  ensureEnvironmentKeys(db, { apiKey: 'first-key-0123456789abcdef', ingestKey: undefined }, team.id, log);
  ensureEnvironmentKeys(db, { apiKey: 'first-key-0123456789abcdef', ingestKey: undefined }, team.id, log);
  ensureEnvironmentKeys(db, { apiKey: 'other-key-0123456789abcdef', ingestKey: undefined }, team.id, log);
  const entries = newest(9);
  expect(entries).toMatchObject([
    { action: 'key.rotate', actorKind: 'system', actorName: 'Environment', teamId: team.id },
    { action: 'key.create', after: { prefix: 'first-', scopes: ['read', 'write', 'admin'] } },
  ]);
  expect(JSON.stringify(entries)).not.toContain('0123456789');
});

test('the set-up: who, from where, without the password', async () => {
  const fresh = openTestIdentity();
  const headers = new Headers({
    ...LOOPBACK_HEADERS,
    'x-maple-client-address': '127.0.0.1',
    'user-agent': 'Browser',
  });
  await fresh.setup.complete({ ...OWNER, token: fresh.setup.token }, headers);
  const entries = fresh.db.select().from(auditLog).all();
  fresh.close();
  expect(entries).toMatchObject([
    {
      action: 'setup.complete',
      actorName: OWNER.email,
      address: '127.0.0.1',
      userAgent: 'Browser',
      teamId: fresh.team.id,
      after: { teamName: 'Engines' },
    },
  ]);
  expect(JSON.stringify(entries)).not.toContain(OWNER.password);
});

test("cancelling: others' queries always, one's own where it is asked for", () => {
  const { db } = identity;
  const cancel = (isOwn: boolean, options?: { isOwnNoted: boolean }) => {
    const running = { cancel: () => ({ kind: 'query', who: 'Bob', isOwn }) };
    cancelNoted({ db, running: running as unknown as RunningQueries }, tenant, 'q1', options);
  };
  cancel(true, { isOwnNoted: false });
  expect(newest(9)).toEqual([]);
  cancel(false, { isOwnNoted: false });
  cancel(true);
  expect(newest(9)).toMatchObject([
    { action: 'query.cancel', after: { startedBy: 'Bob' } },
    { action: 'query.cancel', targetId: 'q1', targetName: 'query' },
  ]);
});
