// Test support: a Maple identity on a real SQLite file in a directory of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hashPassword } from 'better-auth/crypto';
import { pino } from 'pino';
import { accounts, members, teams, users } from '#drizzle/schema.ts';
import { type Database, openDatabase } from '../db/db.server.ts';
import type { Mailer } from '../net/mail.server.ts';
import { type Auth, createAuth } from './auth.server.ts';
import type { SessionLifetime } from './session-lifetime.ts';
import { createSetup, type Setup } from './setup.server.ts';
import { ensureDefaultTeam, type Team } from './team.server.ts';
import { createTenants, type Tenants } from './tenant.server.ts';

export const MIGRATIONS_DIR = resolve(import.meta.dirname, '../../../drizzle/migrations');

/** Somebody who can complete the set-up. */
export const OWNER = {
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  password: 'analytical engine',
  teamName: 'Engines',
};

/** Headers of a browser on the machine itself. */
export const LOOPBACK_HEADERS = { host: 'localhost:3000' };

export interface TestIdentity {
  readonly dataDir: string;
  readonly db: Database;
  readonly team: Team;
  readonly auth: Auth;
  readonly setup: Setup;
  readonly tenants: Tenants;
  /** What was logged, one JSON text per line. */
  readonly logLines: string[];
  /** What the set-up leaves behind, without hashing the password anew for every test. */
  addOwner(): Promise<void>;
  /** Signs in and returns the session cookie as the `cookie` header. */
  signIn(email?: string, password?: string): Promise<string>;
  /** Posts to sign-in as a client with an address, e.g. to run into the rate limit. */
  postSignIn(body: object, headers?: Record<string, string>): Promise<Response>;
  close(): void;
}

interface Options {
  readonly url?: string;
  readonly isLoopback?: boolean;
  readonly trustedProxies?: readonly string[];
  readonly now?: () => number;
  /** Private hosts where identity providers may be. */
  readonly allowedHosts?: readonly string[];
  readonly mailer?: Mailer;
  readonly lifetime?: SessionLifetime;
}

let ownerHash: Promise<string> | undefined;

/** Opens a fresh identity; `close` removes it from the disk. */
export function openTestIdentity(options: Options = {}): TestIdentity {
  const { url = 'http://127.0.0.1:3000', isLoopback = true, trustedProxies = [], now } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'maple-identity-'));
  const { db, close } = openDatabase({ dataDir, migrationsDir: MIGRATIONS_DIR });
  const logLines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => logLines.push(line) });
  const team = ensureDefaultTeam(db, 'otel');
  const auth = createAuth({
    db,
    url,
    secret: 'a secret that only the tests know, 32+',
    log,
    trustedProxies,
    ...(options.allowedHosts && { allowedHosts: options.allowedHosts }),
    ...(options.mailer && { mailer: options.mailer }),
    ...(options.lifetime && { lifetime: options.lifetime }),
  });
  const postSignIn: TestIdentity['postSignIn'] = (body, headers = {}) =>
    auth.handler(
      new Request(`${url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-maple-client-address': '127.0.0.1',
          ...headers,
        },
        body: JSON.stringify(body),
      }),
    );
  return {
    dataDir,
    db,
    team,
    auth,
    setup: createSetup(db, { isLoopback, url }, auth.hashPassword, log),
    tenants: createTenants({ db, auth, url, isLoopback, log, ...(now && { now }) }),
    logLines,
    postSignIn,
    async addOwner() {
      ownerHash ??= hashPassword(OWNER.password);
      const userId = 'owner';
      db.insert(users)
        .values({ id: userId, name: OWNER.name, email: OWNER.email, isInstanceAdmin: true })
        .run();
      db.insert(accounts)
        .values({
          id: 'account',
          userId,
          accountId: userId,
          providerId: 'credential',
          password: await ownerHash,
        })
        .run();
      db.insert(members).values({ teamId: team.id, userId, role: 'owner' }).run();
      db.update(teams).set({ name: OWNER.teamName }).run();
    },
    async signIn(email = OWNER.email, password = OWNER.password) {
      const response = await postSignIn({ email, password });
      if (!response.ok) throw new Error(`sign-in failed: ${response.status} ${await response.text()}`);
      return response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';', 1)[0])
        .join('; ');
    },
    close() {
      close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
