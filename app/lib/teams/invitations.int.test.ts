// Invitations in a real SQLite: made, mailed, accepted once by the right person, and refused when they are not good.
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKey } from '#app/lib/auth/keys.server.ts';
import type { Person, Tenant } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Mail } from '#app/lib/net/mail.server.ts';
import { apiKeys, auditLog, invitations, members, teams, users } from '#drizzle/schema.ts';
import { type Acceptance, createAcceptance } from './accept.server.ts';
import { invitationInput } from './invitation-schema.ts';
import { createInvitations, type Invitations } from './invitations.server.ts';
import { createMembers } from './members.server.ts';
import { addMember, addPerson, addTeam, keyOf } from './testing.ts';

const DAY_MS = 86_400_000;
const CLIENT = { address: '203.0.113.9', userAgent: 'test' };
const PASSWORD = 'a long password';

let identity: TestIdentity;
let made: Invitations;
let acceptance: Acceptance;
let olga: Tenant;
let adam: Tenant;
let bob: Person;
let time: number;
let start: () => Invitations;
let mails: Mail[];
let mailProblem: AppError | undefined;

beforeEach(() => {
  identity = openTestIdentity();
  const { db } = identity;
  addTeam(db, 'ours');
  time = Date.parse('2026-05-01T12:00:00Z');
  const now = () => time;
  mails = [];
  mailProblem = undefined;
  const mailer = {
    isConfigured: true,
    send: async (mail: Mail) => {
      if (mailProblem) throw mailProblem;
      mails.push(mail);
    },
  };
  const url = 'https://maple.example.com';
  start = () => createInvitations({ db, mailer, url, log: pino({ level: 'silent' }), now });
  made = start();
  acceptance = createAcceptance({ db, hashPassword: identity.auth.hashPassword, now });
  olga = addMember(db, addPerson(db, 'olga'), 'ours', 'owner');
  adam = addMember(db, addPerson(db, 'adam'), 'ours', 'admin');
  bob = addPerson(db, 'bob');
});
afterEach(() => identity.close());

const input = (fields: object = {}) => invitationInput.parse(fields);
const tokenOf = (text: string | null) =>
  /https:\/\/maple\.example\.com\/invite#(\S+)/.exec(text ?? '')?.[1] ?? '';
async function invite(fields: object = {}, by = olga): Promise<string> {
  const { link } = await made.create(by, input(fields));
  return tokenOf(link);
}
function keyMadeBy(createdBy: string): Tenant {
  const scopes = ['read', 'write', 'admin'] as const;
  const { id } = createKey(identity.db, { teamId: 'ours', name: 'key', scopes, createdBy });
  return { ...keyOf('ours', scopes), actor: { kind: 'key', keyId: id, name: 'key' } };
}
const roleOf = (userId: string) =>
  identity.db.select().from(members).where(eq(members.userId, userId)).get()?.role;
const accept = (token: string, person = bob) => {
  try {
    return acceptance.accept(person, token);
  } catch (error) {
    return (error as AppError).code;
  }
};
const joining = (fields: object) =>
  acceptance.join(CLIENT, { name: 'Eve', password: PASSWORD, token: '', ...fields });

