// A changed secret: what was sealed opens with the new one alone, sessions end, and nothing is lost wherever it is killed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  accounts,
  auditLog,
  connections,
  identityProviders,
  sessions,
  twoFactors,
  users,
} from '#drizzle/schema.ts';
import { type Database, openDatabase } from '../db/db.server.ts';
import { resealAll, rotateSecret, settleSecret } from './rotate-secret.server.ts';
import { createSealer } from './seal.server.ts';
import { type AuthSecrets, beginRotation, finishRotation, readAuthSecrets } from './secret.server.ts';
import { ensureDefaultTeam } from './team.server.ts';

const root = resolve(import.meta.dirname, '../../..');
const NOTHING = { authSecret: undefined, previousAuthSecret: undefined };
const SETTINGS = {
  scopes: [],
  domains: [],
  isEnforced: false,
} as unknown as typeof identityProviders.$inferInsert.settings;

let dir: string;
let open: { db: Database; close(): void } | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maple-rotate-'));
});
afterEach(() => {
  open?.close();
  open = undefined;
  rmSync(dir, { recursive: true, force: true });
});

function database(): Database {
  open?.close();
  open = openDatabase({ dataDir: dir, migrationsDir: join(root, 'drizzle/migrations') });
  return open.db;
}

/** Everything that is kept sealed, `count` of each, and a session. */
async function fill(db: Database, secret: string, count: number): Promise<void> {
  const sealer = createSealer(secret);
  const team = ensureDefaultTeam(db, 'otel');
  db.insert(users).values({ id: 'u', name: 'Ada', email: 'ada@example.com' }).run();
  db.insert(sessions)
    .values({ id: 's', userId: 'u', token: 't', expiresAt: new Date(Date.now() + 1e6) })
    .run();
  for (let n = 0; n < count; n += 1) {
    db.insert(connections)
      .values({
        id: `c${n}`,
        teamId: team.id,
        name: `connection ${n}`,
        url: 'http://ch.example',
        username: 'u',
        database: 'd',
        sealedPassword: sealer.seal(`password ${n}`, ['connection', team.id, `c${n}`]),
      })
      .run();
    db.insert(identityProviders)
      .values({
        id: `p${n}`,
        name: `provider ${n}`,
        preset: 'oidc',
        issuer: 'https://id.example',
        clientId: 'maple',
        sealedClientSecret: sealer.seal(`client ${n}`, ['identity provider', `p${n}`]),
        settings: SETTINGS,
      })
      .run();
    db.insert(accounts)
      .values({
        id: `a${n}`,
        userId: 'u',
        accountId: `u${n}`,
        providerId: 'credential',
        password: sealer.seal(`hash ${n}`, ['password']),
      })
      .run();
    db.insert(twoFactors)
      .values({
        id: `f${n}`,
        userId: 'u',
        secret: await symmetricEncrypt({ key: secret, data: `totp ${n}` }),
        backupCodes: await symmetricEncrypt({ key: secret, data: `["code ${n}"]` }),
      })
      .run();
  }
}

/** What opens with these secrets, of everything there is. */
async function read(db: Database, { current, previous }: AuthSecrets): Promise<(string | undefined)[]> {
  const sealer = createSealer(current, previous);
  const opened: (string | undefined)[] = [];
  for (const { id, teamId, sealedPassword } of db.select().from(connections).all())
    opened.push(sealer.open(sealedPassword ?? '', ['connection', teamId, id]));
  for (const { id, sealedClientSecret } of db.select().from(identityProviders).all())
    opened.push(sealer.open(sealedClientSecret, ['identity provider', id]));
  for (const { password } of db.select().from(accounts).all())
    opened.push(sealer.open(password ?? '', ['password']));
  for (const { secret, backupCodes } of db.select().from(twoFactors).all())
    for (const data of [secret, backupCodes])
      opened.push(await symmetricDecrypt({ key: current, data }).catch(() => undefined));
  return opened;
}

const FILLED = ['password 0', 'client 0', 'hash 0', 'totp 0', '["code 0"]'];

