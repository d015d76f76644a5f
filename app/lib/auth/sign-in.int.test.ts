// The ways to sign in beside the password: second factor, recovery codes; changing the password; the audit log.
import { hashPassword } from 'better-auth/crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { accounts, auditLog, rateLimits, sessions, twoFactors } from '#drizzle/schema.ts';
import { enableSecondFactor, postTo } from './sign-in-testing.ts';
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

const post = (path: string, body: object, cookie = '') => postTo(identity, path, body, cookie);
const signIn = (password = OWNER.password, email = OWNER.email) =>
  post('/sign-in/email', { email, password });
const who = async (cookie: string) => (await identity.auth.signedInUser(new Headers({ cookie })))?.email;
const audited = () =>
  identity.db
    .select()
    .from(auditLog)
    .all()
    .map(({ action, outcome }) => `${action} ${outcome}`);

const enable = () => enableSecondFactor(identity);
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
  const { cookie: later } = await signIn();
  await post('/change-password', { currentPassword: 'wrong', newPassword: 'difference engine' }, later);
  const rows = identity.db.select().from(auditLog).all();
  expect(
    rows.map(({ action, outcome, actorName, targetName }) => [action, outcome, actorName, targetName]),
  ).toEqual([
    ['session.sign_in', 'done', OWNER.email, OWNER.email],
    ['session.sign_in', 'refused', 'sign-in', OWNER.email],
    ['session.sign_in', 'refused', 'sign-in', 'eve@example.com'],
    ['session.sign_out', 'done', OWNER.email, OWNER.email],
    ['session.sign_in', 'done', OWNER.email, OWNER.email],
    // What fails in a session is its owner's.
    ['password.change', 'refused', OWNER.email, OWNER.email],
  ]);
  expect(rows[0]?.address).toMatch(/^10\.0\./);
  expect(JSON.stringify(rows)).not.toMatch(/wrong password|analytical|difference/);
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
