// Keys in a real SQLite: who may make which, what rotating leaves, what ends, and what the audit log keeps of it.
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureEnvironmentKeys, revokeKeysOf } from '#app/lib/auth/keys.server.ts';
import type { Scope } from '#app/lib/auth/scopes.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { apiKeys, auditLog, invitations, members, teams, users } from '#drizzle/schema.ts';
import { type ApiKeys, createApiKeys } from './keys.server.ts';
import { keyInput, keyRotation } from './schema.ts';

const DAY = 86_400_000;
const SOURCES = ['logs', 'traces'];

let identity: TestIdentity;
let store: ApiKeys;
let now: number;
let ada: Tenant;
let theirs: Tenant;

beforeEach(() => {
  now = Date.now();
  identity = openTestIdentity({ now: () => now, isLoopback: false });
  const { db, team } = identity;
  db.insert(teams).values({ id: 'theirs', slug: 'theirs', name: 'Theirs', database: 'otel_theirs' }).run();
  for (const id of ['ada', 'bob']) {
    db.insert(users)
      .values({ id, name: id, email: `${id}@example.com` })
      .run();
    db.insert(members).values({ teamId: team.id, userId: id, role: 'admin' }).run();
  }
  ada = person('ada', team.id);
  theirs = person('bob', 'theirs');
  store = createApiKeys({
    db,
    now: () => now,
    checkSources: (_, ids) => {
      if (ids.some((id) => !SOURCES.includes(id)))
        throw new AppError('bad_request', 'There is no such source.');
    },
  });
});
afterEach(() => identity.close());

const person = (userId: string, teamId: string) =>
  ({
    teamId,
    scopes: new Set(['read', 'write', 'admin']),
    actor: { kind: 'user', userId, email: `${userId}@example.com` },
    client: { address: '192.0.2.7', userAgent: 'a browser' },
  }) as unknown as Tenant;

const make = (tenant: Tenant, input: object = {}) =>
  store.create(tenant, keyInput.parse({ name: 'k', scopes: ['read'], ...input }));
const rotate = (tenant: Tenant, id: string, overlapDays?: number) =>
  store.rotate(tenant, keyRotation.parse({ id, overlapDays }));
/** The tenant of a key, as a request with it gets. */
const as = (key: string, scope: Scope = 'admin') =>
  identity.tenants.fromRequest(
    new Request('http://127.0.0.1:3000/api/v1/api-keys', { headers: { authorization: `Bearer ${key}` } }),
    scope,
  );
const refused = (code: string) => expect.objectContaining({ code });
const entries = () =>
  identity.db
    .select()
    .from(auditLog)
    .all()
    .map(({ action, targetName, actorName, address, before, after }) => ({
      action,
      targetName,
      actorName,
      address,
      before,
      after,
    }));