test('everything opens with the new secret and nothing with the old one; sessions end; it is recorded', async () => {
  const db = database();
  const old = readAuthSecrets(NOTHING, dir);
  await fill(db, old.current, 1);
  expect(await resealAll(db, old)).toMatchObject({ hasChanged: false, resealed: 0, endedSessions: 0 });
  expect(db.select().from(sessions).all()).toHaveLength(1);

  const rotation = await rotateSecret(db, dir);
  expect(rotation).toEqual({ hasChanged: true, resealed: 4, unreadable: [], endedSessions: 1 });
  const now = readAuthSecrets(NOTHING, dir);
  expect(now.previous).toEqual([]);
  expect(now.current).not.toBe(old.current);
  expect(await read(db, now)).toEqual(FILLED);
  expect(await read(db, old)).toEqual(FILLED.map(() => undefined));
  expect(db.select().from(sessions).all()).toEqual([]);
  const [entry, ...more] = db.select().from(auditLog).all();
  expect(more).toEqual([]);
  expect(entry).toMatchObject({
    action: 'secret.rotate',
    actorKind: 'system',
    teamId: null,
    after: { resealed: 4, unreadable: 0, endedSessions: 1 },
  });
  const files = readdirSync(dir).filter((name) => name !== 'auth-secret');
  for (const name of files) {
    const text = readFileSync(join(dir, name), 'latin1');
    expect([name, text.includes(now.current), text.includes(old.current)]).toEqual([name, false, false]);
  }
});

test('the environment rotates at start: with the new one and the one before it', async () => {
  const db = database();
  const [first, second] = ['1'.repeat(32), '2'.repeat(32)];
  await fill(db, first, 1);
  await resealAll(db, { current: first, previous: [] });
  const secrets = readAuthSecrets({ authSecret: second, previousAuthSecret: first }, dir);
  expect(await resealAll(db, secrets)).toMatchObject({ hasChanged: true, resealed: 4, endedSessions: 1 });
  expect(await resealAll(db, secrets)).toMatchObject({ hasChanged: false, resealed: 0, endedSessions: 0 });
  expect(await read(db, { current: second, previous: [] })).toEqual(FILLED);
});

test('without the one before it nothing is lost, and what cannot be read is named', async () => {
  const db = database();
  const [first, second] = ['1'.repeat(32), '2'.repeat(32)];
  await fill(db, first, 1);
  await resealAll(db, { current: first, previous: [] });
  expect(await resealAll(db, { current: second, previous: [] })).toEqual({
    hasChanged: true,
    resealed: 0,
    unreadable: [
      { kind: 'connection', of: 'connection 0' },
      { kind: 'provider', of: 'provider 0' },
      { kind: 'password', of: 'ada@example.com' },
      { kind: 'second factor', of: 'ada@example.com' },
    ],
    endedSessions: 1,
  });
  expect(db.select().from(auditLog).all().at(-1)?.after).toEqual({
    ...{ resealed: 0, unreadable: 4, endedSessions: 1 },
    toEnterAgain: [
      'connection of connection 0',
      'provider of provider 0',
      'password of ada@example.com',
      'second factor of ada@example.com',
    ],
  });
  await resealAll(db, { current: second, previous: [first] });
  expect(await read(db, { current: second, previous: [] })).toEqual(FILLED);
});

test('a start without the one before it logs what to enter again, and nobody’s name', async () => {
  const db = database();
  const [first, second] = ['1'.repeat(32), '2'.repeat(32)];
  await fill(db, first, 2);
  await resealAll(db, { current: first, previous: [] });
  const lines: [object, string][] = [];
  const log = { info: () => undefined, warn: (...line: [object, string]) => lines.push(line) } as never;
  const config = (previousAuthSecret?: string) => ({ authSecret: second, previousAuthSecret, dataDir: dir });
  await settleSecret(db, config(), log);
  expect(lines).toEqual([
    [{ resealed: 0, endedSessions: 1 }, 'the auth secret has changed, sessions have ended'],
    [
      {
        connections: ['connection 0', 'connection 1'],
        providers: ['provider 0', 'provider 1'],
        ...{ passwordsOfPeople: 2, secondFactorsOfPeople: 2 },
      },
      expect.stringContaining('npm run reset-password -- EMAIL'),
    ],
  ]);
  // Given later, it says that it has done what was missing, and no change.
  await settleSecret(db, config(first), log);
  expect(lines.slice(2)).toEqual([[{ resealed: 8, endedSessions: 0 }, 'stored secrets were sealed again']]);
});

