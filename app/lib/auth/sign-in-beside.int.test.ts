// Signing in while somebody is signed in, in a second tab or to guess unseen: recorded, counted and told as any other sign-in.
import { hashPassword } from 'better-auth/crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accounts, auditLog, passkeys, users } from '#drizzle/schema.ts';
import { createMailer } from '../net/mail.server.ts';
import { startTestMailbox, type TestMailbox } from '../net/mail-testing.ts';
import { enableSecondFactor, postTo } from './sign-in-testing.ts';
import { OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

const MALLORY = { email: 'mallory@example.com', password: 'difference engine' };
let mailbox: TestMailbox;
let identity: TestIdentity;
/** The cookies of mallory, who is signed in. */
let cookie: string;
beforeEach(async () => {
  mailbox = await startTestMailbox();
  identity = openTestIdentity({ mailer: createMailer({ url: mailbox.url, from: 'maple@example.com' }) });
  await identity.addOwner();
  identity.db.insert(users).values({ id: 'mallory', name: 'Mallory', email: MALLORY.email }).run();
  const password = await hashPassword(MALLORY.password);
  identity.db
    .insert(accounts)
    .values({ id: 'm', userId: 'mallory', accountId: 'mallory', providerId: 'credential', password })
    .run();
  ({ cookie } = await post('/sign-in/email', MALLORY));
});
afterEach(async () => {
  identity.close();
  await mailbox.close();
});

const post = (path: string, body: object, cookies = '') => postTo(identity, path, body, cookies);
const guess = (password: string) => post('/sign-in/email', { email: OWNER.email, password }, cookie);
/** The entries since mallory signed in. */
const entries = () =>
  identity.db
    .select()
    .from(auditLog)
    .all()
    .slice(1)
    .map(({ action, outcome, targetName, actorName, after }) => ({
      line: `${action} ${outcome} ${targetName}`,
      actorName,
      after,
    }));

test('a password is recorded as about who was typed, with the session that it came with', async () => {
  expect((await guess('wrong')).status).toBe(401);
  const right = await guess(OWNER.password);
  expect(right.status).toBe(200);
  const found = await identity.auth.signedInUser(new Headers({ cookie: right.cookie }));
  expect(found?.email).toBe(OWNER.email);
  const after = { method: 'password', besideSessionOf: MALLORY.email };
  expect(entries()).toEqual([
    { line: `session.sign_in refused ${OWNER.email}`, actorName: 'sign-in', after },
    { line: `session.sign_in done ${OWNER.email}`, actorName: OWNER.email, after },
  ]);
});

test('the lock is told to whose account it is, and is recorded as theirs', async () => {
  for (let i = 0; i < 10; i += 1) expect((await guess('wrong')).status).toBe(401);
  expect((await guess(OWNER.password)).status).toBe(429);
  expect(entries().map(({ line }) => line)).toEqual(
    Array.from({ length: 11 }, () => `session.sign_in refused ${OWNER.email}`),
  );
  expect(entries().at(-1)?.after).toMatchObject({ reason: 'locked' });
  await vi.waitFor(() => expect(mailbox.mails).toHaveLength(1), 10_000);
  expect(mailbox.mails[0]?.to).toEqual([OWNER.email]);
  expect(mailbox.mails[0]?.text).toContain('at the sign-in to your account');
  // Mallory's own password is counted apart.
  expect((await post('/two-factor/enable', { password: MALLORY.password }, cookie)).status).toBe(200);
});

test('a challenge of one’s own makes no entry about oneself of a guess at another', async () => {
  const factor = await enableSecondFactor(identity);
  const pending = (await post('/sign-in/email', OWNER)).cookie;
  expect((await post('/sign-in/email', { ...MALLORY, password: 'wrong' }, pending)).status).toBe(401);
  expect(entries().at(-1)?.line).toBe(`session.sign_in refused ${MALLORY.email}`);
  // With a code the challenge says who it is.
  const code = { code: await factor.otp.totp() };
  expect((await post('/two-factor/verify-totp', { code: '123456' }, pending)).status).toBe(401);
  expect((await post('/two-factor/verify-totp', code, pending)).status).toBe(200);
  expect(entries().slice(-2)).toEqual([
    {
      ...{ line: `session.sign_in refused ${OWNER.email}`, actorName: 'sign-in' },
      after: { method: 'password and code' },
    },
    {
      ...{ line: `session.sign_in done ${OWNER.email}`, actorName: OWNER.email },
      after: { method: 'password and code' },
    },
  ]);
});

test('a passkey that is refused is recorded as about its owner', async () => {
  identity.db
    .insert(passkeys)
    .values({
      ...{ id: 'key', userId: 'owner', name: 'Laptop', publicKey: 'x', credentialID: 'of-the-owner' },
      ...{ counter: 0, deviceType: 'singleDevice', backedUp: false },
    })
    .run();
  for (const id of ['of-the-owner', 'unknown'])
    expect((await post('/passkey/verify-authentication', { response: { id } }, cookie)).status).toBe(400);
  expect(entries().map(({ line, after }) => [line, after])).toEqual(
    [OWNER.email, ''].map((email) => [
      `session.sign_in refused ${email}`,
      { method: 'passkey', besideSessionOf: MALLORY.email },
    ]),
  );
});
