// Who may do what, in whose data: keys, roles, other teams, and everything that must stop at once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiKeys, members, sessions, teams } from '#drizzle/schema.ts';
import { createKey, ensureEnvironmentKeys } from './keys.server.ts';
import type { Role, Scope } from './scopes.ts';
import { OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

const SCOPES: Scope[] = ['ingest', 'read', 'write', 'admin'];
const log = pino({ level: 'silent' });

let identity: TestIdentity;
let time: number;

beforeEach(async () => {
  time = Date.parse('2026-05-01T12:00:00Z');
  identity = openTestIdentity({ now: () => time });
  await identity.addOwner();
});
afterEach(() => identity.close());

const request = (headers: Record<string, string>, method = 'GET') =>
  new Request('http://127.0.0.1:3000/api/v1/x', { method, headers });
const withKey = (key: string, scope: Scope = 'read') =>
  identity.tenants.fromRequest(request({ authorization: `Bearer ${key}` }), scope);
const newKey = (scopes: Scope[], expiresAt?: Date) =>
  createKey(identity.db, { teamId: identity.team.id, name: 'test', scopes, ...(expiresAt && { expiresAt }) });

/** Which scopes an attempt succeeds with. */
async function allowed(attempt: (scope: Scope) => Promise<unknown>): Promise<Scope[]> {
  const results = await Promise.allSettled(SCOPES.map(attempt));
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'forbidden' });
  }
  return SCOPES.filter((_, index) => results[index]?.status === 'fulfilled');
}