test('whatever was done before it broke off, the next start ends it', async () => {
  for (const done of ['begun', 'resealed', 'finished']) {
    const db = database();
    const old = readAuthSecrets(NOTHING, dir);
    await fill(db, old.current, 1);
    await resealAll(db, old);
    const secrets = beginRotation(dir);
    if (done !== 'begun') await resealAll(db, secrets);
    if (done === 'finished') finishRotation(dir);

    const found = readAuthSecrets(NOTHING, dir);
    await resealAll(database(), found);
    finishRotation(dir);
    const now = readAuthSecrets(NOTHING, dir);
    expect([done, now.previous, await read(database(), now)]).toEqual([done, [], FILLED]);
    open?.close();
    open = undefined;
    rmSync(dir, { recursive: true });
  }
});

test.each([
  ['a start', (db: Database) => settleSecret(db, { ...NOTHING, dataDir: dir }, pino({ enabled: false }))],
  ['a rotation', (db: Database) => rotateSecret(db, dir)],
] as const)('%s removes what a killed one had begun to write: the secret is in one place', async (_, run) => {
  const db = database();
  readAuthSecrets(NOTHING, dir);
  for (const pid of [1, process.pid]) writeFileSync(join(dir, `auth-secret.${pid}.draft`), 'a live one\n');
  await run(db);
  expect(readdirSync(dir).filter((name) => name.startsWith('auth-secret'))).toEqual(['auth-secret']);
});

test('killed at any time, the command leaves a directory that opens', async () => {
  const count = 300;
  await fill(database(), readAuthSecrets(NOTHING, dir).current, count);
  open?.close();
  open = undefined;
  const run = async (killAfterMs?: number) => {
    const child = spawn(process.execPath, ['scripts/rotate-secret.ts'], {
      cwd: root,
      env: { PATH: process.env.PATH, MAPLE_DATA_DIR: dir },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const exited = new Promise<number | null>((done) => child.once('exit', done));
    // From when the file shows that it has begun; before that nothing could be lost.
    const begun = readFileSync(join(dir, 'auth-secret'), 'utf8');
    let code: number | null | undefined;
    void exited.then((value) => {
      code = value;
    });
    while (killAfterMs !== undefined && code === undefined) {
      if (readFileSync(join(dir, 'auth-secret'), 'utf8') !== begun) {
        await sleep(killAfterMs);
        child.kill('SIGKILL');
        break;
      }
      await sleep(1);
    }
    return exited;
  };
  const check = async () => {
    const secrets = readAuthSecrets(NOTHING, dir);
    const db = database();
    await resealAll(db, secrets);
    const opened = await read(db, { current: secrets.current, previous: [] });
    open?.close();
    open = undefined;
    expect(opened).toHaveLength(5 * count);
    expect(opened.filter((value) => value === undefined)).toEqual([]);
    finishRotation(dir);
  };
  for (const ms of [0, 30, 90, 200]) {
    await run(ms);
    await check();
  }
  expect(await run()).toBe(0);
  await check();
});

test('a configured secret is not rotated by the command, nor is one of a running Maple', async () => {
  const run = (env: Record<string, string>) =>
    new Promise<string>((done) => {
      const child = spawn(process.execPath, ['scripts/rotate-secret.ts'], {
        cwd: root,
        env: { PATH: process.env.PATH, MAPLE_DATA_DIR: dir, ...env },
      });
      let text = '';
      child.stderr.on('data', (chunk) => {
        text += chunk;
      });
      child.once('exit', (code) => done(`${code} ${text}`));
    });
  expect(await run({ BETTER_AUTH_SECRET: 'x'.repeat(32) })).toMatch(/^1 The secret is BETTER_AUTH_SECRET\./);
  const { lockDataDirectory } = await import('../db/lock.server.ts');
  const lock = lockDataDirectory(dir);
  const answer = await run({});
  lock.release();
  expect(answer).toMatch(/^1 The data directory .* is in use by another Maple/);
  expect(readdirSync(dir)).not.toContain('auth-secret');
});
