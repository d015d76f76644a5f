// Signing in at a provider: against a real one, and against one that lies, is slow, is away, or changes its keys.
import { hashPassword } from 'better-auth/crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { accounts, auditLog, members, sessions, teams, users } from '#drizzle/schema.ts';
import { createMailer } from '../../net/mail.server.ts';
import { startTestMailbox, type TestMailbox } from '../../net/mail-testing.ts';
import { identityProviderInput } from '../provider-settings.ts';
import type { Person } from '../tenant.server.ts';
import { OWNER, openTestIdentity, type TestIdentity } from '../testing.ts';
import {
  CLIENT,
  type Lies,
  type LyingProvider,
  startLyingProvider,
  startTestProvider,
  TestBrowser,
  type TestProvider,
} from './oidc-testing.ts';

const URL_ = 'http://127.0.0.1:3000';
let identity: TestIdentity;
let owner: Person;
let mailbox: TestMailbox;
const running: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  mailbox = await startTestMailbox();
  running.push(mailbox);
  const mailer = createMailer({ url: mailbox.url, from: 'maple@example.com' });
  identity = openTestIdentity({ url: URL_, allowedHosts: ['127.0.0.1'], mailer });
  await identity.addOwner();
  identity.db.insert(teams).values({ id: 'web', name: 'Web', slug: 'web', database: 'otel_web' }).run();
  const actor = {
    kind: 'user',
    userId: 'owner',
    email: OWNER.email,
    name: '',
    isInstanceAdmin: true,
  } as const;
  owner = { actor, client: { address: '', userAgent: '' } } as unknown as Person;
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
  identity.close();
});

type Settings = Record<string, unknown>;

function addProvider(issuer: string, settings: Settings = {}, more: object = {}): string {
  const input = identityProviderInput.parse({
    ...{
      name: 'Test',
      preset: 'oidc',
      issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      isEnabled: true,
    },
    ...more,
    settings: { newcomers: { teamId: identity.team.id, role: 'viewer' }, ...settings },
  });
  return identity.auth.providers.save(owner, input).id;
}

const browser = () => new TestBrowser(URL_, (request) => identity.auth.handler(request));

/** Signs in at the provider: where that ends, and as whom. */
async function signIn(id: string, one = browser(), redirect = '') {
  const end = await one.open(
    `/api/auth/oidc/${id}/start${redirect && `?redirect=${encodeURIComponent(redirect)}`}`,
  );
  const user = await identity.auth.signedInUser(new Headers({ cookie: one.cookies(URL_) }));
  return {
    place: end.pathname + end.search,
    origin: end.origin,
    email: user?.email,
    failure: end.searchParams.get('failure') ?? undefined,
  };
}

