// The ways to sign in beside the password: second factor, recovery codes, reset links by mail; the audit log.
import { hashPassword } from 'better-auth/crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  accounts,
  auditLog,
  passkeys,
  rateLimits,
  sessions,
  twoFactors,
  verifications,
} from '#drizzle/schema.ts';
import { createMailer } from '../net/mail.server.ts';
import { startTestMailbox, type TestMailbox } from '../net/mail-testing.ts';
import { enableSecondFactor, postTo } from './sign-in-testing.ts';
import type { Person } from './tenant.server.ts';
import { OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

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

const administrator = {
  kind: 'user',
  userId: 'owner',
  email: OWNER.email,
  name: '',
  isInstanceAdmin: true,
} as const;
const person = { actor: administrator, client: { address: '', userAgent: '' } } as unknown as Person;

const post = (path: string, body: object, cookie = '', on = identity) => postTo(on, path, body, cookie);
const signIn = (password = OWNER.password, email = OWNER.email) =>
  post('/sign-in/email', { email, password });
const who = async (cookie: string) => (await identity.auth.signedInUser(new Headers({ cookie })))?.email;
const audited = () =>
  identity.db
    .select()
    .from(auditLog)
    .all()
    .map(({ action, outcome }) => `${action} ${outcome}`);

const enable = (on = identity) => enableSecondFactor(on);
type Enabled = Awaited<ReturnType<typeof enable>>;
const codeAt = ({ otp }: Enabled, shift = 0) => otp.hotp(Math.floor(Date.now() / 30_000) + shift);

describe('the second factor', () => {
  test('is asked for after the password, and only both make a session', async () => {
    const factor = await enable();
    expect(await who(factor.cookie)).toBe(OWNER.email);
    const first = await signIn();
    expect(first).toMatchObject({ status: 200, json: { twoFactorRedirect: true } });
    expect(await who(first.cookie)).toBeUndefined();
    const second = await post('/two-factor/verify-totp', { code: await codeAt(factor) }, first.cookie);
    expect(second.status).toBe(200);
    expect(await who(second.cookie)).toBe(OWNER.email);
    expect(audited()).toContain('two_factor.enable done');
  });

  test('takes the codes one step before and after its own clock, and no other', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 5, 1, 12, 0, 15) });
    const factor = await enable();
    vi.setSystemTime(Date.UTC(2026, 5, 1, 12, 10, 15));
    for (const [shift, status] of [
      [-2, 401],
      [2, 401],
      [-1, 200],
      [0, 200],
      [1, 200],
    ] as const) {
      const first = await signIn();
      const { status: answer } = await post(
        '/two-factor/verify-totp',
        { code: await codeAt(factor, shift) },
        first.cookie,
      );
      expect([shift, answer]).toEqual([shift, status]);
    }
  });

  test('takes a code once, also when two come at the same moment', async () => {
    const factor = await enable();
    const [one, two] = [await signIn(), await signIn()];
    const code = await codeAt(factor);
    const answers = await Promise.all([
      post('/two-factor/verify-totp', { code }, one.cookie),
      post('/two-factor/verify-totp', { code: ` ${code.slice(0, 3)} ${code.slice(3)}` }, two.cookie),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const third = await signIn();
    expect((await post('/two-factor/verify-totp', { code }, third.cookie)).json.code).toBe('CODE_USED');
  });

  test('a code that was used stays used, whatever is refused before it is looked at', async () => {
    const factor = await enable();
    const code = await codeAt(factor);
    const sendCode = (cookie: string, origin = URL_) =>
      identity.auth.handler(
        new Request(`${URL_}/api/auth/two-factor/verify-totp`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin, cookie },
          body: JSON.stringify({ code }),
        }),
      );
    expect((await sendCode((await signIn()).cookie)).status).toBe(200);
    const { cookie } = await signIn();
    expect((await sendCode(cookie, 'https://evil.example')).status).toBe(403);
    expect(await (await sendCode(cookie)).json()).toMatchObject({ code: 'CODE_USED' });
    while ((await sendCode(cookie)).status !== 429);
    identity.db.delete(rateLimits).run();
    expect(await (await sendCode(cookie)).json()).toMatchObject({ code: 'CODE_USED' });
  });

  test('gives a challenge five tries, and a right code comes too late', async () => {
    const factor = await enable();
    const first = await signIn();
    for (let i = 0; i < 5; i += 1)
      expect((await post('/two-factor/verify-totp', { code: `00000${i}` }, first.cookie)).status).toBe(401);
    const late = await post('/two-factor/verify-totp', { code: await codeAt(factor) }, first.cookie);
    expect(late.status).toBeGreaterThanOrEqual(400);
    expect(await who(late.cookie)).toBeUndefined();
    expect(audited().filter((line) => line === 'session.sign_in refused').length).toBe(6);
  });

  test('never trusts a device, whatever the page sends', async () => {
    const factor = await enable();
    const first = await signIn();
    const code = await codeAt(factor);
    const second = await post('/two-factor/verify-totp', { code, trustDevice: true }, first.cookie);
    expect(second.cookie).not.toContain('trust_device');
  });

  test('a recovery code works once; new ones end the old', async () => {
    const factor = await enable();
    const [code = '', other = ''] = factor.codes;
    const use = async (text: string) => {
      const first = await signIn();
      return (await post('/two-factor/verify-backup-code', { code: text }, first.cookie)).status;
    };
    expect([await use(` ${code.toUpperCase().replaceAll('-', ' ')}`), await use(code)]).toEqual([200, 401]);
    const kept = JSON.stringify(identity.db.select().from(twoFactors).all());
    for (const one of factor.codes) expect(kept).not.toContain(one);
    const renewed = await post(
      '/two-factor/generate-backup-codes',
      { password: OWNER.password },
      factor.cookie,
    );
    expect(await use(other)).toBe(401);
    expect(await use(String((renewed.json.backupCodes as string[])[0]))).toBe(200);
    expect(audited()).toContain('two_factor.new_codes done');
  });

  test('is switched off with the password only', async () => {
    const factor = await enable();
    expect((await post('/two-factor/disable', { password: 'wrong' }, factor.cookie)).status).toBe(400);
    expect((await signIn()).json.twoFactorRedirect).toBe(true);
    expect((await post('/two-factor/disable', { password: OWNER.password }, factor.cookie)).status).toBe(200);
    expect(await who((await signIn()).cookie)).toBe(OWNER.email);
    expect(audited()).toEqual(
      expect.arrayContaining(['two_factor.disable refused', 'two_factor.disable done']),
    );
  });
});

