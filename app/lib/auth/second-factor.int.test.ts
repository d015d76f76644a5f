// Two-factor as a condition of getting into a team, and how long sessions last: on a real database, with real sign-ins.
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { members, passkeys, sessions, teams, users } from '#drizzle/schema.ts';
import { writeInstallation } from './installation.server.ts';
import { createKey } from './keys.server.ts';
import { createOneTime } from './one-time.server.ts';
import { identityProviderInput } from './provider-settings.ts';
import { noteProof, shortenSessions } from './sessions.server.ts';
import { enableSecondFactor, postTo } from './sign-in-testing.ts';
import { OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const URL_ = 'http://127.0.0.1:3000';

let identity: TestIdentity;

beforeEach(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
});
afterEach(() => {
  vi.useRealTimers();
  identity.close();
});

const request = (headers: Record<string, string>) => new Request(`${URL_}/logs`, { headers });
const enter = (cookie: string) => identity.tenants.fromRequest(request({ cookie }), 'read');
const requireOfTeam = () =>
  identity.db
    .update(teams)
    .set({ settings: { requiresSecondFactor: true } })
    .run();
const methods = () =>
  identity.db
    .select({ method: sessions.method })
    .from(sessions)
    .all()
    .map(({ method }) => method);
const REFUSED = { code: 'second_factor_required' };

