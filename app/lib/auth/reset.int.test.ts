// A forgotten password: links by mail and of an administrator, what they end, and how many are mailed.
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { auditLog, passkeys, rateLimits, twoFactors, verifications } from '#drizzle/schema.ts';
import { createMailer } from '../net/mail.server.ts';
import { startTestMailbox, type TestMailbox } from '../net/mail-testing.ts';
import { enableSecondFactor, postTo } from './sign-in-testing.ts';
import type { Person } from './tenant.server.ts';
import { OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

const URL_ = 'http://127.0.0.1:3000';
let mailbox: TestMailbox;
let mailing: TestIdentity;
/** Without a mail server. */
let silent: TestIdentity;
beforeEach(async () => {
  mailbox = await startTestMailbox();
  const mailer = createMailer({ url: mailbox.url, from: 'maple@example.com' });
  mailing = openTestIdentity({ mailer });
  silent = openTestIdentity();
  await Promise.all([mailing.addOwner(), silent.addOwner()]);
});
afterEach(async () => {
  vi.useRealTimers();
  silent.close();
  mailing.close();
  await mailbox.close();
});

const administrator = {
  kind: 'user',
  userId: 'owner',
  email: OWNER.email,
  name: '',
  isInstanceAdmin: true,
} as const;
const person = { actor: administrator, client: { address: '', userAgent: '' } } as unknown as Person;

const request = (email: string) => postTo(mailing, '/reset/request', { email });
const complete = (token: string, newPassword = 'difference engine') =>
  postTo(mailing, '/reset/complete', { token, newPassword });
/** The mails with a link, without those that only tell what happened. */
const links = () => mailbox.mails.filter(({ text }) => text.includes('/reset?token='));
async function tokenByMail(count = 1): Promise<string> {
  await vi.waitFor(() => expect(links().length).toBe(count), 10_000);
  return /\/reset\?token=([\w-]+)/.exec(links().at(-1)?.text ?? '')?.[1] ?? '';
}

test('is set anew by mail, once; sessions end, the old password too', async () => {
  const before = await mailing.signIn();
  expect(await request(' ADA@example.com')).toMatchObject({ status: 200, json: { status: true } });
  const token = await tokenByMail();
  expect(mailbox.mails[0]?.to).toEqual([OWNER.email]);
  expect(JSON.stringify(mailing.db.select().from(verifications).all())).not.toContain(token);
  for (const weak of ['short', 'qwerty123456', 'AdaLovelace1815'])
    expect(await complete(token, weak)).toMatchObject({ status: 400, json: { code: 'WEAK_PASSWORD' } });
  const both = await Promise.all([complete(token), complete(token)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
  expect(await mailing.auth.signedInUser(new Headers({ cookie: before }))).toBeUndefined();
  expect((await mailing.postSignIn({ email: OWNER.email, password: OWNER.password })).status).toBe(401);
  expect((await mailing.postSignIn({ email: OWNER.email, password: 'difference engine' })).status).toBe(200);
  const actions = mailing.db.select().from(auditLog).all();
  expect(actions.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['password.reset_mail', 'password.reset']),
  );
  expect(JSON.stringify(actions)).not.toContain(token);
});

test('says of a false link that it is one before it looks at the password', async () => {
  for (const password of ['short', '\uFDFAk'.repeat(64)])
    expect(await complete('x'.repeat(43), password)).toMatchObject({
      status: 400,
      json: { code: 'INVALID_LINK' },
    });
});

test('says the same to an address without an account, and mails nothing', async () => {
  const [unknown, known] = [await request('eve@example.com'), await request(OWNER.email)];
  expect([unknown.status, unknown.json]).toEqual([known.status, known.json]);
  await tokenByMail();
  expect(mailbox.mails.map(({ to }) => to)).toEqual([[OWNER.email]]);
});

test('a later link ends the earlier, and a link ends after an hour', async () => {
  await request(OWNER.email);
  const first = await tokenByMail();
  await request(OWNER.email);
  const second = await tokenByMail(2);
  expect((await complete(first)).status).toBe(400);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60_000 });
  expect((await complete(second)).status).toBe(400);
});

test('is mailed three times an hour, from wherever it is asked for; then the last link stays good', async () => {
  const byAdministrator = mailing.auth.reset.createLink(person, OWNER.email);
  let token = '';
  for (let count = 1; count <= 3; count += 1) {
    await request(OWNER.email);
    token = await tokenByMail(count);
  }
  const answers = await Promise.all([
    ...Array.from({ length: 17 }, () => request(OWNER.email)),
    request('eve@example.com'),
  ]);
  expect(new Set(answers.map(({ status, json }) => JSON.stringify([status, json])))).toEqual(
    new Set([JSON.stringify([200, { status: true }])]),
  );
  const asked = () =>
    mailing.db.select().from(auditLog).where(eq(auditLog.action, 'password.reset_mail')).all();
  await vi.waitFor(() => expect(asked()).toHaveLength(20), 10_000);
  expect(asked().filter(({ outcome }) => outcome === 'refused')).toHaveLength(17);
  expect(asked().at(-1)?.after).toEqual({ reason: '3 were mailed within the hour' });
  expect(links()).toHaveLength(3);
  expect(mailing.auth.reset.isGood(token)).toBe(true);
  // Nor can anybody end what an administrator made.
  expect(mailing.auth.reset.isGood(new URL(byAdministrator.url).searchParams.get('token') ?? '')).toBe(true);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60_000 });
  await request(OWNER.email);
  const later = await tokenByMail(4);
  expect((await complete(later)).status).toBe(200);
});