describe('a forgotten password', () => {
  let mailbox: TestMailbox;
  let mailing: TestIdentity;
  beforeEach(async () => {
    mailbox = await startTestMailbox();
    const mailer = createMailer({ url: mailbox.url, from: 'maple@example.com' });
    mailing = openTestIdentity({ mailer });
    await mailing.addOwner();
  });
  afterEach(async () => {
    mailing.close();
    await mailbox.close();
  });
  const request = (email: string) => post('/reset/request', { email }, '', mailing);
  const complete = (token: string, newPassword = 'difference engine') =>
    post('/reset/complete', { token, newPassword }, '', mailing);
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
    expect((await mailing.postSignIn({ email: OWNER.email, password: 'difference engine' })).status).toBe(
      200,
    );
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
    expect(mailing.auth.reset.isGood(new URL(byAdministrator.url).searchParams.get('token') ?? '')).toBe(
      true,
    );
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
        await post('/reset/request', { email: OWNER.email }, '', away);
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
      await post('/sign-in/email', { email: OWNER.email, password: 'wrong' }, '', mailing);
    expect((await mailing.postSignIn({ email: OWNER.email, password: OWNER.password })).status).toBe(429);
    await request(OWNER.email);
    await complete(await tokenByMail());
    mailing.db.delete(rateLimits).run();
    expect((await mailing.postSignIn({ email: OWNER.email, password: 'difference engine' })).status).toBe(
      200,
    );
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
    const factor = await enable(mailing);
    addPasskey(mailing);
    await request(OWNER.email);
    const token = await tokenByMail();
    expect(mailbox.mails[0]?.text).toContain('removes its passkeys');
    expect((await complete(token)).status).toBe(200);
    expect(mailing.db.select().from(passkeys).all()).toEqual([]);
    expect(await mailing.auth.signedInUser(new Headers({ cookie: factor.cookie }))).toBeUndefined();
    const body = { email: OWNER.email, password: 'difference engine' };
    const first = await post('/sign-in/email', body, '', mailing);
    expect(first.json).toMatchObject({ twoFactorRedirect: true });
    const code = { code: await codeAt(factor) };
    expect((await post('/two-factor/verify-totp', code, first.cookie, mailing)).status).toBe(200);
    expect(ofReset(mailing)).toEqual({ by: 'mail', removed: ['passkeys: 1'] });
  });

  test('by the link of an administrator removes the second factor too: the way back without the phone', async () => {
    await enable();
    addPasskey(identity);
    const old = identity.auth.reset.createLink(person, OWNER.email);
    const { url } = identity.auth.reset.createLink(person, OWNER.email);
    const token = (link: string) => new URL(link).searchParams.get('token') ?? '';
    const set = (link: string) =>
      post('/reset/complete', { token: token(link), newPassword: 'difference engine' });
    expect((await set(old.url)).status).toBe(400);
    expect((await set(url)).status).toBe(200);
    expect(identity.db.select().from(passkeys).all()).toEqual([]);
    expect(identity.db.select().from(twoFactors).all()).toEqual([]);
    expect(await who((await signIn('difference engine')).cookie)).toBe(OWNER.email);
    expect(ofReset(identity)).toEqual({
      by: 'link of an administrator',
      removed: ['passkeys: 1', 'second factor'],
    });
  });

  test('without mail an administrator makes the link', async () => {
    expect(identity.auth.reset.canMail).toBe(false);
    expect((await post('/reset/request', { email: OWNER.email })).status).toBe(200);
    expect(() => identity.auth.reset.createLink(person, 'eve@example.com')).toThrow(/no account/);
    const { url } = identity.auth.reset.createLink(person, OWNER.email);
    const token = new URL(url).searchParams.get('token') ?? '';
    expect(identity.auth.reset.isGood(token)).toBe(true);
    expect((await post('/reset/complete', { token, newPassword: 'difference engine' })).status).toBe(200);
    expect(identity.auth.reset.isGood(token)).toBe(false);
    expect((await signIn('difference engine')).status).toBe(200);
  });
});