describe('a link', () => {
  test('lets somebody in once, and is not stored', async () => {
    const token = await invite({ role: 'admin' });
    expect(JSON.stringify(identity.db.select().from(invitations).all())).not.toContain(token);
    expect(acceptance.view(CLIENT, token, undefined)).toMatchObject({
      ...{ state: 'open', teamName: 'ours', role: 'admin', invitedBy: 'olga', viewer: null },
    });
    expect(accept(token)).toEqual({ slug: 'ours', teamName: 'ours', role: 'admin' });
    expect(roleOf('bob')).toBe('admin');
    expect(accept(token)).toBe('conflict');
    expect(acceptance.view(CLIENT, token, bob)).toEqual({
      state: 'accepted',
      teamName: 'ours',
      slug: 'ours',
    });
    expect(acceptance.view(CLIENT, token, undefined)).toEqual({ state: 'used' });
    expect(made.list(olga)).toEqual([]);
    const log = identity.db.select().from(auditLog).all();
    expect(log.map(({ action, actorName, teamId }) => [action, actorName, teamId])).toEqual([
      ['invitation.create', 'olga@example.com', 'ours'],
      ['invitation.accept', 'bob@example.com', 'ours'],
    ]);
    expect(JSON.stringify(log)).not.toContain(token);
  });

  test('of two who open it at once, one gets in, and it lets in by one account only', async () => {
    const token = await invite();
    const outcomes = await Promise.allSettled([
      joining({ token, email: 'eve@example.com' }),
      joining({ token, email: 'mallory@example.com' }),
      joining({ token, email: 'eve@example.com' }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const people = identity.db.select().from(users).all();
    expect(people.filter(({ name }) => name === 'Eve')).toHaveLength(1);
    expect(accept(token)).toBe('conflict');
  });

  test.each<[string, (token: string) => string, string, string]>([
    ['altered', (token) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, 'unknown', 'not_found'],
    ['of another way', (token) => `m${token.slice(1)}`, 'unknown', 'not_found'],
    ['cut', (token) => token.slice(0, 20), 'unknown', 'not_found'],
    ['a hash', () => 'f'.repeat(64), 'unknown', 'not_found'],
    ['in another case', (token) => token.toUpperCase(), 'unknown', 'not_found'],
  ])('that is %s is not known', async (_name, change, state, code) => {
    const token = change(await invite());
    expect(acceptance.view(CLIENT, token, bob)).toEqual({ state });
    expect(accept(token)).toBe(code);
    await expect(joining({ token, email: 'eve@example.com' })).rejects.toMatchObject({ code });
    expect(roleOf('bob')).toBeUndefined();
  });

  test('ends with its days, to the millisecond', async () => {
    const token = await invite({ days: 1 });
    time += DAY_MS - 1;
    expect(acceptance.view(CLIENT, token, bob)).toMatchObject({ state: 'open' });
    time += 1;
    expect(acceptance.view(CLIENT, token, bob)).toEqual({ state: 'expired' });
    expect(accept(token)).toBe('conflict');
    expect(made.list(olga)).toMatchObject([{ state: 'expired' }]);
  });

  test('ends when it is revoked, and when its team is deleted', async () => {
    const [first, second] = [await invite(), await invite()];
    made.revoke(olga, made.list(olga).at(-1)?.id ?? '');
    const states = () => [first, second].map((token) => acceptance.view(CLIENT, token, bob).state).sort();
    expect(states()).toEqual(['open', 'revoked']);
    identity.db
      .update(teams)
      .set({ dropAfter: new Date(time + DAY_MS) })
      .where(eq(teams.id, 'ours'))
      .run();
    expect(states()).toEqual(['revoked', 'revoked']);
    expect([accept(first), accept(second)]).toEqual(['conflict', 'conflict']);
  });

  test('has a new token when it is sent again, and the old one ends', async () => {
    const old = await invite({ days: 1 });
    const [{ id = '' } = {}] = made.list(olga);
    time += 2 * DAY_MS;
    const { link } = await made.renew(olga, id, { days: 7, isMailed: false });
    expect(acceptance.view(CLIENT, old, bob)).toEqual({ state: 'unknown' });
    expect(accept(tokenOf(link))).toMatchObject({ role: 'member' });
  });

  test('never lowers a role, and raises one', async () => {
    const lower = await invite({ role: 'viewer' });
    const higher = await invite({ role: 'owner' });
    expect(accept(lower, adam as unknown as Person)).toMatchObject({ role: 'admin' });
    expect(roleOf('adam')).toBe('admin');
    expect(accept(higher, adam as unknown as Person)).toMatchObject({ role: 'owner' });
    expect(roleOf('adam')).toBe('owner');
  });
});

describe('an address', () => {
  test.each(['Bob@Example.COM', ' bob@example.com '])('%j is for bob', async (email) => {
    const token = await invite({ email });
    expect(acceptance.view(CLIENT, token, bob)).toMatchObject({
      ...{ email: 'bob@example.com', mustSignIn: true, viewer: { isInvited: true } },
    });
    expect(accept(token)).toMatchObject({ role: 'member' });
  });

  test('keeps everybody else out', async () => {
    const token = await invite({ email: 'carol@example.com' });
    expect(acceptance.view(CLIENT, token, bob)).toMatchObject({ viewer: { isInvited: false } });
    expect(accept(token)).toBe('forbidden');
    await expect(joining({ token, email: 'eve@example.com' })).rejects.toMatchObject({ code: 'forbidden' });
    await joining({ token });
    const eve = identity.db.select().from(users).where(eq(users.email, 'carol@example.com')).get();
    expect(eve).toMatchObject({ emailVerified: false, isInstanceAdmin: false });
    await expect(identity.signIn('carol@example.com', PASSWORD)).resolves.toMatch(/session_token/);
  });

  test.each(['kate@example.com', 'KATE@example.com'])('that only looks like %s is another', async (email) => {
    const token = await invite({ email });
    const [id, other] = ['kelvin', '\u212Aate@example.com'];
    identity.db.insert(users).values({ id, name: id, email: other }).run();
    const kelvin = { ...bob, actor: { ...bob.actor, userId: id, email: other } } as Person;
    expect(accept(token, kelvin)).toBe('forbidden');
  });

  test('with an international domain is one, however it is written', async () => {
    const token = await invite({ email: 'Post@BÜRO.example' });
    await joining({ token, email: 'post@xn--bro-hoa.example' });
    expect(roleOf('bob')).toBeUndefined();
    await expect(identity.signIn('post@xn--bro-hoa.example', PASSWORD)).resolves.toMatch(/session_token/);
  });

  test('of somebody in the team is refused, and so is what is no address', async () => {
    await expect(invite({ email: 'ADAM@example.com' })).rejects.toMatchObject({ code: 'conflict' });
    for (const email of ['bob', 'bob@example', 'a@b.de\r\nBcc: x@y.de', 'Bob <bob@example.com>'])
      expect(invitationInput.safeParse({ email }).success).toBe(false);
  });
});

describe('a new account', () => {
  test.each<[string, object, string]>([
    ['a short password', { password: 'short' }, 'weak_password'],
    ['a long password', { password: 'x'.repeat(129) }, 'weak_password'],
    ['a much used password', { password: 'qwerty123456' }, 'weak_password'],
    ['no address', { email: undefined }, 'bad_request'],
    ['an address that has one', { email: 'bob@example.com' }, 'conflict'],
  ])('is not made with %s, and the link stays good', async (_name, wrong, code) => {
    const token = await invite();
    await expect(joining({ token, email: 'eve@example.com', ...wrong })).rejects.toMatchObject({ code });
    expect(accept(token)).toMatchObject({ role: 'member' });
  });

  test('is not made where people must sign in elsewhere', async () => {
    const enforcedProvider = (email: string) => (email.endsWith('@corp.example') ? 'Corp' : undefined);
    const strict = createAcceptance({
      db: identity.db,
      hashPassword: identity.auth.hashPassword,
      enforcedProvider,
      now: () => time,
    });
    const token = await invite();
    const attempt = strict.join(CLIENT, {
      token,
      name: 'Eve',
      email: 'eve@corp.example',
      password: PASSWORD,
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Corp'),
    });
    const bound = await invite({ email: 'new@corp.example' });
    expect(strict.view(CLIENT, bound, undefined)).toMatchObject({ mustSignIn: true });
  });
});

describe('mail', () => {
  test('carries the link, which nobody else sees and which proves the address', async () => {
    const answer = await made.create(olga, input({ email: 'eve@example.com', isMailed: true }));
    expect(answer).toMatchObject({ link: null, problem: null });
    expect(mails).toMatchObject([{ to: 'eve@example.com' }]);
    await joining({ token: tokenOf(mails[0]?.text ?? '') });
    const eve = identity.db.select().from(users).where(eq(users.email, 'eve@example.com')).get();
    expect(eve?.emailVerified).toBe(true);
  });

  test('that fails leaves a link to give, which proves nothing', async () => {
    mailProblem = new AppError('unavailable', 'The mail server does not answer.');
    const answer = await made.create(olga, input({ email: 'eve@example.com', isMailed: true }));
    expect(answer.problem).toBe('The mail server does not answer.');
    await joining({ token: tokenOf(answer.link) });
    const eve = identity.db.select().from(users).where(eq(users.email, 'eve@example.com')).get();
    expect(eve?.emailVerified).toBe(false);
  });

  test('needs an address and has a limit', async () => {
    await expect(made.create(olga, input({ isMailed: true }))).rejects.toMatchObject({ code: 'bad_request' });
    for (let n = 0; n < 50; n += 1)
      await made.create(olga, input({ email: `p${n}@example.com`, isMailed: true }));
    const more = () => made.create(olga, input({ email: 'more@example.com', isMailed: true }));
    await expect(more()).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 3_600 });
    // A restart changes nothing.
    made = start();
    await expect(more()).rejects.toMatchObject({ code: 'rate_limited' });
    time += 3_600_000;
    await expect(more()).resolves.toMatchObject({ link: null });
  });
});

describe('who invites', () => {
  test('is an admin, and an owner for owners', async () => {
    const mia = addMember(identity.db, addPerson(identity.db, 'mia'), 'ours', 'member');
    await expect(invite({}, mia)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(invite({ role: 'owner' }, adam)).rejects.toMatchObject({ code: 'forbidden' });
    const key = keyOf('ours', ['read', 'write', 'admin']);
    await expect(invite({ role: 'owner' }, key)).rejects.toMatchObject({ code: 'forbidden' });
    await invite({ role: 'admin' }, key);
    await invite({ role: 'owner' }, olga);
    const owners = made.list(adam).find(({ role }) => role === 'owner');
    expect(() => made.revoke(adam, owners?.id ?? '')).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  test.each([[['admin']], [['admin', 'read']], [['read', 'write']]] as const)(
    'is no key that can only %j',
    async (scopes) => {
      for (const role of ['admin', 'viewer'])
        await expect(invite({ role }, keyOf('ours', scopes))).rejects.toMatchObject({ code: 'forbidden' });
      await invite();
      const [{ id = '' } = {}] = made.list(olga);
      const renewed = made.renew(keyOf('ours', scopes), id, { days: 7, isMailed: false });
      await expect(renewed).rejects.toMatchObject({ code: 'forbidden' });
    },
  );

  test('through a key ends with the key at the latest', async () => {
    const key = keyMadeBy('adam');
    const { keyId } = key.actor as { keyId: string };
    const ends = new Date(time + 86_400_000);
    identity.db.update(apiKeys).set({ expiresAt: ends }).where(eq(apiKeys.id, keyId)).run();
    const { id, expiresAt } = await made.create(key, input({ days: 30 }));
    expect(expiresAt).toBe(ends.toISOString());
    expect((await made.renew(key, id, { days: 30, isMailed: false })).expiresAt).toBe(ends.toISOString());
    const { expiresAt: later } = await made.renew(adam, id, { days: 30, isMailed: false });
    expect(Date.parse(later)).toBeGreaterThan(ends.getTime());
  });

  test('through a key is the person who made the key, and what it invited ends when they are removed', async () => {
    const key = keyMadeBy('adam');
    const created = await made.create(key, input({ role: 'admin' }));
    expect(created.invitedBy).toBe('adam@example.com');
    const others = await made.create(olga, input({}));
    const renewed = await made.renew(key, others.id, { days: 7, isMailed: false });
    expect(made.list(olga).map(({ invitedBy }) => invitedBy)).toEqual(Array(2).fill('adam@example.com'));
    createMembers({ db: identity.db }).remove(olga, 'adam');
    for (const { link } of [created, renewed]) {
      expect(accept(tokenOf(link), adam as unknown as Person)).toBe('conflict');
      expect(accept(tokenOf(link))).toBe('conflict');
    }
    expect(roleOf('adam')).toBeUndefined();
  });

  test("does not reach another team's invitations", async () => {
    addTeam(identity.db, 'theirs');
    const eve = addMember(identity.db, addPerson(identity.db, 'eve'), 'theirs', 'owner');
    await invite();
    const [{ id = '' } = {}] = made.list(olga);
    expect(made.list(eve)).toEqual([]);
    expect(() => made.revoke(eve, id)).toThrow(expect.objectContaining({ code: 'not_found' }));
    await expect(made.renew(eve, id, { days: 7, isMailed: false })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('one address cannot try for ever', () => {
  const tryOnce = () => acceptance.view(CLIENT, 'guess', undefined);
  for (let n = 0; n < 30; n += 1) expect(tryOnce()).toEqual({ state: 'unknown' });
  expect(tryOnce).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfter: 60 }));
  expect(acceptance.view({ ...CLIENT, address: '203.0.113.10' }, 'guess', undefined).state).toBe('unknown');
  time += 60_000;
  expect(tryOnce()).toEqual({ state: 'unknown' });
});