describe('a real provider', () => {
  let provider: TestProvider;
  let id: string;
  /** Maple's id of the provider is in the address that the provider has to know. */
  async function connect(
    settings: Settings = {},
    options: { claimsInToken?: boolean; secret?: string } = {},
  ) {
    id = addProvider('http://127.0.0.1:1', settings, options.secret ? { clientSecret: options.secret } : {});
    provider = await startTestProvider({
      redirectUris: [`${URL_}/api/auth/oidc/${id}/callback`],
      ...options,
    });
    running.push(provider);
    const changes = { issuer: provider.issuer, clientSecret: options.secret ?? CLIENT.secret };
    identity.auth.providers.save(
      owner,
      identityProviderInput.parse({ ...identity.auth.providers.get(id), ...changes }),
      id,
    );
    provider.account = { sub: 'g1', email: 'Grace@Example.com', email_verified: true, name: 'Grace Hopper' };
  }

  test.each([true, false])(
    'gives a newcomer an account and a session (claims in the token: %s)',
    async (claimsInToken) => {
      await connect({}, { claimsInToken });
      expect(await signIn(id, browser(), '/t/web/logs?q=a')).toEqual({
        ...{ place: '/t/web/logs?q=a', origin: URL_, email: 'grace@example.com', failure: undefined },
      });
      const user = identity.db.select().from(users).where(eq(users.email, 'grace@example.com')).get();
      expect(user).toMatchObject({ name: 'Grace Hopper', emailVerified: true, isInstanceAdmin: false });
      expect(
        identity.db
          .select()
          .from(members)
          .where(eq(members.userId, user?.id ?? ''))
          .all(),
      ).toMatchObject([{ teamId: identity.team.id, role: 'viewer', providerId: null }]);
      const one = browser();
      await signIn(id, one);
      // Once more in the same browser, as from a second tab.
      await signIn(id, one);
      expect(
        identity.db
          .select()
          .from(accounts)
          .where(eq(accounts.providerId, `sso:${id}`))
          .all(),
      ).toHaveLength(1);
      const log = identity.db.select().from(auditLog).where(eq(auditLog.action, 'session.sign_in')).all();
      expect(log).toHaveLength(3);
      expect(log[0]).toMatchObject({
        outcome: 'done',
        actorName: 'grace@example.com',
        after: { method: 'provider' },
      });
    },
  );

  test('its groups give, change and take away memberships; manual ones and the last owner stay', async () => {
    const mapping = [
      { group: 'dev', teamId: 'web', role: 'member' },
      { group: 'lead', teamId: 'web', role: 'admin' },
      { group: 'boss', teamId: 'web', role: 'owner' },
    ];
    await connect({ mapping });
    const roles = async (groups: string[]) => {
      provider.account = { sub: 'g1', email: 'grace@example.com', email_verified: true, groups };
      expect((await signIn(id)).email).toBe('grace@example.com');
      const userId =
        identity.db.select().from(users).where(eq(users.email, 'grace@example.com')).get()?.id ?? '';
      const rows = identity.db.select().from(members).where(eq(members.userId, userId)).all();
      return Object.fromEntries(rows.map(({ teamId, role }) => [teamId === 'web' ? 'web' : 'own', role]));
    };
    expect(await roles(['dev'])).toEqual({ own: 'viewer', web: 'member' });
    expect(await roles(['dev', 'lead'])).toEqual({ own: 'viewer', web: 'admin' });
    expect(await roles([])).toEqual({ own: 'viewer' });
    expect(await roles(['boss'])).toEqual({ own: 'viewer', web: 'owner' });
    expect(await roles([])).toEqual({ own: 'viewer', web: 'owner' });
    const actions = identity.db
      .select()
      .from(auditLog)
      .all()
      .map(({ action }) => action);
    for (const action of ['user.create', 'member.add', 'member.role', 'member.remove'])
      expect(actions).toContain(action);
  });

  test('who cancels comes back to the sign-in page, and nothing the provider says is shown', async () => {
    await connect();
    provider.account = undefined;
    expect(await signIn(id, browser(), '/logs')).toMatchObject({
      place: '/login?failure=cancelled&redirect=%2Flogs',
      email: undefined,
    });
  });

  test('a wrong client secret is told', async () => {
    await connect({}, { secret: 'not that one' });
    expect((await signIn(id)).failure).toBe('refused');
  });

  test('new keys after a restart work at once', async () => {
    await connect();
    expect((await signIn(id)).email).toBe('grace@example.com');
    const { port, account } = provider;
    await provider.close();
    provider = await startTestProvider({ redirectUris: [`${URL_}/api/auth/oidc/${id}/callback`], port });
    running.push(provider);
    provider.account = account;
    expect((await signIn(id)).email).toBe('grace@example.com');
  });
});

