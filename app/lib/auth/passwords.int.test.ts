// Passwords as they are kept: sealed hashes, whichever way the password was chosen, and those of before.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accounts } from '#drizzle/schema.ts';
import { createPasswords, isSealed, sealPasswords } from './passwords.server.ts';
import { settleSecret } from './rotate-secret.server.ts';
import { createSealer } from './seal.server.ts';
import { ensureAdmin } from './setup.server.ts';
import { postTo } from './sign-in-testing.ts';
import { ensureDefaultTeam } from './team.server.ts';
import { LOOPBACK_HEADERS, OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

const [FIRST, SECOND] = ['1'.repeat(32), '2'.repeat(32)];
let identity: TestIdentity;
beforeEach(() => {
  identity = openTestIdentity();
});
afterEach(() => identity.close());
const kept = () => identity.db.select({ password: accounts.password }).from(accounts).get()?.password ?? '';

test('the same password is kept differently each time, and opens with the secret only', async () => {
  const passwords = createPasswords(createSealer(FIRST));
  const [hash, other] = await Promise.all([passwords.hash(OWNER.password), passwords.hash(OWNER.password)]);
  expect(hash).not.toBe(other);
  expect(isSealed(hash)).toBe(true);
  const password = OWNER.password;
  expect(await passwords.verify({ hash, password })).toBe(true);
  expect(await passwords.verify({ hash, password: `${password}!` })).toBe(false);
  expect(await createPasswords(createSealer(SECOND)).verify({ hash, password })).toBe(false);
  expect(await createPasswords(createSealer(SECOND, [FIRST])).verify({ hash, password })).toBe(true);
  expect(await passwords.verify({ hash: `${hash.slice(0, -4)}AAAA`, password })).toBe(false);
});

test('one of before signs in, and is sealed once at the next start', async () => {
  await identity.addOwner();
  expect(isSealed(kept())).toBe(false);
  expect(await identity.signIn()).toContain('session');
  const sealer = createSealer(FIRST);
  const before = kept();
  expect([sealPasswords(identity.db, sealer), sealPasswords(identity.db, sealer)]).toEqual([1, 0]);
  expect(kept()).not.toContain(before);
  expect(await createPasswords(sealer).verify({ hash: kept(), password: OWNER.password })).toBe(true);
});

test('every way to choose a password seals it', async () => {
  await identity.setup.complete(OWNER, new Headers(LOOPBACK_HEADERS));
  const set = kept();
  expect(isSealed(set)).toBe(true);
  const cookie = await identity.signIn();
  const body = { currentPassword: OWNER.password, newPassword: 'difference engine' };
  expect((await postTo(identity, '/change-password', body, cookie)).status).toBe(200);
  const changed = kept();
  expect([isSealed(changed), changed === set]).toEqual([true, false]);
  const caller = { actor: { kind: 'system', name: 'test' }, client: { address: '', userAgent: '' } } as const;
  const token =
    new URL(identity.auth.reset.createLink(caller, OWNER.email).url).searchParams.get('token') ?? '';
  await identity.auth.reset.complete(token, 'analytical motor', caller.client);
  expect([isSealed(kept()), kept() === changed]).toEqual([true, false]);
  expect(await identity.signIn(OWNER.email, 'analytical motor')).toContain('session');
});

test('that of the environment is sealed by the same start', async () => {
  const log = { info: () => undefined, warn: () => undefined } as never;
  ensureDefaultTeam(identity.db, 'otel');
  await ensureAdmin(identity.db, { email: OWNER.email, password: OWNER.password }, log);
  const config = { authSecret: FIRST, previousAuthSecret: undefined, dataDir: identity.dataDir };
  const secret = await settleSecret(identity.db, config, log);
  expect(isSealed(kept())).toBe(true);
  const passwords = createPasswords(createSealer(secret));
  expect(await passwords.verify({ hash: kept(), password: OWNER.password })).toBe(true);
});