test('a mail that cannot be sent is not counted', async () => {
  const away = openTestIdentity({
    mailer: createMailer({ url: 'smtp://127.0.0.1:1', from: 'maple@example.com' }),
  });
  try {
    await away.addOwner();
    for (let count = 1; count <= 4; count += 1) {
      await postTo(away, '/reset/request', { email: OWNER.email });
      const failures = () => away.logLines.filter((line) => line.includes('a reset link was not sent'));
      await vi.waitFor(() => expect(failures()).toHaveLength(count), 10_000);
    }
    expect(away.db.select().from(auditLog).all()).toEqual([]);
  } finally {
    away.close();
  }
});

test('clears the lock, and has a limit of its own', async () => {
  for (let i = 0; i < 10; i += 1)
    await postTo(mailing, '/sign-in/email', { email: OWNER.email, password: 'wrong' });
  expect((await mailing.postSignIn({ email: OWNER.email, password: OWNER.password })).status).toBe(429);
  await request(OWNER.email);
  await complete(await tokenByMail());
  mailing.db.delete(rateLimits).run();
  expect((await mailing.postSignIn({ email: OWNER.email, password: 'difference engine' })).status).toBe(200);
  const from = (i: number) =>
    mailing.auth.handler(
      new Request(`${URL_}/api/auth/reset/request`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: URL_, 'x-maple-client-address': '10.9.9.9' },
        body: JSON.stringify({ email: `eve${i}@example.com` }),
      }),
    );
  const statuses: number[] = [];
  for (let i = 0; i < 6; i += 1) statuses.push((await from(i)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
});

const addPasskey = (on: TestIdentity) =>
  on.db
    .insert(passkeys)
    .values({
      ...{ id: 'key', userId: 'owner', name: 'of whoever was in', publicKey: 'x', credentialID: 'x' },
      ...{ counter: 0, deviceType: 'singleDevice', backedUp: false },
    })
    .run();
const ofReset = (on: TestIdentity) =>
  on.db.select().from(auditLog).where(eq(auditLog.action, 'password.reset')).get()?.after;

test('by mail removes passkeys and keeps the second factor: a mailbox alone is not the account', async () => {
  const factor = await enableSecondFactor(mailing);
  addPasskey(mailing);
  await request(OWNER.email);
  const token = await tokenByMail();
  expect(links()[0]?.text).toContain('removes its passkeys');
  expect((await complete(token)).status).toBe(200);
  expect(mailing.db.select().from(passkeys).all()).toEqual([]);
  expect(await mailing.auth.signedInUser(new Headers({ cookie: factor.cookie }))).toBeUndefined();
  const body = { email: OWNER.email, password: 'difference engine' };
  const first = await postTo(mailing, '/sign-in/email', body);
  expect(first.json).toMatchObject({ twoFactorRedirect: true });
  const code = { code: await factor.otp.totp() };
  expect((await postTo(mailing, '/two-factor/verify-totp', code, first.cookie)).status).toBe(200);
  expect(ofReset(mailing)).toEqual({ by: 'mail', removed: ['passkeys: 1'] });
});

test('by the link of an administrator removes the second factor too: the way back without the phone', async () => {
  await enableSecondFactor(silent);
  addPasskey(silent);
  const old = silent.auth.reset.createLink(person, OWNER.email);
  const { url } = silent.auth.reset.createLink(person, OWNER.email);
  const token = (link: string) => new URL(link).searchParams.get('token') ?? '';
  const set = (link: string) =>
    postTo(silent, '/reset/complete', { token: token(link), newPassword: 'difference engine' });
  expect((await set(old.url)).status).toBe(400);
  expect((await set(url)).status).toBe(200);
  expect(silent.db.select().from(passkeys).all()).toEqual([]);
  expect(silent.db.select().from(twoFactors).all()).toEqual([]);
  expect(await silent.signIn(OWNER.email, 'difference engine')).toContain('session');
  expect(ofReset(silent)).toEqual({
    by: 'link of an administrator',
    removed: ['passkeys: 1', 'second factor'],
  });
});

test('without mail an administrator makes the link', async () => {
  expect(silent.auth.reset.canMail).toBe(false);
  expect((await postTo(silent, '/reset/request', { email: OWNER.email })).status).toBe(200);
  expect(() => silent.auth.reset.createLink(person, 'eve@example.com')).toThrow(/no account/);
  const { url } = silent.auth.reset.createLink(person, OWNER.email);
  const token = new URL(url).searchParams.get('token') ?? '';
  expect(silent.auth.reset.isGood(token)).toBe(true);
  expect((await postTo(silent, '/reset/complete', { token, newPassword: 'difference engine' })).status).toBe(
    200,
  );
  expect(silent.auth.reset.isGood(token)).toBe(false);
  expect(await silent.signIn(OWNER.email, 'difference engine')).toContain('session');
});