describe('without valid credentials', () => {
  test.each([
    ['nothing', {}],
    ['an unknown key', { authorization: 'Bearer mpl_unknown' }],
    ['an unknown key in the other header', { 'x-maple-key': 'mpl_unknown' }],
    ['an empty key', { 'x-maple-key': '' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['a made-up cookie', { cookie: 'maple.session_token=abc.def' }],
    ['a hash instead of a key', { authorization: `Bearer ${'0'.repeat(64)}` }],
  ])('%s is unauthorized', async (_name, headers: Record<string, string>) => {
    await expect(identity.tenants.fromRequest(request(headers), 'read')).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('an empty key is none: the session counts', async () => {
    const headers = { cookie: await identity.signIn(), 'x-maple-key': '' };
    expect(await identity.tenants.fromRequest(request(headers), 'read')).toMatchObject({
      actor: { kind: 'user' },
    });
  });

  test('a presented key is never made good by a session', async () => {
    const headers = { cookie: await identity.signIn(), authorization: 'Bearer mpl_unknown' };
    await expect(identity.tenants.fromRequest(request(headers), 'read')).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });
});

describe('keys', () => {
  test.each<[Scope[]]>([[['ingest']], [['read']], [['read', 'write']], [['read', 'write', 'admin']], [[]]])(
    'with %o reach exactly that',
    async (scopes) => {
      const { key } = newKey(scopes);
      expect(await allowed((scope) => withKey(key, scope))).toEqual(scopes);
    },
  );

  test('name their team and themselves', async () => {
    const { id, key } = newKey(['read']);
    const tenant = await identity.tenants.fromRequest(request({ 'x-maple-key': key }), 'read');
    expect(tenant).toEqual({
      teamId: identity.team.id,
      teamName: OWNER.teamName,
      teamSlug: 'default',
      allowedSources: undefined,
      hasSecondFactor: false,
      client: { address: '', userAgent: '' },
      database: 'otel',
      role: undefined,
      scopes: new Set(['read']),
      actor: { kind: 'key', keyId: id, name: 'test' },
    });
  });

  test("of another team reach that team's database and no other", async () => {
    identity.db
      .insert(teams)
      .values({ id: 'other', slug: 'other', name: 'Other', database: 'otel_other' })
      .run();
    const { key } = createKey(identity.db, { teamId: 'other', name: 'theirs', scopes: ['read', 'ingest'] });
    expect(await withKey(key)).toMatchObject({ teamId: 'other', database: 'otel_other' });
    expect(identity.tenants.ofIngestKey(key)).toMatchObject({ teamId: 'other', database: 'otel_other' });
    expect(await withKey(newKey(['read']).key)).toMatchObject({ database: 'otel' });
  });

  test('stop at once when they are revoked, deleted, or lose their team', async () => {
    identity.db
      .insert(teams)
      .values({ id: 'other', slug: 'other', name: 'Other', database: 'otel_other' })
      .run();
    const revoked = newKey(['read']);
    const deleted = newKey(['read']);
    const orphan = createKey(identity.db, { teamId: 'other', name: 'x', scopes: ['read'] });
    for (const { key } of [revoked, deleted, orphan]) await withKey(key);
    identity.db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, revoked.id)).run();
    identity.db.delete(apiKeys).where(eq(apiKeys.id, deleted.id)).run();
    identity.db.delete(teams).where(eq(teams.id, 'other')).run();
    await expect(withKey(revoked.key)).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'This key was revoked.',
    });
    for (const { key } of [deleted, orphan]) {
      await expect(withKey(key)).rejects.toMatchObject({ code: 'unauthorized' });
    }
  });

  test('stop at the moment they expire', async () => {
    const { key } = newKey(['read'], new Date(time + 1000));
    time += 999;
    await withKey(key);
    time += 1;
    await expect(withKey(key)).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'This key expired at 2026-05-01T12:00:01.000Z.',
    });
  });

  test('remember their last use to the minute', async () => {
    const { key } = newKey(['read']);
    const lastUsed = () => identity.db.select({ at: apiKeys.lastUsedAt }).from(apiKeys).get()?.at?.getTime();
    expect(lastUsed()).toBeUndefined();
    const first = time;
    await withKey(key);
    expect(lastUsed()).toBe(first);
    time += 59_999;
    await withKey(key);
    expect(lastUsed()).toBe(first);
    time += 1;
    await withKey(key);
    expect(lastUsed()).toBe(time);
  });

  test('work while the database takes no writes, and the log says so once', async () => {
    const { key } = newKey(['read', 'ingest']);
    identity.db.run('pragma query_only = on');
    await withKey(key);
    expect(identity.tenants.ofIngestKey(key)).toMatchObject({ database: 'otel' });
    const warnings = identity.logLines.filter((line) => line.includes('could not be noted'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('readonly database');
    expect(warnings[0]).not.toContain(key);
  });

  test('are nowhere in the file and not in the log', async () => {
    const { key } = newKey(['read']);
    const fromEnvironment = 'environment-key-0123456789';
    ensureEnvironmentKeys(
      identity.db,
      { apiKey: fromEnvironment, ingestKey: undefined },
      identity.team.id,
      log,
    );
    await withKey(key);
    await withKey(fromEnvironment);
    const bytes = ['maple.db', 'maple.db-wal']
      .map((name) => readFileSync(join(identity.dataDir, name), 'latin1'))
      .join('');
    expect(bytes).toContain(key.slice(0, 8));
    for (const secret of [key, key.slice(4), fromEnvironment]) {
      expect(bytes).not.toContain(secret);
      expect(identity.logLines.join('')).not.toContain(secret);
    }
  });
});