describe('making', () => {
  test('the key is answered once, and kept as a hash', async () => {
    const { key, apiKey } = make(ada, {
      name: ' checkout ',
      scopes: ['read', 'ingest', 'read'],
      expiresInDays: 30,
    });
    expect(key).toMatch(/^mpl_[\w-]{43}$/);
    expect(apiKey).toMatchObject({
      name: 'checkout',
      prefix: key.slice(0, 8),
      scopes: ['ingest', 'read'],
      state: 'active',
      createdBy: 'ada@example.com',
      lastUsedAt: null,
      expiresAt: new Date(now + 30 * DAY).toISOString(),
    });
    expect((await as(key, 'read')).teamId).toBe(identity.team.id);
    const everything = JSON.stringify([store.list(ada), identity.db.select().from(auditLog).all()]);
    expect(everything).not.toContain(key);
    const hash = identity.db.select({ hash: apiKeys.hash }).from(apiKeys).get()?.hash ?? '';
    expect(everything).not.toContain(hash);
    expect(JSON.stringify(identity.db.select().from(apiKeys).all())).not.toContain(key.slice(8));
  });

  test.each([
    [{ name: '  ' }],
    [{ name: 'x'.repeat(81) }],
    [{ scopes: [] }],
    [{ scopes: ['owner'] }],
    [{ expiresInDays: 0 }],
    [{ expiresInDays: 1.5 }],
    [{ expiresInDays: 1e9 }],
    [{ allowedSources: [] }],
  ])('%j is not accepted', (input) => {
    expect(keyInput.safeParse({ name: 'k', scopes: ['read'], ...input }).success).toBe(false);
  });

  test.each([
    ['sources that are not there', { allowedSources: ['logs', 'nope'] }],
    ['some sources only, but all rights', { scopes: ['read', 'admin'], allowedSources: ['logs'] }],
    ['sources for a key that does not read', { scopes: ['ingest'], allowedSources: ['logs'] }],
  ])('%s: refused, and nothing is kept', (_, input) => {
    expect(() => make(ada, input)).toThrow(refused('bad_request'));
    expect(store.list(ada)).toEqual([]);
    expect(entries()).toEqual([]);
  });

  test('a key makes none that can do more than itself, and the person behind it is who is asked', async () => {
    const { key } = make(ada, { scopes: ['read', 'admin'] });
    const tenant = await as(key);
    expect(() => make(tenant, { scopes: ['ingest'] })).toThrow(refused('forbidden'));
    expect(() => make(tenant, { scopes: ['read', 'write'] })).toThrow(refused('forbidden'));
    const child = make(tenant, { name: 'child', scopes: ['read'] });
    expect(child.apiKey.createdBy).toBe('ada@example.com');
    const { apiKey: writer } = make(ada, { scopes: ['write'] });
    expect(() => rotate(tenant, writer.id)).toThrow(refused('forbidden'));
  });

  test('what a key makes ends with it at the latest, and it rotates none into one that outlives it', async () => {
    const own = make(ada, { scopes: ['read', 'admin'], expiresInDays: 2 });
    const tenant = await as(own.key);
    expect(make(tenant).apiKey.expiresAt).toBe(own.apiKey.expiresAt);
    now += DAY / 2;
    expect(make(tenant, { expiresInDays: 365 }).apiKey.expiresAt).toBe(own.apiKey.expiresAt);
    const short = make(tenant, { expiresInDays: 1 }).apiKey;
    expect(short.expiresAt).toBe(new Date(now + DAY).toISOString());
    const endless = make(ada).apiKey;
    for (const id of [endless.id, own.apiKey.id])
      expect(() => rotate(tenant, id)).toThrow(refused('forbidden'));
    expect(store.list(ada).find(({ id }) => id === endless.id)?.state).toBe('active');
    expect(rotate(tenant, short.id).apiKey.expiresAt).toBe(short.expiresAt);
    const free = make(ada, { scopes: ['read', 'admin'] });
    expect(make(await as(free.key)).apiKey.expiresAt).toBeNull();
  });

  test('a team has a bound, and what has ended long ago makes room', () => {
    const { id: teamId } = identity.team;
    for (let i = 0; i < 500; i++)
      identity.db
        .insert(apiKeys)
        .values({
          id: `k${i}`,
          teamId,
          name: 'x',
          prefix: 'x',
          hash: `${i}`,
          scopes: [],
          expiresAt: new Date(now),
        })
        .run();
    expect(() => make(ada)).toThrow(refused('limit_exceeded'));
    now += 91 * DAY;
    expect(make(ada).apiKey.state).toBe('active');
    expect(store.list(ada)).toHaveLength(1);
  });
});

describe('rotating', () => {
  test('both work until the overlap is over', async () => {
    const old = make(ada, { name: 'shop', scopes: ['read'], allowedSources: ['logs'] });
    now += DAY;
    const next = rotate(ada, old.apiKey.id, 7);
    expect(next.key).not.toBe(old.key);
    expect(next.apiKey).toMatchObject({
      name: 'shop',
      scopes: ['read'],
      allowedSources: ['logs'],
      expiresAt: null,
    });
    expect(store.list(ada).find(({ id }) => id === old.apiKey.id)).toMatchObject({
      state: 'replaced',
      replacedBy: next.apiKey.id,
      expiresAt: new Date(now + 7 * DAY).toISOString(),
    });
    now += 7 * DAY - 1;
    await as(old.key, 'read');
    expect([...((await as(next.key, 'read')).allowedSources ?? [])]).toEqual(['logs']);
    now += 1;
    await expect(as(old.key, 'read')).rejects.toMatchObject({ code: 'unauthorized' });
    await as(next.key, 'read');
    expect(store.list(ada).map(({ state }) => state)).toEqual(['active', 'expired']);
  });

  test('without an overlap the old one stops at once', async () => {
    const old = make(ada);
    const next = rotate(ada, old.apiKey.id, 0);
    await expect(as(old.key, 'read')).rejects.toMatchObject({ code: 'unauthorized' });
    await as(next.key, 'read');
  });

  test('an overlap does not outlive the old one, and the new one lives as long as the old one was made for', () => {
    const { apiKey } = make(ada, { expiresInDays: 10 });
    now += 8 * DAY;
    expect(store.list(ada)[0]?.state).toBe('expiring');
    const next = rotate(ada, apiKey.id, 30);
    expect(next.apiKey.expiresAt).toBe(new Date(now + 10 * DAY).toISOString());
    expect(store.list(ada).find(({ id }) => id === apiKey.id)?.expiresAt).toBe(apiKey.expiresAt);
  });

  test('what was replaced, revoked or has expired is not rotated', () => {
    const replaced = make(ada).apiKey.id;
    rotate(ada, replaced);
    const revoked = make(ada).apiKey.id;
    store.revoke(ada, revoked);
    const expired = make(ada, { expiresInDays: 1 }).apiKey.id;
    now += 2 * DAY;
    for (const id of [replaced, revoked, expired]) expect(() => rotate(ada, id)).toThrow(refused('conflict'));
    expect(keyRotation.safeParse({ id: replaced, overlapDays: 31 }).success).toBe(false);
  });
});

