// What people are told by mail when the way into their account changes, over a real SMTP server.
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { auditLog, passkeys } from '#drizzle/schema.ts';
import { createMailer } from '../net/mail.server.ts';
import { startTestMailbox, type TestMailbox } from '../net/mail-testing.ts';
import { createCredentialNotices } from './credential-notices.server.ts';
import { enableSecondFactor, postTo } from './sign-in-testing.ts';
import { OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

const NEW = 'difference engine';
let mailbox: TestMailbox;
let identity: TestIdentity;
beforeEach(async () => {
  mailbox = await startTestMailbox();
  identity = openTestIdentity({ mailer: createMailer({ url: mailbox.url, from: 'maple@example.com' }) });
  await identity.addOwner();
});
afterEach(async () => {
  identity.close();
  await mailbox.close();
});

const post = (path: string, body: object, cookie = '') => postTo(identity, path, body, cookie);
const signIn = (password = OWNER.password, email = OWNER.email) =>
  post('/sign-in/email', { email, password });
const subjects = () =>
  mailbox.mails.map(({ text }) => /^Subject: (.*)$/im.exec(text)?.[1]?.trim().replace(' for Maple', ''));
/** Waits for as many mails as were expected, and says what they are about. */
async function mailed(count: number): Promise<readonly (string | undefined)[]> {
  await vi.waitFor(() => expect(mailbox.mails.length).toBeGreaterThanOrEqual(count), 10_000);
  return subjects();
}

test('the password: changed, and set anew by a link', async () => {
  const { cookie } = await signIn();
  const change = (newPassword: string) =>
    post('/change-password', { currentPassword: OWNER.password, newPassword }, cookie);
  expect((await change('short')).status).toBe(400);
  expect((await change(NEW)).status).toBe(200);
  expect(await mailed(1)).toEqual(['Your password was changed']);
  const [mail] = mailbox.mails;
  expect(mail?.to).toEqual([OWNER.email]);
  expect(mail?.text).toMatch(/^From: {4}10\.0\.\d+\.\d+, an unknown program/m);
  expect(mail?.text).toContain('http://127.0.0.1:3000/reset');
  expect(mail?.text).not.toContain(NEW);
  const actor = { kind: 'system', name: 'test' } as const;
  const { url } = identity.auth.reset.createLink(
    { actor, client: { address: '', userAgent: '' } },
    OWNER.email,
  );
  const token = new URL(url).searchParams.get('token') ?? '';
  expect((await post('/reset/complete', { token, newPassword: 'analytical motor' })).status).toBe(200);
  expect(await mailed(2)).toEqual(['Your password was changed', 'Your password was set anew']);
  expect(mailbox.mails[1]?.text).toContain('an administrator made');
});

test('the second factor: on, new codes, a code that comes twice, off', async () => {
  const { cookie, otp } = await enableSecondFactor(identity);
  expect(await mailed(1)).toEqual(['The second factor was switched on']);
  const withPassword = { password: OWNER.password };
  expect((await post('/two-factor/generate-backup-codes', withPassword, cookie)).status).toBe(200);
  await mailed(2);
  const code = { code: await otp.totp() };
  for (const expected of [200, 401]) {
    const pending = (await signIn()).cookie;
    expect((await post('/two-factor/verify-totp', code, pending)).status).toBe(expected);
  }
  await mailed(3);
  expect((await post('/two-factor/disable', withPassword, cookie)).status).toBe(200);
  expect(await mailed(4)).toEqual([
    'The second factor was switched on',
    'New recovery codes were made',
    'A code was used twice',
    'The second factor was switched off',
  ]);
});

test('a code twice: of one that was wrong nothing is told, of one that was right once in an hour', async () => {
  const { otp } = await enableSecondFactor(identity);
  await mailed(1);
  const pending = (await signIn()).cookie;
  const send = (code: string, cookie = pending) => post('/two-factor/verify-totp', { code }, cookie);
  const wrong = await Promise.all(Array.from({ length: 12 }, () => send('123456')));
  expect(new Set(wrong.map(({ status, json }) => `${status} ${json.code}`))).toEqual(
    new Set(['401 INVALID_CODE']),
  );
  // The challenge is still good: the same guess at the same moment was one guess.
  const code = await otp.totp();
  expect((await send(code)).status).toBe(200);
  for (let i = 0; i < 3; i += 1)
    expect((await send(code, (await signIn()).cookie)).json.code).toBe('CODE_USED');
  expect(await mailed(2)).toEqual(['The second factor was switched on', 'A code was used twice']);
  // A mail of later comes after all that were under way.
  identity.auth.reset.request(OWNER.email, { address: '', userAgent: '' });
  expect((await mailed(3)).at(2)).toBe('Set a new password');
  const reasons = identity.db
    .select({ after: auditLog.after })
    .from(auditLog)
    .where(and(eq(auditLog.action, 'session.sign_in'), eq(auditLog.outcome, 'refused')))
    .all()
    .map(({ after }) => (after as { reason?: string }).reason);
  expect(reasons.filter((reason) => reason === 'the code was used before')).toHaveLength(3);
});

test('a passkey: removed; what was refused is told to nobody', async () => {
  const { cookie } = await signIn();
  const id = randomUUID();
  identity.db
    .insert(passkeys)
    .values({
      ...{ id, userId: 'owner', name: 'Laptop', publicKey: 'x', credentialID: 'x' },
      ...{ counter: 0, deviceType: 'singleDevice', backedUp: false },
    })
    .run();
  expect((await post('/passkey/delete-passkey', { id: 'another' }, cookie)).status).toBeGreaterThan(399);
  expect((await post('/passkey/delete-passkey', { id }, cookie)).status).toBe(200);
  expect(await mailed(1)).toEqual(['A passkey was removed']);
});

test('a lock: once, also when the tries come at the same moment, and to nobody without an account', async () => {
  await Promise.all(Array.from({ length: 14 }, () => signIn('wrong', 'nobody@example.com')));
  await Promise.all(Array.from({ length: 14 }, () => signIn('wrong')));
  expect((await signIn()).status).toBe(429);
  await mailed(1);
  identity.auth.reset.request(OWNER.email, { address: '', userAgent: '' });
  expect(await mailed(2)).toEqual(['Your account in Maple is locked for a while', 'Set a new password']);
  expect(mailbox.mails[0]).toMatchObject({
    to: [OWNER.email],
    text: expect.stringMatching(/It takes none until \d{4}-\d\d-\d\d \d\d:\d\d UTC/),
  });
});

test('a lock of who is signed in says that it was in a session', async () => {
  const { cookie } = await signIn();
  for (let i = 0; i < 10; i += 1)
    expect((await post('/two-factor/enable', { password: 'wrong' }, cookie)).status).toBe(400);
  await mailed(1);
  expect(mailbox.mails[0]?.text).toContain('in a session of your account');
});

test('the tenth try that is right locks nobody and mails nothing', async () => {
  for (let i = 0; i < 9; i += 1) await signIn('wrong');
  const { status, cookie } = await signIn();
  expect(status).toBe(200);
  await post('/change-password', { currentPassword: OWNER.password, newPassword: NEW }, cookie);
  expect(await mailed(1)).toEqual(['Your password was changed']);
});

test('a mail that fails is logged and changes nothing', async () => {
  const away = openTestIdentity({
    mailer: createMailer({ url: 'smtp://127.0.0.1:1', from: 'maple@example.com' }),
  });
  try {
    await away.addOwner();
    const { cookie } = await postTo(away, '/sign-in/email', {
      email: OWNER.email,
      password: OWNER.password,
    });
    const body = { currentPassword: OWNER.password, newPassword: NEW };
    expect((await postTo(away, '/change-password', body, cookie)).status).toBe(200);
    await vi.waitFor(
      () => expect(away.logLines.join()).toContain('a notice of a changed credential was not sent'),
      10_000,
    );
    expect(away.logLines.join()).not.toContain(OWNER.email);
    expect(await away.signIn(OWNER.email, NEW)).toContain('session');
  } finally {
    away.close();
  }
});

test('without a mail server, and for a person who is gone, nothing is sent', async () => {
  const lines: unknown[] = [];
  const log = { error: (...line: unknown[]) => lines.push(line) } as never;
  const { db } = identity;
  const client = { address: '', userAgent: '' };
  const url = 'https://maple.example';
  const none = createCredentialNotices({ db, url, mailer: createMailer(undefined), log });
  none.tell({ kind: 'passkey added' }, 'owner', client);
  const mailer = createMailer({ url: mailbox.url, from: 'maple@example.com' });
  const notices = createCredentialNotices({ db, url, mailer, log });
  notices.tell({ kind: 'passkey added' }, 'nobody', client);
  notices.tell({ kind: 'passkey added' }, 'owner', client);
  expect(await mailed(1)).toEqual(['A passkey was added']);
  expect(lines).toEqual([]);
});
