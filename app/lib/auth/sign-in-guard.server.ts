// What Better Auth leaves open around signing in: the lock per account, codes that are used twice, passwords where a provider is
// enforced, the audit log, and the mail about what changed.
import { BASE_ERROR_CODES } from '@better-auth/core/error';
import { APIError } from 'better-auth/api';
import { TWO_FACTOR_ERROR_CODES } from 'better-auth/plugins/two-factor';
import { and, eq } from 'drizzle-orm';
import { accounts, passkeys, users, verifications } from '#drizzle/schema.ts';
import { type AuditEntry, recordAudit } from '../audit/record.server.ts';
import { AppError } from '../core/errors.ts';
import type { Database } from '../db/db.server.ts';
import { CREDENTIAL } from './credential.ts';
import type { CredentialEvent } from './credential-mail.ts';
import type { CredentialNotices } from './credential-notices.server.ts';
import { normalEmail } from './email.ts';
import { type Lockout, lockoutKeyOf } from './lockout.server.ts';
import { checkNewPassword, WEAK_PASSWORD } from './new-password.server.ts';
import type { OneTime } from './one-time.server.ts';
import { credentialIdOf } from './passkey-answer.ts';
import type { IdentityProviders } from './sso/providers.server.ts';
import type { Actor, Caller } from './tenant.server.ts';

/** A request to an endpoint of `endpoints.ts`. */
export interface SignInRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly client: Caller['client'];
  /** Who is signed in, before the request. */
  readonly userId: string | undefined;
  /** Who has given the first factor. */
  readonly pendingUserId: string | undefined;
}

/** What Better Auth answered. */
export interface SignInAnswer {
  readonly status: number;
  /** The code of a refusal. */
  readonly code: string | undefined;
  /** Whose session the answer starts. */
  readonly userId: string | undefined;
  /** Whether the password was right and a code is next. */
  readonly asksSecondFactor: boolean;
  /** Whether the guard itself refused, and has recorded that. */
  readonly wasRefusedHere: boolean;
}

export interface SignInGuard {
  /** Throws an APIError when it must not go on. Runs after the rate limit, so that it costs and records no more than that allows. */
  before(request: SignInRequest): Promise<void>;
  after(request: SignInRequest, answer: SignInAnswer): void;
}

interface GuardOptions {
  readonly db: Database;
  readonly oneTime: OneTime;
  readonly lockout: Lockout;
  readonly providers: IdentityProviders;
  readonly notices: CredentialNotices;
  /** Takes the time that checking a password takes. */
  readonly spendHash: (password: string) => Promise<unknown>;
}

/** Who acts in the audit log while it is not certain who it is. */
export const SIGN_IN: Actor = { kind: 'system', name: 'sign-in' };
/** A code is good for its own half minute and the ones before and after. */
const CODE_MS = 2 * 60_000;
/** What is kept of a code that was right, in place of one that is being tried. */
const USED = 'used';
const INVALID_PASSWORD = BASE_ERROR_CODES.INVALID_PASSWORD.code;
/** Endpoints that check the password of who is signed in, and what a refusal there is in the audit log. */
const ASKS_PASSWORD: Readonly<Record<string, AuditEntry['action']>> = {
  '/change-password': 'password.change',
  '/two-factor/enable': 'two_factor.enable',
  '/two-factor/disable': 'two_factor.disable',
  '/two-factor/generate-backup-codes': 'two_factor.new_codes',
};
/** How somebody signs in, whoever is signed in already. */
const METHODS: Readonly<Record<string, string>> = {
  '/sign-in/email': 'password',
  '/passkey/verify-authentication': 'passkey',
  '/oidc/*/callback': 'provider',
};
/** How somebody signs in after the first factor; who is signed in gives a code for the session that they have. */
const CODE_METHODS: Readonly<Record<string, string>> = {
  '/two-factor/verify-totp': 'password and code',
  '/two-factor/verify-backup-code': 'password and recovery code',
};
const ACTIONS: Readonly<Record<string, AuditEntry['action']>> = {
  '/sign-out': 'session.sign_out',
  '/change-password': 'password.change',
  '/two-factor/verify-totp': 'two_factor.enable',
  '/two-factor/disable': 'two_factor.disable',
  '/two-factor/generate-backup-codes': 'two_factor.new_codes',
  '/passkey/verify-registration': 'passkey.add',
  '/passkey/update-passkey': 'passkey.rename',
  '/passkey/delete-passkey': 'passkey.remove',
};

/** What the person is told by mail when it worked. */
const NOTICES: Readonly<Record<string, CredentialEvent>> = {
  '/change-password': { kind: 'password changed' },
  '/two-factor/verify-totp': { kind: 'second factor on' },
  '/two-factor/disable': { kind: 'second factor off' },
  '/two-factor/generate-backup-codes': { kind: 'new recovery codes' },
  '/passkey/verify-registration': { kind: 'passkey added' },
  '/passkey/delete-passkey': { kind: 'passkey removed' },
};