describe('a team that requires two-factor', () => {
  test('ends the access of a session by password at once, and gives it back when the code is set up', async () => {
    const cookie = await identity.signIn();
    await expect(enter(cookie)).resolves.toMatchObject({ hasSecondFactor: false });
    requireOfTeam();
    await expect(enter(cookie)).rejects.toMatchObject(REFUSED);
    // The own account stays within reach: there it is set up.
    await expect(identity.tenants.personOf(request({ cookie }))).resolves.toMatchObject({
      hasSecondFactor: false,
    });
    const { cookie: strong } = await enableSecondFactor(identity);
    await expect(enter(strong)).resolves.toMatchObject({ hasSecondFactor: true, role: 'owner' });
    // What was begun by the password alone ended with that: it may be somebody else's.
    await expect(enter(cookie)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('lets in who signs in with password and code, or a recovery code', async () => {
    requireOfTeam();
    const { otp, codes } = await enableSecondFactor(identity);
    const credentials = { email: OWNER.email, password: OWNER.password };
    const first = await postTo(identity, '/sign-in/email', credentials);
    const step = Math.floor(Date.now() / 30_000);
    const done = await postTo(
      identity,
      '/two-factor/verify-totp',
      { code: await otp.hotp(step) },
      first.cookie,
    );
    await expect(enter(done.cookie)).resolves.toMatchObject({ hasSecondFactor: true });
    const second = await postTo(identity, '/sign-in/email', credentials);
    const recovered = await postTo(
      identity,
      '/two-factor/verify-backup-code',
      { code: codes[0] ?? '' },
      second.cookie,
    );
    await expect(enter(recovered.cookie)).resolves.toMatchObject({ hasSecondFactor: true });
  });

  test('closes for who switches the code off, and a change of the password changes nothing', async () => {
    requireOfTeam();
    const { cookie } = await enableSecondFactor(identity);
    const changed = await postTo(
      identity,
      '/change-password',
      { currentPassword: OWNER.password, newPassword: 'difference engine no. 2' },
      cookie,
    );
    expect(changed.status).toBe(200);
    await expect(enter(changed.cookie)).resolves.toMatchObject({ hasSecondFactor: true });
    const off = await postTo(
      identity,
      '/two-factor/disable',
      { password: 'difference engine no. 2' },
      changed.cookie,
    );
    expect(off.status).toBe(200);
    await expect(enter(off.cookie || changed.cookie)).rejects.toMatchObject(REFUSED);
  });

  test.each(['passkey', 'provider'] as const)('lets in who came by %s', async (method) => {
    requireOfTeam();
    const cookie = await identity.signIn();
    identity.db.update(sessions).set({ method }).run();
    await expect(enter(cookie)).resolves.toMatchObject({ hasSecondFactor: true });
  });

  test('a passkey is made by who signed in lately only: a stolen session is older', async () => {
    const { cookie } = await postTo(identity, '/sign-in/email', OWNER);
    const ask = () =>
      identity.auth.handler(
        new Request(`${URL_}/api/auth/passkey/generate-register-options`, {
          headers: { cookie, 'x-maple-client-address': '10.9.9.9' },
        }),
      );
    expect((await ask()).status).toBe(200);
    identity.db
      .update(sessions)
      .set({ createdAt: new Date(Date.now() - 61 * MINUTE_MS) })
      .run();
    const refused = await ask();
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'SESSION_NOT_FRESH' }]);
  });

  test('a session of which nothing is known is one by password', async () => {
    requireOfTeam();
    const cookie = await identity.signIn();
    identity.db.update(sessions).set({ method: null }).run();
    await expect(enter(cookie)).rejects.toMatchObject(REFUSED);
  });

  test('is the same as ever for keys, and for other teams', async () => {
    const { db, tenants, team } = identity;
    const { key } = createKey(db, { teamId: team.id, name: 'k', scopes: ['read', 'ingest'] });
    db.insert(teams).values({ id: 'b', slug: 'b', name: 'B', database: 'otel_b' }).run();
    db.insert(members).values({ teamId: 'b', userId: 'owner', role: 'viewer' }).run();
    db.update(teams)
      .set({ settings: { requiresSecondFactor: true } })
      .where(eq(teams.id, team.id))
      .run();
    expect(await tenants.fromRequest(request({ 'x-maple-key': key }), 'read')).toMatchObject({
      teamId: team.id,
    });
    expect(tenants.ofIngestKey(key).teamId).toBe(team.id);
    const cookie = await identity.signIn();
    const inB = new Request(`${URL_}/t/b/logs`, { headers: { cookie, 'x-maple-team': 'b' } });
    expect(await tenants.fromRequest(inB, 'read')).toMatchObject({ teamId: 'b' });
  });

  test('says nothing of it to who is not in the team', async () => {
    const { db } = identity;
    requireOfTeam();
    db.delete(members).run();
    await expect(enter(await identity.signIn())).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('administrators who need two-factor', () => {
  test('neither administrate nor open their teams without; others are not asked', async () => {
    const { db, tenants } = identity;
    writeInstallation(db, { administratorsNeedSecondFactor: true });
    const cookie = await identity.signIn();
    await expect(tenants.instanceAdminOf(request({ cookie }))).rejects.toMatchObject(REFUSED);
    await expect(enter(cookie)).rejects.toMatchObject(REFUSED);
    const elsewhere = new Request(`${URL_}/t/no-team-of-theirs/logs`, { headers: { cookie } });
    await expect(tenants.fromRequest(elsewhere, 'read')).rejects.toMatchObject(REFUSED);
    db.update(users).set({ isInstanceAdmin: false }).run();
    await expect(enter(cookie)).resolves.toMatchObject({ hasSecondFactor: false });
    db.update(users).set({ isInstanceAdmin: true }).run();
    const { cookie: strong } = await enableSecondFactor(identity);
    await expect(tenants.instanceAdminOf(request({ cookie: strong }))).resolves.toMatchObject({
      hasSecondFactor: true,
    });
  });
});

describe('how long a session lasts', () => {
  const open = async (idleMs: number, maxMs: number) => {
    identity.close();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 5, 1) });
    identity = openTestIdentity({ lifetime: { idleMs, maxMs } });
    await identity.addOwner();
    return identity.signIn();
  };
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

  test('it ends when it rests', async () => {
    const cookie = await open(30 * MINUTE_MS, 12 * HOUR_MS);
    pass(29 * MINUTE_MS);
    await expect(enter(cookie)).resolves.toMatchObject({ role: 'owner' });
    // That was a use: the rest begins anew.
    pass(29 * MINUTE_MS);
    await expect(enter(cookie)).resolves.toMatchObject({ role: 'owner' });
    pass(31 * MINUTE_MS);
    await expect(enter(cookie)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('it ends after its longest time, however much it is used', async () => {
    const cookie = await open(HOUR_MS, 12 * HOUR_MS);
    for (let hour = 0; hour < 13; hour += 1) {
      pass(55 * MINUTE_MS);
      await expect(enter(cookie)).resolves.toMatchObject({ role: 'owner' });
    }
    pass(10 * MINUTE_MS);
    await expect(enter(cookie)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(methods()).toEqual([]);
  });

  test('an old one cannot change anything at sign-in either', async () => {
    const cookie = await open(24 * HOUR_MS, 12 * HOUR_MS);
    pass(12 * HOUR_MS + 1);
    const answer = await postTo(
      identity,
      '/change-password',
      { currentPassword: OWNER.password, newPassword: 'difference engine no. 2' },
      cookie,
    );
    expect(answer.status).toBe(401);
  });
});

test('each session knows how it was begun', async () => {
  await identity.signIn();
  expect(methods()).toEqual(['password']);
  await enableSecondFactor(identity);
  expect(methods()).toEqual(['code']);
});

describe('a passkey that is made in a session by password', () => {
  const made = { path: '/passkey/verify-registration', body: { response: { id: 'credential' } } };
  const addPasskey = (id = 'credential') =>
    identity.db
      .insert(passkeys)
      .values({
        id: `key ${id}`,
        userId: 'owner',
        publicKey: 'k',
        credentialID: id,
        counter: 0,
        deviceType: 'singleDevice',
        backedUp: false,
      })
      .run();
  const note = async (cookie: string) => {
    const id = await identity.auth.sessionId(new Headers({ cookie }));
    noteProof(identity.db, made, { id: id ?? '', userId: 'owner' });
  };
  const remove = (cookie: string, id = 'key credential') =>
    postTo(identity, '/passkey/delete-passkey', { id }, cookie);

  test('stands behind that session and no other', async () => {
    requireOfTeam();
    const cookie = await identity.signIn();
    const other = await identity.signIn();
    addPasskey();
    await note(cookie);
    await expect(enter(cookie)).resolves.toMatchObject({ hasSecondFactor: true });
    await expect(enter(other)).rejects.toMatchObject(REFUSED);
  });

  test('stands behind it only while it is there, also beside another one', async () => {
    requireOfTeam();
    addPasskey('of before');
    const cookie = await identity.signIn();
    addPasskey();
    await note(cookie);
    expect((await remove(cookie)).status).toBe(200);
    await expect(enter(cookie)).rejects.toMatchObject(REFUSED);
    expect((await remove(cookie)).status).toBe(404);
    // Removed at the same moment, before it was noted.
    await note(cookie);
    await expect(enter(cookie)).rejects.toMatchObject(REFUSED);
  });

  test('a change of the password does not bring it back', async () => {
    requireOfTeam();
    const cookie = await identity.signIn();
    addPasskey();
    await note(cookie);
    const change = { currentPassword: OWNER.password, newPassword: 'difference engine no. 2' };
    const changed = await postTo(identity, '/change-password', change, cookie);
    await expect(enter(changed.cookie)).resolves.toMatchObject({ hasSecondFactor: true });
    await remove(changed.cookie);
    await expect(enter(changed.cookie)).rejects.toMatchObject(REFUSED);
  });

  test('a session by code or at a provider stays what it is', async () => {
    requireOfTeam();
    const { cookie } = await enableSecondFactor(identity);
    addPasskey();
    await note(cookie);
    await remove(cookie);
    expect(methods()).toEqual(['code']);
    await expect(enter(cookie)).resolves.toMatchObject({ hasSecondFactor: true });
  });
});

describe('a sign-in that waits for its code ends', () => {
  const newPassword = 'difference engine no. 2';
  const personOf = (cookie: string) =>
    identity.tenants.personOf(new Request(URL_, { headers: { cookie, origin: URL_ } }));

  test.each([
    ['nothing happens', 200, () => undefined],
    [
      'the password is changed',
      401,
      (cookie: string) =>
        postTo(identity, '/change-password', { currentPassword: OWNER.password, newPassword }, cookie),
    ],
    [
      'it is set anew by a mailed link',
      401,
      () => {
        createOneTime(identity.db).put('reset', 'token', 'owner', new Date(Date.now() + MINUTE_MS));
        return postTo(identity, '/reset/complete', { token: 'token', newPassword });
      },
    ],
    [
      'a provider is enforced',
      401,
      async (cookie: string) => {
        const person = await personOf(cookie);
        identity.db.update(users).set({ isInstanceAdmin: false }).run();
        const settings = { domains: ['example.com'], isEnforced: true };
        const of = {
          name: 'P',
          preset: 'oidc',
          issuer: 'https://id.example',
          isEnabled: true,
          clientId: 'm',
        };
        const input = identityProviderInput.parse({ ...of, clientSecret: 'a secret of it', settings });
        identity.auth.providers.save(person, input);
      },
    ],
  ] as const)('when %s: %i', async (_, status, happens) => {
    const { otp, cookie } = await enableSecondFactor(identity);
    const waiting = await postTo(identity, '/sign-in/email', OWNER);
    expect(waiting.json).toMatchObject({ twoFactorRedirect: true });
    await happens(cookie);
    const code = await otp.hotp(Math.floor(Date.now() / 30_000));
    const answer = await postTo(identity, '/two-factor/verify-totp', { code }, waiting.cookie);
    expect(answer.status).toBe(status);
  });
});

test('a shorter lifetime holds for sessions that are there', async () => {
  await identity.signIn();
  const { db } = identity;
  shortenSessions(db, { idleMs: 30 * MINUTE_MS, maxMs: 24 * HOUR_MS });
  const [session] = db.select().from(sessions).all();
  expect(session?.expiresAt.getTime()).toBe((session?.updatedAt.getTime() ?? 0) + 30 * MINUTE_MS);
  // A longer one does not bring back what would have ended.
  shortenSessions(db, { idleMs: 24 * HOUR_MS, maxMs: 24 * HOUR_MS });
  expect(db.select().from(sessions).all()).toEqual([session]);
});
