// The first run: the owner's account, made once, by a person who can prove that the machine is theirs.
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { z } from 'zod';
import { accounts, members, teams, users } from '#drizzle/schema.ts';
import { recordAudit } from '../audit/record.server.ts';
import type { Config } from '../config.server.ts';
import { AppError } from '../core/errors.ts';
import { visibleName } from '../core/visible-name.ts';
import type { Database } from '../db/db.server.ts';
import { immediately } from '../db/immediately.ts';
import { isLoopbackHost } from '../net/loopback.ts';
import { CLIENT_ADDRESS_HEADER } from './client-address.ts';
import { credentialOf } from './credential.ts';
import { checkNewPassword } from './new-password.server.ts';
import { isDirectLoopback } from './origin.ts';
import type { Passwords } from './passwords.server.ts';
import type { Caller } from './tenant.server.ts';

/** What the set-up page sends. The server function checks it, so that `Setup.complete` has only valid input. */
export const SetupInput = z.object({
  name: visibleName('Enter your name.', 100),
  email: z.string().trim().toLowerCase().pipe(z.email('Enter an e-mail address.').max(254)),
  /** Judged by `checkNewPassword`. */
  password: z.string().max(1_000),
  teamName: visibleName('Enter a name for your team.', 100),
  /** The token that the start printed; needed when `Setup.requiresToken`. */
  token: z.string().max(200).optional(),
});

/** The first run's state and its one action. */
export interface Setup {
  /** Printed at start when it is needed. New with every start. */
  readonly token: string;
  /** Whether the set-up page must ask for the token: others than this machine can reach Maple. */
  readonly requiresToken: boolean;
  /** Whether there is an owner. */
  isSetUp(): boolean;
  /**
   * Creates the owner and names the team, with what `SetupInput` made of the page's fields. `headers` are those of the
   * browser's request. Throws AppErrors: `forbidden` for a wrong or missing token, `conflict` when there is an owner,
   * `weak_password`.
   */
  complete(input: z.output<typeof SetupInput>, headers: Headers): Promise<void>;
}

/** The set-up for a database that already has its default team (`ensureDefaultTeam`). */
export function createSetup(
  db: Database,
  config: Pick<Config, 'isLoopback' | 'url'>,
  hash: Passwords['hash'],
  log: Logger,
): Setup {
  const token = randomBytes(18).toString('base64url');
  const requiresToken = !config.isLoopback || !isLoopbackHost(new URL(config.url).hostname);
  return {
    token,
    requiresToken,
    isSetUp: () => isSetUp(db),
    async complete(input, headers) {
      if (isSetUp(db)) throw alreadySetUp();
      const isTrusted = !requiresToken && isDirectLoopback(headers);
      if (!isTrusted && !equals(input.token ?? '', token)) throw wrongToken(requiresToken);
      const address = headers.get(CLIENT_ADDRESS_HEADER) ?? '';
      await createOwner(db, input, hash, { address, userAgent: headers.get('user-agent') ?? '' });
      log.info('set-up completed');
    },
  };
}

/**
 * Creates the owner that MAPLE_ADMIN_EMAIL and MAPLE_ADMIN_PASSWORD name, unless there is an owner already: then the password there may be
 * an old one that is too short by now. The hash is not sealed yet: the start does that as soon as it knows the secret. Throws `weak_password`.
 */
export async function ensureAdmin(db: Database, admin: Config['admin'], log: Logger): Promise<void> {
  if (admin === undefined || isSetUp(db)) return;
  const name = admin.email.slice(0, admin.email.indexOf('@'));
  await createOwner(db, { name, ...admin }, hashPassword).catch((thrown: unknown) => {
    if (!(thrown instanceof AppError) || thrown.code !== 'weak_password') throw thrown;
    throw new AppError('weak_password', `MAPLE_ADMIN_PASSWORD cannot be used. ${thrown.message}`);
  });
  log.info('owner created from the environment');
}

function isSetUp(db: Database): boolean {
  return (
    db.select({ role: members.role }).from(members).where(eq(members.role, 'owner')).limit(1).get() !==
    undefined
  );
}

/**
 * `client`: whose browser asked; without one the environment did. A transaction that takes the write lock first: of two set-ups
 * at once, the second finds the owner.
 */
async function createOwner(
  db: Database,
  owner: { name: string; email: string; password: string; teamName?: string },
  hash: Passwords['hash'],
  client?: Caller['client'],
): Promise<void> {
  await checkNewPassword(owner.password, owner);
  const password = await hash(owner.password);
  immediately(db, (tx) => {
    if (isSetUp(tx)) throw alreadySetUp();
    const team = tx.select({ id: teams.id }).from(teams).where(eq(teams.isDefault, true)).get();
    if (team === undefined) throw new AppError('internal', 'There is no default team to set up.');
    const userId = randomUUID();
    tx.insert(users)
      .values({ id: userId, name: owner.name, email: owner.email, isInstanceAdmin: true })
      .run();
    tx.insert(accounts).values(credentialOf(userId, password)).run();
    tx.insert(members).values({ teamId: team.id, userId, role: 'owner' }).run();
    if (owner.teamName !== undefined) {
      tx.update(teams).set({ name: owner.teamName }).where(eq(teams.id, team.id)).run();
    }
    const { name, email } = owner;
    const actor: Caller['actor'] =
      client === undefined
        ? { kind: 'system', name: 'Environment' }
        : { kind: 'user', userId, email, name, isInstanceAdmin: true };
    recordAudit(
      tx,
      { actor, client: client ?? { address: '', userAgent: '' } },
      {
        action: 'setup.complete',
        target: { kind: 'user', id: userId, name: email },
        after: { name, email, role: 'owner', teamName: owner.teamName },
        teamId: team.id,
      },
    );
  });
}

function alreadySetUp(): AppError {
  return new AppError('conflict', 'Maple is already set up. Sign in instead.');
}

function wrongToken(isAsked: boolean): AppError {
  return new AppError('forbidden', 'The set-up token is missing or wrong.', {
    hint: isAsked
      ? 'Maple printed it when it started.'
      : 'Open Maple as http://localhost on its own machine, or set MAPLE_URL to the address you use and start again.',
  });
}

/** Compares digests, which have one length, in constant time. */
function equals(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