describe('a provider that lies', () => {
  let provider: LyingProvider;
  let id: string;
  beforeEach(async () => {
    provider = await startLyingProvider();
    running.push(provider);
    id = addProvider(provider.issuer, { domains: ['example.com'] });
  });
  const now = () => Math.floor(Date.now() / 1_000);
  const claims = (change: Record<string, unknown>): Lies => ({
    claims: (honest) => ({ ...honest, ...change }),
  });

  test('is believed while it is honest', async () => {
    expect((await signIn(id)).email).toBe('grace@example.com');
    provider.rotate();
    expect((await signIn(id)).email).toBe('grace@example.com');
  });

  const status =
    (code: number, body = ''): NonNullable<Lies['answers']>[string] =>
    (_request, response) =>
      void response.writeHead(code, { 'content-type': 'text/plain' }).end(body);
  const DISCOVERY = '/.well-known/openid-configuration';

  test.each<[string, () => Lies, string]>([
    ['a wrong nonce', () => claims({ nonce: 'x' }), 'untrusted'],
    ['no nonce', () => claims({ nonce: undefined }), 'untrusted'],
    ['a token for somebody else', () => claims({ aud: 'other' }), 'untrusted'],
    ['a token of somebody else', () => claims({ iss: 'https://evil.example' }), 'untrusted'],
    ['a token that is over', () => claims({ iat: now() - 7_200, exp: now() - 3_600 }), 'untrusted'],
    ['no subject', () => claims({ sub: undefined }), 'untrusted'],
    ['no signature', () => ({ signature: 'none' }), 'untrusted'],
    ['a signature with another key', () => ({ signature: 'other key' }), 'untrusted'],
    ['an unverified email', () => claims({ email_verified: false }), 'unverified'],
    ['an email without a word on it', () => claims({ email_verified: undefined }), 'unverified'],
    ['an email of another domain', () => claims({ email: 'grace@example.com.evil.example' }), 'wrong_domain'],
    ['an email that looks like another', () => claims({ email: 'gr\u0430ce@example.com' }), 'no_email'],
    ['an email with the Kelvin sign', () => claims({ email: '\u212A@example.com' }), 'no_email'],
    ['no email', () => claims({ email: undefined }), 'no_email'],
    ['another state', () => ({ back: { state: 'x' } }), 'expired'],
    ['an error', () => ({ back: { error: 'server_error' } }), 'refused'],
    [
      'another issuer in its description',
      () => ({
        answers: {
          [DISCOVERY]: (_q, r) =>
            void r
              .writeHead(200, { 'content-type': 'application/json' })
              .end('{"issuer":"https://evil.example"}'),
        },
      }),
      'untrusted',
    ],
    ['a description that is none', () => ({ answers: { [DISCOVERY]: status(200, 'hello') } }), 'untrusted'],
    ['a failure', () => ({ answers: { [DISCOVERY]: status(500) } }), 'unreachable'],
    ['a failure at the token', () => ({ answers: { '/token': status(503) } }), 'unreachable'],
    ['no keys', () => ({ answers: { '/jwks': status(404) } }), 'unreachable'],
    [
      'a redirect into the private network',
      () => ({
        answers: { '/token': (_q, r) => void r.writeHead(307, { location: 'http://10.0.0.1/' }).end() },
      }),
      'unreachable',
    ],
    ['too long an answer', () => ({ answers: { '/jwks': status(200, 'x'.repeat(2 ** 21)) } }), 'unreachable'],
  ])('%s: nobody is signed in', async (_name, lies, failure) => {
    provider.lies = lies();
    const result = await signIn(id);
    expect(result).toMatchObject({ failure, email: undefined });
    expect(identity.db.select().from(sessions).all()).toEqual([]);
    expect(identity.db.select().from(users).all()).toHaveLength(1);
    const refused = identity.db.select().from(auditLog).where(eq(auditLog.outcome, 'refused')).all();
    expect(refused).toMatchObject([{ action: 'session.sign_in', after: { reason: failure } }]);
  });

  test('and one that is away is said to be', async () => {
    await provider.close();
    expect((await signIn(id)).failure).toBe('unreachable');
  });

  test('an answer is good once, and only in the browser that asked', async () => {
    const mine = browser();
    let address = '';
    provider.lies = {
      answers: {
        '/authorize': (request, response) => {
          address = request.url ?? '';
          response.end('the sign-in page');
        },
      },
    };
    await mine.open(`/api/auth/oidc/${id}/start`);
    const asked = new URL(address, provider.issuer).searchParams;
    const answer = `/api/auth/oidc/${id}/callback?code=x&state=${asked.get('state')}`;
    expect((await browser().open(answer)).search).toBe('?failure=expired');
    provider.lies = {};
    const other = addProvider(provider.issuer, {}, { name: 'Other' });
    const moved = await mine.open(answer.replace(id, other));
    expect(moved.search).toBe('?failure=untrusted');
    expect((await mine.open(answer)).search).toBe('?failure=expired');
  });

  test('an existing account is taken over only within the domains of the provider', async () => {
    provider.account = { sub: '7', email: 'ADA@example.com', email_verified: true };
    const open = addProvider(provider.issuer, { domains: [] }, { name: 'Open' });
    expect(await signIn(open)).toMatchObject({ failure: 'not_linked', email: undefined });
    expect((await signIn(id)).email).toBe(OWNER.email);
    // From now on it is the subject that counts: another one with the same email is the same person to a trusted domain.
    expect(identity.db.select().from(users).all()).toHaveLength(1);
    // The person is told once, when it is connected.
    expect((await signIn(id)).email).toBe(OWNER.email);
    await vi.waitFor(() => expect(mailbox.mails).toHaveLength(1), 10_000);
    expect(mailbox.mails[0]).toMatchObject({
      to: [OWNER.email],
      text: expect.stringContaining('You can now sign in to your account in Maple with Test.'),
    });
  });

  test('an account that somebody made with an address that is not theirs is its owner’s alone from then on', async () => {
    const password = 'waiting for the owner';
    const { db } = identity;
    db.insert(users).values({ id: 'early', name: 'Early', email: 'grace@example.com' }).run();
    db.insert(accounts)
      .values({
        ...{ id: 'early', userId: 'early', accountId: 'early', providerId: 'credential' },
        password: await hashPassword(password),
      })
      .run();
    const cookie = await identity.signIn('grace@example.com', password);
    expect(await identity.auth.signedInUser(new Headers({ cookie }))).toMatchObject({ userId: 'early' });
    provider.account = { sub: '9', email: 'grace@example.com', email_verified: true };
    expect((await signIn(id)).email).toBe('grace@example.com');
    expect(await identity.auth.signedInUser(new Headers({ cookie }))).toBeUndefined();
    expect((await identity.postSignIn({ email: 'grace@example.com', password })).status).toBe(401);
    expect((await signIn(id)).email).toBe('grace@example.com');
  });

  test('newcomers are turned away where nothing lets them in', async () => {
    const closed = addProvider(provider.issuer, { newcomers: null }, { name: 'Closed' });
    expect((await signIn(closed)).failure).toBe('no_account');
    const off = addProvider(provider.issuer, {}, { name: 'Off', isEnabled: false });
    expect((await signIn(off)).failure).toBe('unknown_provider');
    expect((await signIn('no-such')).failure).toBe('unknown_provider');
  });

  test.each([
    ['https://evil.example/', '/logs'],
    ['//evil.example', '/logs'],
    ['/\\evil.example', '/logs'],
    ['/api/auth/sign-out', '/'],
    ['/logs?q=x', '/logs?q=x'],
  ])('the target %s leads to %s', async (target, place) => {
    expect(await signIn(id, browser(), target)).toMatchObject({
      place,
      origin: URL_,
      email: 'grace@example.com',
    });
  });
});