describe('the password', () => {
  test('of before may be shorter than a new one', async () => {
    const password = await hashPassword('ten chars!');
    identity.db.update(accounts).set({ password }).run();
    const { status, cookie } = await signIn('ten chars!');
    expect(status).toBe(200);
    const change = (newPassword: string) =>
      post('/change-password', { currentPassword: 'ten chars!', newPassword }, cookie);
    for (const weak of ['ten chars?', 'qwerty123456', 'ada@example.com'])
      expect(await change(weak)).toMatchObject({ status: 400, json: { code: 'WEAK_PASSWORD' } });
    expect((await change('difference engine')).status).toBe(200);
  });

  test('when changed ends all other sessions, and a wrong one changes nothing', async () => {
    const [mine, other] = [await signIn(), await signIn()];
    const body = { currentPassword: 'wrong', newPassword: 'difference engine', revokeOtherSessions: false };
    expect((await post('/change-password', body, mine.cookie)).status).toBe(400);
    const changed = await post('/change-password', { ...body, currentPassword: OWNER.password }, mine.cookie);
    expect(changed.status).toBe(200);
    expect([await who(mine.cookie), await who(other.cookie), await who(changed.cookie)]).toEqual([
      undefined,
      undefined,
      OWNER.email,
    ]);
    expect(identity.db.select().from(sessions).all()).toHaveLength(1);
    expect(audited()).toEqual(expect.arrayContaining(['password.change refused', 'password.change done']));
  });
});

test('the audit log has sign-ins with address and device, and no secret', async () => {
  const { cookie } = await signIn();
  await signIn('a wrong password 1');
  await signIn('x', 'eve@example.com');
  await post('/sign-out', {}, cookie);
  const rows = identity.db.select().from(auditLog).all();
  expect(
    rows.map(({ action, outcome, actorName, targetName }) => [action, outcome, actorName, targetName]),
  ).toEqual([
    ['session.sign_in', 'done', OWNER.email, OWNER.email],
    ['session.sign_in', 'refused', 'sign-in', OWNER.email],
    ['session.sign_in', 'refused', 'sign-in', 'eve@example.com'],
    ['session.sign_out', 'done', OWNER.email, OWNER.email],
  ]);
  expect(rows[0]?.address).toMatch(/^10\.0\./);
  expect(JSON.stringify(rows)).not.toMatch(/wrong password|analytical/);
});

test('fields that no page sends do nothing', async () => {
  const { cookie } = await signIn();
  const before = identity.db.select().from(accounts).where(eq(accounts.userId, 'owner')).all();
  for (const path of ['/update-user', '/set-password', '/two-factor/send-otp', '/passkey/list-user-passkeys'])
    expect((await post(path, { isInstanceAdmin: true }, cookie)).status).toBe(404);
  for (const body of [[], 'x', { email: ['a'], password: 'x' }, { email: 'a@b.cd' }])
    expect((await post('/sign-in/email', body as object)).status).toBe(400);
  expect(identity.db.select().from(accounts).where(eq(accounts.userId, 'owner')).all()).toEqual(before);
});

test('a body that is not JSON is the client’s mistake, and no error in the log', async () => {
  const { cookie } = await signIn();
  for (const type of [
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'text/plain; application/json',
  ])
    for (const [path, body] of [
      ['/sign-out', undefined],
      ['/sign-out', '{}'],
      ['/sign-in/email', JSON.stringify({ email: OWNER.email, password: OWNER.password })],
    ] as const) {
      const headers = { origin: URL_, cookie, ...(type && { 'content-type': type }) };
      const asked = new Request(`${URL_}/api/auth${path}`, {
        method: 'POST',
        headers,
        ...(body && { body }),
      });
      expect((await identity.auth.handler(asked)).status).toBe(415);
    }
  expect(await who(cookie)).toBe(OWNER.email);
  const levels = identity.logLines.map((line) => (JSON.parse(line) as { level: number }).level);
  expect(levels.filter((level) => level >= 50)).toEqual([]);
});
