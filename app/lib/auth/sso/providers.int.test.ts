// Identity providers as administrators keep them: their secret, and what becomes of people when one is changed.
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accounts, auditLog, sessions, users } from '#drizzle/schema.ts';
import { identityProviderInput } from '../provider-settings.ts';
import type { Person } from '../tenant.server.ts';
import { OWNER, openTestIdentity, type TestIdentity } from '../testing.ts';

const SECRET = 'a secret of the client';
const actor = { kind: 'user', userId: 'owner', email: OWNER.email, name: '', isInstanceAdmin: true } as const;
const owner = { actor, client: { address: '', userAgent: '' } } as unknown as Person;
let identity: TestIdentity;
beforeEach(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
});
afterEach(() => identity.close());

function addProvider(): string {
  const input = identityProviderInput.parse({
    ...{ name: 'Test', preset: 'oidc', issuer: 'https://login.example.com', isEnabled: true },
    ...{ clientId: 'maple', clientSecret: SECRET, settings: {} },
  });
  return identity.auth.providers.save(owner, input).id;
}

/** Changes a provider as its form does. */
function change(id: string, changes: object) {
  const { auth } = identity;
  auth.providers.save(owner, identityProviderInput.parse({ ...auth.providers.get(id), ...changes }), id);
}

test('the secret of a provider is sealed, kept when none is given, and nowhere in the audit log', async () => {
  const id = addProvider();
  change(id, { name: 'Renamed' });
  expect(identity.auth.providers.secretOf(id)).toBe(SECRET);
  identity.auth.providers.remove(owner, id);
  const log = JSON.stringify(identity.db.select().from(auditLog).all());
  expect(log).toContain('provider.delete');
  expect(log).not.toContain(SECRET);
  expect(() => identity.auth.providers.remove(owner, id)).toThrow(/no such provider/);
});

test.each([
  ['issuer', { issuer: 'https://other.example.com' }],
  ['kind', { preset: 'google' }],
])(
  'with another %s it is another provider: nobody is linked to it, and the secret is asked for',
  async (_, changes) => {
    const { db, auth } = identity;
    const id = addProvider();
    const link = { userId: 'owner', accountId: 'subject' };
    db.insert(accounts)
      .values([
        { id: 'here', providerId: `sso:${id}`, ...link },
        { id: 'there', providerId: 'sso:other', ...link },
      ])
      .run();
    const links = () =>
      db
        .select()
        .from(accounts)
        .all()
        .map((row) => row.id);
    change(id, { name: 'Renamed', clientSecret: 'a new secret' });
    expect(links()).toContain('here');
    expect(() => change(id, changes)).toThrow(/client secret/);
    // A try must not send the stored secret elsewhere either.
    const tried = identityProviderInput.parse({ ...auth.providers.get(id), ...changes });
    await expect(auth.testProvider(tried, id)).rejects.toMatchObject({ code: 'bad_request' });
    expect(links()).toContain('here');
    change(id, { ...changes, clientSecret: 'of the other' });
    expect(links().sort()).toEqual(['account', 'there']);
    expect(auth.providers.secretOf(id)).toBe('of the other');
    const last = db.select().from(auditLog).where(eq(auditLog.action, 'provider.update')).all().at(-1);
    expect(last?.after).toMatchObject({ unlinkedPeople: 1 });
  },
);

test('enforcing a provider ends the sessions of its people that were not begun there', async () => {
  const { db } = identity;
  const id = addProvider();
  const begin = (userId: string, method: 'password' | 'provider', providerId: string | null = null) =>
    db
      .insert(sessions)
      .values({
        ...{ id: `${userId} ${providerId ?? method}`, token: `${userId} ${providerId ?? method}` },
        ...{ userId, method, providerId, expiresAt: new Date(Date.now() + 60_000) },
      })
      .run();
  for (const [userId, email] of [
    ['grace', 'grace@example.com'],
    ['eve', 'eve@elsewhere.example'],
  ] as const)
    db.insert(users).values({ id: userId, name: userId, email }).run();
  begin('grace', 'password');
  begin('grace', 'provider', 'another');
  begin('grace', 'provider', id);
  begin('eve', 'password');
  // Who administrates the installation keeps the password.
  begin('owner', 'password');
  const left = () =>
    db
      .select({ id: sessions.id })
      .from(sessions)
      .all()
      .map((row) => row.id)
      .toSorted();
  const last = () => db.select().from(auditLog).where(eq(auditLog.action, 'provider.update')).all().at(-1);
  const { settings } = identity.auth.providers.get(id) ?? {};
  const wanted = { ...settings, domains: ['example.com'] };
  change(id, { settings: wanted });
  expect(left()).toHaveLength(5);
  expect(last()?.after).not.toHaveProperty('endedSessions');
  change(id, { settings: { ...wanted, isEnforced: true } });
  expect(left()).toEqual(['eve password', `grace ${id}`, 'owner password']);
  expect(last()?.after).toMatchObject({ endedSessions: 2 });
  // With another issuer it is another provider: nobody signed in there yet.
  change(id, {
    issuer: 'https://other.example.com',
    clientSecret: 'of the other',
    settings: { ...wanted, isEnforced: true },
  });
  expect(left()).toEqual(['eve password', 'owner password']);
  expect(last()?.after).toMatchObject({ endedSessions: 1 });
});