test('a plain address is refused unless it is listed or on this machine, and so is a private one', async () => {
  for (const issuer of [
    'http://login.example.com',
    'http://10.0.0.1',
    'https://10.0.0.1',
    'https://[fd00::1]',
  ]) {
    const { failure } = await signIn(addProvider(issuer));
    expect(['untrusted', 'unreachable']).toContain(failure);
  }
});

test('where a provider is enforced, passwords and links end for all but who administrates the installation', async () => {
  addProvider('https://login.example.com', { domains: ['example.com'], isEnforced: true });
  identity.db.insert(users).values({ id: 'bob', name: 'Bob', email: 'bob@example.com' }).run();
  const owners = identity.db.select().from(accounts).where(eq(accounts.userId, 'owner')).get();
  identity.db
    .insert(accounts)
    .values({
      id: 'b',
      userId: 'bob',
      accountId: 'bob',
      providerId: 'credential',
      password: owners?.password ?? '',
    })
    .run();
  const bob = await identity.postSignIn({ email: 'bob@example.com', password: OWNER.password });
  const nobody = await identity.postSignIn({ email: 'nobody@example.com', password: OWNER.password });
  expect([bob.status, nobody.status]).toEqual([401, 401]);
  expect(await bob.json()).toEqual(await nobody.json());
  expect((await identity.postSignIn({ email: OWNER.email, password: OWNER.password })).status).toBe(200);
  expect(() => identity.auth.reset.createLink(owner, 'bob@example.com')).toThrow(/provider only/);
  expect(identity.auth.reset.createLink(owner, OWNER.email).url).toContain('/reset?token=');
});