describe('ending', () => {
  test('a revoked key is refused by the next request, and stays revoked', async () => {
    const { key, apiKey } = make(ada);
    await as(key, 'read');
    store.revoke(ada, apiKey.id);
    await expect(as(key, 'read')).rejects.toMatchObject({ code: 'unauthorized' });
    const revokedAt = store.list(ada)[0]?.revokedAt;
    now += DAY;
    expect(store.revoke(ada, apiKey.id).revokedAt).toBe(revokedAt);
    expect(entries().filter(({ action }) => action === 'key.revoke')).toHaveLength(1);
  });

  test('with a key end those that it made and these made, and no others', async () => {
    const own = make(ada, { name: 'own', scopes: ['read', 'admin'] });
    const child = make(await as(own.key), { name: 'child', scopes: ['read', 'admin'] });
    const tenant = await as(child.key);
    const grandchild = make(tenant, { name: 'grandchild' });
    const other = make(ada, { name: 'other', scopes: ['read', 'admin'] });
    // Whoever holds the key has what it made of another one.
    const rotated = rotate(tenant, make(ada, { name: 'rotated' }).apiKey.id);
    const kept = make(await as(other.key), { name: 'kept' });
    store.revoke(ada, own.apiKey.id);
    for (const { key } of [own, child, grandchild, rotated])
      await expect(as(key, 'read')).rejects.toMatchObject({ code: 'unauthorized' });
    for (const { key } of [other, kept]) await as(key, 'read');
    expect(entries().filter(({ action }) => action === 'key.revoke')).toMatchObject([
      { targetName: 'own', after: { revokedKeys: 3 } },
    ]);
  });

  test('a key that is rotated, also by itself, leaves those that it made to the one in its place', async () => {
    const own = make(ada, { scopes: ['read', 'admin'] });
    const tenant = await as(own.key);
    const child = make(tenant);
    const next = rotate(tenant, own.apiKey.id, 7);
    store.revoke(ada, own.apiKey.id);
    for (const { key } of [next, child]) await as(key, 'read');
    store.revoke(ada, next.apiKey.id);
    await expect(as(child.key, 'read')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('who leaves a team loses the keys that they made, also through a key', async () => {
    const own = make(ada, { name: 'own', scopes: ['read', 'admin'] });
    const child = make(await as(own.key), { name: 'child' });
    const ofBob = make(person('bob', identity.team.id), { name: 'of bob' });
    const elsewhere = make(person('ada', 'theirs'), { name: 'elsewhere' });
    const ended = identity.db.transaction((tx) => revokeKeysOf(tx, identity.team.id, 'ada'));
    expect(ended.map(({ name }) => name).toSorted()).toEqual(['child', 'own']);
    for (const { key } of [own, child])
      await expect(as(key, 'read')).rejects.toMatchObject({ code: 'unauthorized' });
    for (const { key } of [ofBob, elsewhere]) await as(key, 'read');
  });

  test.each([
    ['admin', []],
    ['member', ['admin']],
    ['viewer', ['admin', 'write']],
  ] as const)('who becomes %s loses the keys that can do more: %j', (role, lost) => {
    for (const scope of ['ingest', 'read', 'write', 'admin']) make(ada, { name: scope, scopes: [scope] });
    const ended = revokeKeysOf(identity.db, identity.team.id, 'ada', role);
    expect(ended.map(({ name }) => name).toSorted()).toEqual(lost);
  });

  test('a key of the environment is neither renamed nor rotated, and stays revoked over the next start', () => {
    const config = { apiKey: 'a-key-of-the-environment-0123456789', ingestKey: undefined };
    const start = () =>
      ensureEnvironmentKeys(identity.db, config, identity.team.id, pino({ level: 'silent' }));
    start();
    const [found] = store.list(ada);
    expect(found).toMatchObject({ variable: 'MAPLE_API_KEY', createdBy: null, prefix: 'a-key-of' });
    const id = found?.id ?? '';
    expect(() => store.rename(ada, id, 'x')).toThrow(refused('conflict'));
    expect(() => rotate(ada, id)).toThrow(refused('conflict'));
    store.revoke(ada, id);
    now += 400 * DAY;
    make(ada);
    start();
    expect(store.list(ada).find((key) => key.variable !== null)?.state).toBe('revoked');
  });
});

test('nothing reaches into another team', () => {
  const { apiKey } = make(ada);
  expect(store.list(theirs)).toEqual([]);
  for (const reach of [
    () => store.rename(theirs, apiKey.id, 'x'),
    () => rotate(theirs, apiKey.id),
    () => store.revoke(theirs, apiKey.id),
  ])
    expect(reach).toThrow(refused('not_found'));
  expect(store.list(ada)).toEqual([apiKey]);
});

test('every change is in the audit log with who, from where, and what it was', () => {
  const { apiKey } = make(ada, { name: 'a', scopes: ['read'], allowedSources: ['logs'] });
  store.rename(ada, apiKey.id, 'b');
  store.rename(ada, apiKey.id, 'b');
  const next = rotate(ada, apiKey.id, 1);
  store.revoke(ada, next.apiKey.id);
  const { prefix } = apiKey;
  const by = { actorName: 'ada@example.com', address: '192.0.2.7' };
  expect(entries()).toMatchObject([
    {
      ...by,
      action: 'key.create',
      targetName: 'a',
      after: { prefix, scopes: ['read'], allowedSources: ['logs'] },
    },
    { ...by, action: 'key.rename', targetName: 'b', before: { name: 'a' }, after: { name: 'b' } },
    {
      ...by,
      action: 'key.rotate',
      targetName: 'b',
      before: { prefix },
      after: { replacedBy: next.apiKey.id },
    },
    { ...by, action: 'key.revoke', targetName: 'b', before: { prefix: next.apiKey.prefix } },
  ]);
  expect(identity.db.select().from(auditLog).where(eq(auditLog.teamId, identity.team.id)).all()).toHaveLength(
    4,
  );
});

describe('invitations that a key made', () => {
  const invite = (id: string, keyId: string | null, more: object = {}) => {
    identity.db
      .insert(invitations)
      .values({
        ...{ id, keyId, teamId: identity.team.id, role: 'viewer', tokenHash: id },
        ...{ expiresAt: new Date(now + DAY), ...more },
      })
      .run();
  };
  const revoked = () =>
    identity.db
      .select()
      .from(invitations)
      .all()
      .filter(({ revokedAt }) => revokedAt !== null)
      .map(({ id }) => id);

  test('end with it when it is revoked, and no others', () => {
    const { apiKey } = make(ada, { scopes: ['admin'] });
    invite('open', apiKey.id);
    invite('another open', apiKey.id);
    invite('accepted', apiKey.id, { acceptedAt: new Date(now) });
    invite('of another key', make(ada).apiKey.id);
    invite('of a person', null, { invitedBy: 'ada' });
    store.revoke(ada, apiKey.id);
    expect(revoked()).toEqual(['open', 'another open']);
    const entries = identity.db.select().from(auditLog).where(eq(auditLog.action, 'key.revoke')).all();
    expect(entries.map(({ after }) => after)).toEqual([{ revokedInvitations: 2 }]);
  });

  test('end when it is rotated without an overlap, and with one not later than the overlap', () => {
    const one = make(ada, { scopes: ['admin'] });
    const other = make(ada, { scopes: ['admin'] });
    invite('kept', one.apiKey.id);
    invite('kept for long', one.apiKey.id, { expiresAt: new Date(now + 30 * DAY) });
    invite('ended', other.apiKey.id);
    rotate(ada, one.apiKey.id, 7);
    rotate(ada, other.apiKey.id, 0);
    expect(revoked()).toEqual(['ended']);
    const ends = identity.db.select().from(invitations).where(eq(invitations.keyId, one.apiKey.id)).all();
    expect(ends.map(({ id, expiresAt }) => [id, expiresAt.getTime() - now])).toEqual([
      ['kept', DAY],
      ['kept for long', 7 * DAY],
    ]);
  });

  test('end when the variable that it came from has another key', () => {
    const silent = pino({ level: 'silent' });
    const ensure = (apiKey: string) =>
      ensureEnvironmentKeys(identity.db, { apiKey, ingestKey: undefined }, identity.team.id, silent);
    ensure('the first key of the environment');
    const [key] = identity.db.select().from(apiKeys).where(eq(apiKeys.variable, 'MAPLE_API_KEY')).all();
    invite('open', key?.id ?? '');
    ensure('the second key of the environment');
    expect(revoked()).toEqual(['open']);
  });
});
