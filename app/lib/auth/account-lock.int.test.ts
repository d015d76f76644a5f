// The lock of an account after too many wrong passwords: at sign-in, and where who is signed in gives the password again.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLog, rateLimits } from '#drizzle/schema.ts';
import { enableSecondFactor, postTo } from './sign-in-testing.ts';
import { OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
});
afterEach(() => identity.close());

const post = (path: string, body: object, cookie = '') => postTo(identity, path, body, cookie);
const enable = () => enableSecondFactor(identity);
const signIn = (password = OWNER.password, email = OWNER.email) =>
  post('/sign-in/email', { email, password });
const audited = () =>
  identity.db
    .select()
    .from(auditLog)
    .all()
    .map(({ action, outcome }) => `${action} ${outcome}`);

describe('the lock of an account', () => {
  test('comes after ten failures from anywhere, also without an account, and tells nothing', async () => {
    const answers = async (email: string) => {
      for (let i = 0; i < 10; i += 1) expect((await signIn('wrong', email)).status).toBe(401);
      const { status, json, retryAfter } = await signIn(OWNER.password, email);
      expect(Number(retryAfter)).toBeGreaterThan(800);
      return { status, json };
    };
    const known = await answers('Ada@Example.com');
    expect(known.status).toBe(429);
    expect(await answers('nobody@example.com')).toEqual(known);
    expect((await signIn()).status).toBe(429);
    expect(audited()).toContain('session.sign_in refused');
  });

  test('is not passed by tries that come at the same moment', async () => {
    const tries = await Promise.all(Array.from({ length: 25 }, () => signIn('wrong')));
    const statuses = tries.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(15).fill(429)]);
    expect((await signIn()).status).toBe(429);
  });

  test('counts no try that never got to the password', async () => {
    const elsewhere = () =>
      identity.postSignIn(
        { email: OWNER.email, password: 'wrong' },
        { origin: 'https://evil.example', cookie: 'maple.session_token=x' },
      );
    for (let i = 0; i < 10; i += 1) expect((await elsewhere()).status).toBe(403);
    identity.db.delete(rateLimits).run();
    expect((await signIn()).status).toBe(200);
  });

  test.each([
    ['/change-password', { currentPassword: 'wrong', newPassword: 'difference engine' }],
    ['/two-factor/enable', { password: 'wrong' }],
    ['/two-factor/disable', { password: 'wrong' }],
    ['/two-factor/generate-backup-codes', { password: 'wrong' }],
  ])('comes at %s too, for who has a stolen session', async (path, body) => {
    const { cookie } = path === '/two-factor/enable' ? await signIn() : await enable();
    const tries = await Promise.all(Array.from({ length: 12 }, () => post(path, body, cookie)));
    const statuses = tries.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill(400), 429, 429]);
    // One count for all of them.
    const right = { currentPassword: OWNER.password, newPassword: 'difference engine' };
    const other = await post('/change-password', right, cookie);
    expect(other.status).toBe(429);
    expect(Number(other.retryAfter)).toBeGreaterThan(800);
    expect(audited().filter((line) => /^(password|two_factor)\.\w+ refused$/.test(line))).toHaveLength(13);
    // The person can still sign in: that is counted apart.
    expect((await signIn()).status).toBe(200);
  });

  test('at a change of the password counts only a wrong password', async () => {
    const { cookie } = await signIn();
    const change = (currentPassword: string, newPassword: string) =>
      post('/change-password', { currentPassword, newPassword }, cookie);
    for (let i = 0; i < 12; i += 1) expect((await change(OWNER.password, 'short')).status).toBe(400);
    expect((await change(OWNER.password, 'difference engine')).status).toBe(200);
  });

  test('does not count what was right', async () => {
    for (let i = 0; i < 9; i += 1) await signIn('wrong');
    expect((await signIn()).status).toBe(200);
    for (let i = 0; i < 9; i += 1) await signIn('wrong');
    expect((await signIn()).status).toBe(200);
  });
});
