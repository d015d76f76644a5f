// A person's own account on a real database: sessions are listed and ended, and only one's own.
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Person } from '#app/lib/auth/tenant.server.ts';
import { OWNER, openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { auditLog, sessions, users, verifications } from '#drizzle/schema.ts';
import { type Accounts, createAccounts } from './account.server.ts';

let identity: TestIdentity;
let account: Accounts;
beforeEach(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
  account = createAccounts({ db: identity.db, auth: identity.auth, url: 'http://127.0.0.1:3000' });
});
afterEach(() => identity.close());

async function enter(): Promise<{ cookie: string; person: Person; sessionId: string | undefined }> {
  const cookie = await identity.signIn();
  const request = new Request('http://127.0.0.1:3000/', { headers: { cookie } });
  const person = await identity.tenants.personOf(request);
  return { cookie, person, sessionId: await identity.auth.sessionId(request.headers) };
}

test('sessions are listed without their tokens, and this one is marked', async () => {
  await identity.signIn();
  const { person, sessionId } = await enter();
  const mine = account.of(person, sessionId);
  expect(mine).toMatchObject({ email: OWNER.email, hasPassword: true, hasTwoFactor: false, passkeys: [] });
  expect(mine.sessions).toHaveLength(2);
  expect(mine.sessions.filter(({ isThis }) => isThis)).toHaveLength(1);
  expect(mine.sessions[0]?.address).toBe('127.0.0.1');
  for (const { token } of identity.db.select().from(sessions).all())
    expect(JSON.stringify(mine)).not.toContain(token);
});

test('one session or all others end at once, never those of somebody else', async () => {
  const [first, second] = [await enter(), await enter()];
  identity.db.insert(users).values({ id: 'eve', name: 'Eve', email: 'eve@example.com' }).run();
  const eve = { ...first.person, actor: { ...first.person.actor, userId: 'eve' } } as Person;
  expect(() => account.revokeSession(eve, second.sessionId ?? '')).toThrow(/over already/);
  account.revokeOthers(eve, undefined);
  expect(identity.db.select().from(sessions).all()).toHaveLength(2);
  account.revokeSession(first.person, second.sessionId ?? '');
  const headers = (cookie: string) => new Headers({ cookie });
  expect(await identity.auth.signedInUser(headers(second.cookie))).toBeUndefined();
  const third = await enter();
  // What waits for its code is on the way to one.
  const waiting = { id: 'w', identifier: '2fa-w', value: first.person.actor.userId };
  identity.db
    .insert(verifications)
    .values({ ...waiting, expiresAt: new Date(Date.now() + 60_000) })
    .run();
  account.revokeOthers(first.person, first.sessionId);
  expect(identity.db.select().from(verifications).where(eq(verifications.id, 'w')).all()).toEqual([]);
  expect(await identity.auth.signedInUser(headers(third.cookie))).toBeUndefined();
  expect(await identity.auth.signedInUser(headers(first.cookie))).toBeDefined();
  const revoked = identity.db.select().from(auditLog).all();
  expect(revoked.filter(({ action }) => action === 'session.revoke').length).toBe(3);
});

test('the sign-in page learns which providers there are, and no domain or account', async () => {
  expect(account.signInOptions()).toEqual({ providers: [], canMail: false, passkeyHost: 'localhost' });
  expect(account.providerFor(OWNER.email)).toBeUndefined();
});