/** A try at a password that is counted already. */
interface Try {
  readonly key: string;
  /** The end of the lock that it is the last try before. */
  readonly locks: Date | undefined;
}

export function createSignInGuard(options: GuardOptions): SignInGuard {
  const { db, oneTime, lockout, providers, notices, spendHash } = options;
  const userById = (id: string | undefined) =>
    id === undefined ? undefined : db.select().from(users).where(eq(users.id, id)).get();
  /** What the try of a request is counted by; only of those that got as far as that. */
  const counted = new WeakMap<SignInRequest, Try>();
  /** The requests whose code is being tried; not those that were refused before that, by a limit or for their origin. */
  const tryingCode = new WeakSet<SignInRequest>();
  const codeKey = (request: SignInRequest) => `${personOf(request) ?? ''} ${String(request.body.code)}`;

  function ownerOfPasskey({ body }: SignInRequest) {
    const id = credentialIdOf(body.response);
    if (id === undefined) return undefined;
    return db
      .select({ userId: passkeys.userId, email: users.email })
      .from(passkeys)
      .innerJoin(users, eq(users.id, passkeys.userId))
      .where(eq(passkeys.credentialID, id))
      .get();
  }

  /** Whom a request is about, as far as it is certain; with a password at sign-in there is only what was typed. */
  function personOf(request: SignInRequest): string | undefined {
    if (methodOf(request) === undefined) return request.userId;
    if (request.path === '/passkey/verify-authentication') return ownerOfPasskey(request)?.userId;
    return request.path in CODE_METHODS ? request.pendingUserId : undefined;
  }

  /** `id`: whom the entry is about, if it is certain only afterwards. */
  function record(
    request: SignInRequest,
    { after, ...entry }: Pick<AuditEntry, 'action' | 'outcome'> & { readonly after?: object | undefined },
    id = personOf(request),
  ) {
    const typed = typeof request.body.email === 'string' ? request.body.email.slice(0, 254) : '';
    const user = userById(id);
    // Who failed to sign in is not certain; what fails in a session is its owner's.
    const isUncertain = entry.outcome === 'refused' && methodOf(request) !== undefined;
    const actor: Actor =
      user === undefined || isUncertain
        ? SIGN_IN
        : {
            kind: 'user',
            userId: user.id,
            email: user.email,
            name: user.name,
            isInstanceAdmin: user.isInstanceAdmin,
          };
    const target = { kind: 'user', id: user?.id ?? '', name: user?.email ?? typed };
    const signedIn = request.userId === id ? undefined : userById(request.userId);
    recordAudit(
      db,
      { actor, client: request.client },
      {
        ...entry,
        // Whoever has a session and signs in as somebody else may be guessing.
        after: signedIn === undefined ? after : { ...after, besideSessionOf: signedIn.email },
        target,
        teamId: null,
      },
    );
  }

  /** Counts a try at a password before its hash is computed. */
  function countTry(request: SignInRequest, key: string, action: AuditEntry['action']): void {
    const wait = Math.ceil(lockout.reserve(key) / 1_000);
    if (wait === 0) return void counted.set(request, { key, locks: lockout.lockedUntil(key) });
    const after = { method: 'password', reason: 'locked' };
    record(request, { action, outcome: 'refused', after });
    throw new APIError(
      'TOO_MANY_REQUESTS',
      { code: 'ACCOUNT_LOCKED', message: 'Too many failed attempts with this account.' },
      { 'retry-after': String(wait) },
    );
  }

  /** What became of the try that was counted: it stays counted only if the password was wrong. */
  function settleTry(request: SignInRequest, isDone: boolean, isWrong: boolean): void {
    const made = counted.get(request);
    if (made === undefined) return;
    if (isDone) lockout.clear(made.key);
    else if (!isWrong) lockout.giveBack(made.key);
    else if (made.locks !== undefined) tellOfLock(request, made.locks);
  }

  /** Whose password it is; who has none here has nothing to be told of. */
  function tellOfLock(request: SignInRequest, until: Date): void {
    const isAtSignIn = methodOf(request) !== undefined;
    const whose = isAtSignIn
      ? eq(users.email, normalEmail(String(request.body.email)) ?? '')
      : eq(users.id, request.userId ?? '');
    const owner = db
      .select({ id: users.id, email: users.email })
      .from(users)
      .innerJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, CREDENTIAL)))
      .where(whose)
      .get();
    if (owner === undefined || providers.isBoundElsewhere(owner.email)) return;
    notices.tell({ kind: 'locked', until, isAtSignIn }, owner.id, request.client);
  }

  async function beforePassword(request: SignInRequest): Promise<void> {
    const email = normalEmail(String(request.body.email));
    if (email === undefined) return;
    countTry(request, email, 'session.sign_in');
    if (!providers.isBoundElsewhere(email)) return;
    // As slow and as wordless as a wrong password: whether the account exists, and its password, stay unknown.
    await spendHash(String(request.body.password));
    record(request, {
      action: 'session.sign_in',
      outcome: 'refused',
      after: { method: 'password', reason: 'the provider of the domain is enforced' },
    });
    throw APIError.from('UNAUTHORIZED', BASE_ERROR_CODES.INVALID_EMAIL_OR_PASSWORD);
  }

  /** A new password that is too easy is refused before anything is said of the present one, and is no guess at that. */
  async function beforeNewPassword(request: SignInRequest): Promise<void> {
    try {
      await checkNewPassword(String(request.body.newPassword), userById(request.userId) ?? {});
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      settleTry(request, false, false);
      const after = { reason: 'the new password is too easy' };
      record(request, { action: 'password.change', outcome: 'refused', after });
      throw new APIError('BAD_REQUEST', { code: WEAK_PASSWORD, message: thrown.message });
    }
  }

  function beforePasskey(request: SignInRequest): void {
    const owner = ownerOfPasskey(request);
    if (owner === undefined || !providers.isBoundElsewhere(owner.email)) return;
    const after = { method: 'passkey', reason: 'the provider of the domain is enforced' };
    record(request, { action: 'session.sign_in', outcome: 'refused', after });
    throw new APIError('FORBIDDEN', {
      code: 'PROVIDER_ENFORCED',
      message: 'People of this domain sign in with their provider.',
    });
  }

  /** A code is tried once at a time and good once. The same one at the same moment is a second go at the same guess, no replay. */
  function beforeCode(request: SignInRequest): void {
    const key = codeKey(request);
    if (oneTime.claim('totp', key, new Date(Date.now() + CODE_MS))) return void tryingCode.add(request);
    const isUsed = oneTime.peek('totp', key) === USED;
    const action = methodOf(request) === undefined ? 'two_factor.enable' : 'session.sign_in';
    const reason = isUsed ? 'the code was used before' : 'the same code was being tried';
    record(request, { action, outcome: 'refused', after: { reason } });
    if (!isUsed) throw APIError.from('UNAUTHORIZED', TWO_FACTOR_ERROR_CODES.INVALID_CODE);
    const id = personOf(request);
    if (id !== undefined) notices.tell({ kind: 'code used twice' }, id, request.client);
    throw new APIError('UNAUTHORIZED', { code: 'CODE_USED', message: 'This code was used already.' });
  }

  function afterCode(request: SignInRequest, isDone: boolean): void {
    if (!tryingCode.has(request)) return;
    const key = codeKey(request);
    if (isDone) oneTime.put('totp', key, USED, new Date(Date.now() + CODE_MS));
    else oneTime.take('totp', key);
  }

  return {
    async before(request) {
      if (request.path === '/sign-in/email') return await beforePassword(request);
      const asks = ASKS_PASSWORD[request.path];
      if (asks !== undefined && request.userId !== undefined) {
        countTry(request, lockoutKeyOf(request.userId), asks);
        return request.path === '/change-password' ? await beforeNewPassword(request) : undefined;
      }
      if (request.path === '/passkey/verify-authentication') return beforePasskey(request);
      if (request.path === '/two-factor/verify-totp') beforeCode(request);
    },

    after(request, { status, code, userId, asksSecondFactor, wasRefusedHere }) {
      if (wasRefusedHere) return;
      const { path } = request;
      const isDone = status < 300 || (status === 302 && userId !== undefined);
      const method = methodOf(request);
      settleTry(request, isDone, status === 401 || code === INVALID_PASSWORD);
      afterCode(request, isDone);
      if (method !== undefined) {
        if (isDone && userId !== undefined)
          record(request, { action: 'session.sign_in', after: { method } }, userId);
        // A failure at a provider is recorded where its reason is known, and a first factor alone is no sign-in.
        else if (!isDone && path !== '/oidc/*/callback' && !asksSecondFactor)
          record(request, { action: 'session.sign_in', outcome: 'refused', after: { method } });
        return;
      }
      const action = ACTIONS[path] ?? (code === INVALID_PASSWORD ? ASKS_PASSWORD[path] : undefined);
      if (action === undefined || request.userId === undefined) return;
      const after = typeof request.body.name === 'string' ? { name: request.body.name } : undefined;
      record(request, { action, outcome: isDone ? 'done' : 'refused', after });
      const notice = isDone ? NOTICES[path] : undefined;
      if (notice !== undefined) notices.tell(notice, request.userId, request.client);
    },
  };
}

/** How somebody signs in with a request; undefined: it is about the session of who is signed in. */
function methodOf({ path, userId }: SignInRequest): string | undefined {
  return METHODS[path] ?? (userId === undefined ? CODE_METHODS[path] : undefined);
}

/**
 * Who has given the first factor, by the challenge's identifier. It is from a cookie that only Better Auth checks: good for saying
 * whom an attempt is about, and for letting nobody in.
 */
export function pendingUserOf(db: Database, identifier: string | undefined): string | undefined {
  if (identifier === undefined) return undefined;
  return db
    .select({ value: verifications.value })
    .from(verifications)
    .where(eq(verifications.identifier, identifier))
    .get()?.value;
}
