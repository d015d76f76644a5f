// The first run: once, by somebody who may, all or nothing.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accounts, members, teams, users } from '#drizzle/schema.ts';
import { createSetup, ensureAdmin, SetupInput } from './setup.server.ts';
import { ensureDefaultTeam } from './team.server.ts';
import { LOOPBACK_HEADERS, OWNER, openTestIdentity, type TestIdentity } from './testing.ts';

let identity: TestIdentity;
afterEach(() => identity.close());

const loopback = new Headers(LOOPBACK_HEADERS);
const log = { info: () => undefined } as never;

describe('on a loopback address', () => {
  beforeEach(() => {
    identity = openTestIdentity();
  });

  test('makes the owner and names the team', async () => {
    const { setup, db } = identity;
    expect(setup.requiresToken).toBe(false);
    expect(setup.isSetUp()).toBe(false);
    await setup.complete(SetupInput.parse({ ...OWNER, email: ' Ada@Example.com ' }), loopback);
    expect(setup.isSetUp()).toBe(true);
    const [user] = db.select().from(users).all();
    expect(user).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com' });
    expect(db.select().from(teams).all()).toMatchObject([
      { id: identity.team.id, name: 'Engines', database: 'otel', isDefault: true },
    ]);
    expect(db.select().from(members).all()).toMatchObject([
      { teamId: identity.team.id, userId: user?.id, role: 'owner' },
    ]);
    await expect(identity.signIn()).resolves.toMatch(/^maple\.session_token=/);
  });

  test('of many at once, one wins and the others change nothing', async () => {
    const { setup, db } = identity;
    const racers = Array.from({ length: 8 }, (_, index) =>
      setup.complete({ ...OWNER, email: `racer${index}@example.com`, teamName: `Team ${index}` }, loopback),
    );
    const results = await Promise.allSettled(racers);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(7);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'conflict' });
    const winner = results.findIndex((result) => result.status === 'fulfilled');
    expect(db.select().from(users).all()).toMatchObject([{ email: `racer${winner}@example.com` }]);
    expect(db.select().from(accounts).all()).toHaveLength(1);
    expect(db.select().from(teams).all()).toMatchObject([{ name: `Team ${winner}` }]);
  });

  test('a failure in the middle leaves nothing', async () => {
    const { setup, db } = identity;
    db.run("create trigger fail before insert on members begin select raise(abort, 'no'); end");
    await expect(setup.complete(OWNER, loopback)).rejects.toThrow();
    expect(db.select().from(users).all()).toEqual([]);
    expect(db.select().from(accounts).all()).toEqual([]);
    expect(setup.isSetUp()).toBe(false);
  });

  test.each([
    ['no e-mail address', { email: 'ada' }, 'Enter an e-mail address.'],
    ['blank name', { name: '  ' }, 'Enter your name.'],
    ['blank team', { teamName: '' }, 'Enter a name for your team.'],
  ])('refuses a %s', (_name, wrong, message) => {
    const { error } = SetupInput.safeParse({ ...OWNER, ...wrong });
    expect(error?.issues).toMatchObject([{ message }]);
  });

  test.each([
    ['short', 'eleven char', 'Use at least 12 characters.'],
    ['long', 'x7'.repeat(65), 'Use at most 128 characters.'],
    ['much used', 'qwerty123456', 'This is one of the most used passwords. Choose another.'],
    ['personal', 'AdaLovelace1815', expect.stringContaining('your name')],
  ])('refuses a password that is %s', async (_name, password, message) => {
    const attempt = identity.setup.complete({ ...OWNER, password }, loopback);
    await expect(attempt).rejects.toMatchObject({ code: 'weak_password', message });
    expect(identity.setup.isSetUp()).toBe(false);
  });

  test.each([
    ['of 128 characters', `${'analytical engine '.repeat(7)}12`],
    ['of one kind of characters', 'einezeilenurausbuchstaben'],
  ])('takes a password %s', async (_name, password) => {
    await identity.setup.complete({ ...OWNER, password }, loopback);
    expect(await identity.signIn(OWNER.email, password)).toMatch(/session_token=/);
  });

  test.each([
    ['a page whose name was pointed at this machine', { host: 'rebind.example:3000' }],
    ['a reverse proxy on this machine', { host: 'localhost:3000', 'x-forwarded-for': '203.0.113.9' }],
  ])('asks %s for the token', async (_name, headers: Record<string, string>) => {
    const { setup } = identity;
    await expect(setup.complete(OWNER, new Headers(headers))).rejects.toMatchObject({ code: 'forbidden' });
    await setup.complete({ ...OWNER, token: setup.token }, new Headers(headers));
    expect(setup.isSetUp()).toBe(true);
  });
});

describe('where others can reach it', () => {
  test.each([
    ['another address', { isLoopback: false }],
    ['a public URL in front of loopback', { isLoopback: true, url: 'https://maple.example.com' }],
  ])('%s needs the token of this start', async (_name, options) => {
    identity = openTestIdentity(options);
    const { setup } = identity;
    expect(setup.requiresToken).toBe(true);
    const other = createSetup(
      identity.db,
      { isLoopback: false, url: 'http://x' },
      identity.auth.hashPassword,
      log,
    );
    for (const token of [undefined, '', 'guess', other.token, `${setup.token}x`]) {
      const attempt = setup.complete({ ...OWNER, token }, loopback);
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(setup.isSetUp()).toBe(false);
    await setup.complete({ ...OWNER, token: setup.token }, loopback);
    expect(setup.isSetUp()).toBe(true);
    expect(identity.logLines.join('')).not.toContain(setup.token);
  });
});

describe('from the environment', () => {
  beforeEach(() => {
    identity = openTestIdentity({ isLoopback: false });
  });
  const admin = { email: 'root@example.com', password: 'from the environment' };

  test('makes the owner once', async () => {
    await ensureAdmin(identity.db, admin, log);
    await ensureAdmin(identity.db, { ...admin, email: 'other@example.com' }, log);
    expect(identity.db.select({ email: users.email }).from(users).all()).toEqual([{ email: admin.email }]);
    await expect(identity.signIn(admin.email, admin.password)).resolves.toMatch(/session_token=/);
  });

  test('with a weak password stops the start; an old one stands once there is an owner', async () => {
    const weak = { ...admin, password: 'hunter2' };
    const message = 'MAPLE_ADMIN_PASSWORD cannot be used. Use at least 12 characters.';
    const attempt = ensureAdmin(identity.db, weak, log);
    await expect(attempt).rejects.toMatchObject({ code: 'weak_password', message });
    expect(identity.setup.isSetUp()).toBe(false);
    await ensureAdmin(identity.db, admin, log);
    await ensureAdmin(identity.db, weak, log);
    expect(identity.setup.isSetUp()).toBe(true);
  });

  test('closes the set-up page', async () => {
    await ensureAdmin(identity.db, admin, log);
    const attempt = identity.setup.complete({ ...OWNER, token: identity.setup.token }, loopback);
    await expect(attempt).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is optional', async () => {
    await ensureAdmin(identity.db, undefined, log);
    expect(identity.setup.isSetUp()).toBe(false);
  });
});

test('the default team is made once and follows CLICKHOUSE_DATABASE', () => {
  identity = openTestIdentity();
  const again = ensureDefaultTeam(identity.db, 'otel');
  expect(again).toEqual(identity.team);
  expect(ensureDefaultTeam(identity.db, 'telemetry')).toEqual({ ...identity.team, database: 'telemetry' });
  expect(identity.db.select().from(teams).all()).toHaveLength(1);
});