describe('keys from the environment', () => {
  const ensure = (apiKey?: string, ingestKey?: string) =>
    ensureEnvironmentKeys(identity.db, { apiKey, ingestKey }, identity.team.id, log);
  const first = 'first-api-key-0123456789';
  const second = 'second-api-key-0123456789';

  test('have the scopes of their variable, and are stored once', async () => {
    ensure(first, second);
    ensure(first, second);
    expect(await allowed((scope) => withKey(first, scope))).toEqual(['read', 'write', 'admin']);
    expect(await allowed((scope) => withKey(second, scope))).toEqual(['ingest']);
    expect(identity.db.select().from(apiKeys).all()).toHaveLength(2);
  });

  test('are replaced when the variable changes', async () => {
    ensure(first);
    ensure(second);
    await expect(withKey(first)).rejects.toMatchObject({ code: 'unauthorized' });
    await withKey(second);
  });

  test('stay revoked across a restart', async () => {
    ensure(first);
    identity.db.update(apiKeys).set({ revokedAt: new Date() }).run();
    ensure(first);
    await expect(withKey(first)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('sessions', () => {
  test.each<[Role, Scope[]]>([
    ['viewer', ['read']],
    ['member', ['read', 'write']],
    ['admin', ['read', 'write', 'admin']],
    ['owner', ['read', 'write', 'admin']],
  ])('of a %s reach %o', async (role, scopes) => {
    const cookie = await identity.signIn();
    identity.db.update(members).set({ role }).run();
    expect(await allowed((scope) => identity.tenants.fromRequest(request({ cookie }), scope))).toEqual(
      scopes,
    );
    const tenant = await identity.tenants.fromRequest(request({ cookie }), 'read');
    expect(tenant).toMatchObject({ teamId: identity.team.id, database: 'otel', role });
    expect(tenant.actor).toMatchObject({ kind: 'user', email: OWNER.email, name: OWNER.name });
  });

  test('feel a changed role, a lost membership and an ended session with the next request', async () => {
    const cookie = await identity.signIn();
    const ask = (scope: Scope) => identity.tenants.fromRequest(request({ cookie }), scope);
    await ask('admin');
    identity.db.update(members).set({ role: 'viewer' }).run();
    await expect(ask('admin')).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Your role in this team, viewer, does not allow this.',
    });
    identity.db.delete(members).run();
    await expect(ask('read')).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Your account belongs to no team. Ask an admin to add you.',
    });
    identity.db.delete(sessions).run();
    await expect(ask('read')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test.each([
    ['our own page', { 'sec-fetch-site': 'same-origin' }, true],
    ['our own page in an old browser', { origin: 'http://127.0.0.1:3000' }, true],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }, false],
    ['another site in an old browser', { origin: 'https://evil.example' }, false],
  ])('posting from %s', async (_name, headers: Record<string, string>, isAllowed) => {
    const cookie = await identity.signIn();
    const attempt = identity.tenants.fromRequest(request({ ...headers, cookie }, 'POST'), 'read');
    if (isAllowed) await attempt;
    else await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a key needs no such check: no other site can send it', async () => {
    const headers = { authorization: `Bearer ${newKey(['read']).key}`, 'sec-fetch-site': 'cross-site' };
    await identity.tenants.fromRequest(request(headers, 'POST'), 'read');
  });
});

describe('telemetry', () => {
  test('without a key goes to the default team while only this machine can send it', () => {
    const tenant = identity.tenants.ofIngestKey(undefined);
    expect(tenant).toMatchObject({ teamId: identity.team.id, database: 'otel', actor: { kind: 'loopback' } });
    expect([...tenant.scopes]).toEqual(['ingest']);
  });

  test('with a wrong key is refused even there', () => {
    const key = newKey(['read', 'write', 'admin']).key;
    expect(() => identity.tenants.ofIngestKey('wrong')).toThrow('This key is not known.');
    expect(() => identity.tenants.ofIngestKey('')).toThrow('This key is not known.');
    expect(() => identity.tenants.ofIngestKey(key)).toThrow('This needs a key with the scope "ingest".');
  });

  test('needs a key on any other address', () => {
    const open = openTestIdentity({ isLoopback: false });
    expect(() => open.tenants.ofIngestKey(undefined)).toThrow('Send an ingest key');
    const { key } = createKey(open.db, { teamId: open.team.id, name: 'agents', scopes: ['ingest'] });
    expect(open.tenants.ofIngestKey(key)).toMatchObject({ database: 'otel', actor: { kind: 'key' } });
    open.close();
  });

  test('is taken before the set-up', () => {
    const fresh = openTestIdentity();
    expect(fresh.setup.isSetUp()).toBe(false);
    expect(fresh.tenants.ofIngestKey(undefined).database).toBe('otel');
    fresh.close();
  });
});
