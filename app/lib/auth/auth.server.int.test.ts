// Signing in: the cookie, wrong credentials, the rate limit, other sites, and doors that are not there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAuthTables } from 'better-auth/db';
import { getTableColumns } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accounts, rateLimits, sessions, users, verifications } from '#drizzle/schema.ts';
import { OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
});
afterEach(() => identity.close());

const URL = 'http://127.0.0.1:3000';
const credentials = { email: OWNER.email, password: OWNER.password };

function call(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return identity.auth.handler(
    new Request(`${URL}/api/auth${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-maple-client-address': '127.0.0.1', ...headers },
      ...(method === 'POST' && { body: '{}' }),
    }),
  );
}

test('our tables have every column that Better Auth writes', () => {
  const tables = {
    user: users,
    session: sessions,
    account: accounts,
    verification: verifications,
    rateLimit: rateLimits,
  };
  const expected = getAuthTables({ rateLimit: { storage: 'database' } });
  for (const [model, table] of Object.entries(tables)) {
    const columns = Object.keys(getTableColumns(table));
    const fields = Object.values(expected[model]?.fields ?? {}).map((field) => field.fieldName);
    expect(fields.length).toBeGreaterThan(2);
    expect(columns).toEqual(expect.arrayContaining(['id', ...fields]));
  }
});

describe('the session cookie', () => {
  test('is for this site only and out of reach of scripts', async () => {
    const response = await identity.postSignIn(credentials);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^maple\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('is Secure behind https', async () => {
    const behindTls = openTestIdentity({ url: 'https://maple.example.com' });
    await behindTls.setup.complete({ ...OWNER, token: behindTls.setup.token }, new Headers());
    const [cookie] = (await behindTls.postSignIn(credentials)).headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Host-maple\.session_token=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const headers = new Headers({ cookie: cookie?.split(';', 1)[0] ?? '' });
    expect(await behindTls.auth.signedInUser(headers)).toMatchObject({ email: OWNER.email });
    const ask = (method: string, path: string) =>
      behindTls.auth.handler(
        new Request(`https://maple.example.com/api/auth${path}`, {
          method,
          headers: {
            ...Object.fromEntries(headers),
            'content-type': 'application/json',
            origin: 'https://maple.example.com',
          },
        }),
      );
    const others = [
      ...(await ask('GET', '/passkey/generate-authenticate-options')).headers.getSetCookie(),
      ...(await ask('POST', '/sign-out')).headers.getSetCookie(),
    ];
    expect(others.length).toBeGreaterThan(1);
    for (const other of others)
      expect(other).toMatch(/^__Host-maple\.(?=.*; Path=\/;)(?=.*; HttpOnly)(?=.*; Secure)/);
    expect(await behindTls.auth.signedInUser(headers)).toBeUndefined();
    behindTls.close();
  });

  test('names the user until the user signs out', async () => {
    const cookie = await identity.signIn();
    const headers = new Headers({ cookie });
    expect(await identity.auth.signedInUser(headers)).toMatchObject({ email: OWNER.email, name: OWNER.name });
    expect((await call('POST', '/sign-out', { cookie, origin: URL })).status).toBe(200);
    expect(await identity.auth.signedInUser(headers)).toBeUndefined();
  });

  test('with one changed character is nobody', async () => {
    const cookie = await identity.signIn();
    const at = cookie.length - 8;
    const forged = cookie.slice(0, at) + (cookie[at] === 'A' ? 'B' : 'A') + cookie.slice(at + 1);
    expect(await identity.auth.signedInUser(new Headers({ cookie: forged }))).toBeUndefined();
    expect(await identity.auth.signedInUser(new Headers({ cookie: 'maple.session_token=' }))).toBeUndefined();
    expect(await identity.auth.signedInUser(new Headers())).toBeUndefined();
  });

  test('after its time is nobody', async () => {
    const headers = new Headers({ cookie: await identity.signIn() });
    identity.db
      .update(sessions)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .run();
    expect(await identity.auth.signedInUser(headers)).toBeUndefined();
  });
});

describe('wrong credentials', () => {
  test('say the same for a wrong password and an unknown address', async () => {
    const wrong = await identity.postSignIn({ ...credentials, password: 'not this one' });
    const unknown = await identity.postSignIn({ ...credentials, email: 'eve@example.com' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
  });

  test.each([{}, { email: 1, password: [] }, { email: "' or 1=1 --", password: 'x' }])(
    '%o is 4xx',
    async (body) => {
      const { status } = await identity.postSignIn(body);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    },
  );

  test('leave no trace of addresses or passwords in the log', async () => {
    await identity.postSignIn({ email: 'eve@example.com', password: 'a password in the log?' });
    await identity.postSignIn({ ...credentials, password: 'another wrong one' });
    const log = identity.logLines.join('');
    expect(log).toContain('sign-in attempt');
    expect(log).not.toMatch(/eve@|ada@|in the log|another wrong/);
  });
});

describe('the rate limit', () => {
  // Counted before the password is looked at, so a malformed address will do and costs no password hash.
  const attempt = (address: string) =>
    identity.postSignIn({ email: 'nobody', password: 'x' }, { 'x-maple-client-address': address });

  test('stops guessing after ten attempts, with the time to wait, also with the right password', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await attempt('203.0.113.5')).status);
    expect(statuses).toEqual([...Array(10).fill(400), 429, 429]);
    const blocked = await identity.postSignIn(credentials, { 'x-maple-client-address': '203.0.113.5' });
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(blocked.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  test('counts each address for itself, and attempts at the same time too', async () => {
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => attempt('203.0.113.6')))).map(
      (r) => r.status,
    );
    expect(statuses.filter((status) => status === 400)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect((await attempt('203.0.113.7')).status).toBe(400);
  });

  test('cannot be escaped by headers that a client sends', async () => {
    for (let i = 0; i < 10; i++) await attempt('203.0.113.8');
    const escaped = await identity.postSignIn(credentials, {
      'x-maple-client-address': '203.0.113.8',
      'x-forwarded-for': '198.51.100.1',
      'x-real-ip': '198.51.100.1',
    });
    expect(escaped.status).toBe(429);
  });
});

test('behind a trusted proxy each client has its own limit', async () => {
  const proxied = openTestIdentity({ trustedProxies: ['10.0.0.1'] });
  const attempt = async (forwardedFor: string) => {
    const headers = { 'x-maple-client-address': '10.0.0.1', 'x-forwarded-for': forwardedFor };
    return (await proxied.postSignIn({ email: 'nobody', password: 'x' }, headers)).status;
  };
  for (let i = 0; i < 10; i++) expect(await attempt(`198.51.100.${i}, 203.0.113.1`)).toBe(400);
  expect(await attempt('198.51.100.99, 203.0.113.1')).toBe(429);
  expect(await attempt('203.0.113.2')).toBe(400);
  proxied.close();
});

describe('other sites', () => {
  test.each([
    ['another origin with a cookie', { origin: 'https://evil.example', cookie: 'a=b' }],
    [
      'another port of this machine',
      { origin: 'http://127.0.0.1:4000', cookie: 'a=b', host: '127.0.0.1:3000' },
    ],
    ['a form on another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ])('cannot sign anybody in: %s', async (_name, headers: Record<string, string>) => {
    expect((await identity.postSignIn(credentials, headers)).status).toBe(403);
  });

  test.each([
    ['the configured address', { origin: URL }],
    ['the address it was opened at (a tunnel)', { origin: 'http://localhost:9000', host: 'localhost:9000' }],
  ])('our own pages can: %s', async (_name, headers: Record<string, string>) => {
    expect((await identity.postSignIn(credentials, { ...headers, cookie: 'a=b' })).status).toBe(200);
  });
});

describe('what is not there', () => {
  test.each([
    ['POST', '/sign-up/email'],
    ['POST', '/delete-user'],
    ['POST', '/sign-in/social'],
    ['POST', '/request-password-reset'],
    ['POST', '/change-email'],
    ['GET', '/ok'],
    ['GET', '/error'],
    ['DELETE', '/sign-in/email'],
    ['GET', '/../v1/logs'],
    ['POST', '/sign-in/email/'],
    ['POST', '//sign-in/email'],
  ])('%s %s is 404', async (method, path) => {
    const response = await call(method, path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
  });
});

test('the password is nowhere in the file, only its hash', async () => {
  await identity.signIn();
  const bytes = ['maple.db', 'maple.db-wal'].map((name) =>
    readFileSync(join(identity.dataDir, name), 'latin1'),
  );
  expect(bytes.join('')).not.toContain(OWNER.password);
  expect(bytes.join('')).toContain(OWNER.email);
});
