// Signing in: Better Auth with only the endpoints that Maple uses, and what it leaves open around it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { passkey } from '@better-auth/passkey';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api';
import { parseCookies } from 'better-auth/cookies';
import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { tanstackStartCookies } from 'better-auth/tanstack-start';
import type { Logger } from 'pino';
import {
  accounts,
  passkeys,
  rateLimits,
  sessions,
  twoFactors,
  users,
  verifications,
} from '#drizzle/schema.ts';
import { AppError } from '../core/errors.ts';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../core/password.ts';
import type { Database } from '../db/db.server.ts';
import { createMailer, type Mailer } from '../net/mail.server.ts';
import { createAddressPolicy } from '../net/safe-address.ts';
import { createSafeFetch } from '../net/safe-fetch.server.ts';
import { CLIENT_ADDRESS_HEADER, createClientAddress } from './client-address.ts';
import { createCredentialNotices } from './credential-notices.server.ts';
import { endpointOf } from './endpoints.ts';
import { createLockout } from './lockout.server.ts';
import { createOneTime } from './one-time.server.ts';
import { ownOrigins } from './origin.ts';
import { passkeyHost } from './passkey-host.ts';
import { createPasswords } from './passwords.server.ts';
import type { IdentityProviderInput } from './provider-settings.ts';
import { newRecoveryCodes } from './recovery-codes.ts';
import { createReset, type Reset } from './reset.server.ts';
import { resetPlugin } from './reset-plugin.server.ts';
import { createSealer, type Sealer } from './seal.server.ts';
import { hasSecondFactor } from './second-factor.ts';
import { LIFETIME, type SessionLifetime } from './session-lifetime.ts';
import {
  type Asking,
  endIfOld,
  noteProof,
  originOf,
  sessionOptions,
  shortenSessions,
} from './sessions.server.ts';
import { createSignInGuard, pendingUserOf } from './sign-in-guard.server.ts';
import { testProvider } from './sso/ask-provider.server.ts';
import { failureText, SsoFailure } from './sso/failure.ts';
import { createIdentityProviders, type IdentityProviders } from './sso/providers.server.ts';
import { ssoPlugin } from './sso/sso-plugin.server.ts';

/** The person behind a session. */
export interface SignedInUser {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  /** Whether more than a password stands behind this session. */
  readonly hasSecondFactor: boolean;
}

/** What the rest of the program needs of sign-in. */
export interface Auth {
  /** Answers everything under `/api/auth/`. */
  handler(request: Request): Promise<Response>;
  /** Who the session cookie in these headers belongs to, or undefined. */
  signedInUser(headers: Headers): Promise<SignedInUser | undefined>;
  /** The id of the session of these headers, or undefined. */
  sessionId(headers: Headers): Promise<string | undefined>;
  /** How long sessions last. */
  readonly lifetime: SessionLifetime;
  readonly providers: IdentityProviders;
  readonly reset: Reset;
  /** What to keep of a password that somebody chose; it was judged before. */
  hashPassword(password: string): Promise<string>;
  /** Tries a provider before it is saved; without a secret, with that of `id`. Throws `unavailable` with what went wrong, `bad_request` without a secret to use. */
  testProvider(input: IdentityProviderInput, id?: string): Promise<{ readonly notes: readonly string[] }>;
}

interface AuthOptions {
  readonly db: Database;
  /** The address people use; decides whether cookies are `Secure`. */
  readonly url: string;
  /** Signs the cookies. */
  readonly secret: string;
  readonly log: Logger;
  /** Seals the secrets of providers and the hashes of passwords; made from `secret` if left out. */
  readonly sealer?: Sealer;
  /** None: no mail is sent. */
  readonly mailer?: Mailer;
  /** Addresses and networks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  /** Private hosts and networks where identity providers may be. */
  readonly allowedHosts?: readonly string[];
  /** `LIFETIME` if left out. */
  readonly lifetime?: SessionLifetime;
}

const BASE_PATH = '/api/auth';
const LONGEST_BODY = 64 * 1024;

/** Sets up sign-in over the database. Sessions are read from it on every request, so ending one works at once. */
export function createAuth(options: AuthOptions): Auth {
  const { db, url, secret, log, trustedProxies = [], allowedHosts = [], lifetime = LIFETIME } = options;
  const clientAddress = createClientAddress(trustedProxies);
  const clientOf = (headers: Headers) => ({
    address: headers.get(CLIENT_ADDRESS_HEADER) ?? '',
    userAgent: headers.get('user-agent') ?? '',
  });
  const oneTime = createOneTime(db);
  const lockout = createLockout(oneTime);
  const sealer = options.sealer ?? createSealer(secret);
  const passwords = createPasswords(sealer);
  const providers = createIdentityProviders(db, sealer);
  const mailer = options.mailer ?? createMailer(undefined);
  const notices = createCredentialNotices({ db, url, mailer, log });
  const reset = createReset({ db, url, mailer, oneTime, lockout, providers, notices, passwords, log });
  const safeFetch = createSafeFetch({ policy: createAddressPolicy(allowedHosts) });
  const guard = createSignInGuard({ db, oneTime, lockout, providers, notices, spendHash: passwords.hash });
  const keyHost = passkeyHost(url);
  const isTls = url.startsWith('https://');
  /** The request that Better Auth is answering. */
  const asking = new AsyncLocalStorage<Asking & { isRefused: boolean }>();
  shortenSessions(db, lifetime);
  const auth = betterAuth({
    appName: 'Maple',
    baseURL: url,
    basePath: BASE_PATH,
    secret,
    database: drizzleAdapter(db, {
      provider: 'sqlite',
      schema: {
        user: users,
        session: sessions,
        account: accounts,
        verification: verifications,
        rateLimit: rateLimits,
        twoFactor: twoFactors,
        passkey: passkeys,
      },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
      password: passwords,
    },
    ...sessionOptions(lifetime, () => asking.getStore()),
    trustedOrigins: (request) => (request ? ownOrigins(request.headers, url) : [url]),
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/change-password': { window: 60, max: 5 },
        '/reset/request': { window: 60, max: 5 },
        '/reset/complete': { window: 60, max: 10 },
        '/two-factor/*': { window: 60, max: 20 },
        '/passkey/verify-authentication': { window: 60, max: 20 },
        '/oidc/*': { window: 60, max: 30 },
      },
    },
    advanced: {
      // Over https no other host of the same domain can set a cookie of this name.
      cookiePrefix: isTls ? '__Host-maple' : 'maple',
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isTls },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    onAPIError: {
      onError: (error) => {
        // What a client did wrong is in the sign-in line; a failed query's own message would hold its parameters.
        if (isAPIError(error) && error.statusCode < 500) return;
        log.error({ err: error instanceof Error ? (error.cause ?? error) : error }, 'sign-in failed');
      },
    },
    logger: {
      level: 'warn',
      // Its further arguments can hold e-mail addresses, so only errors among them are kept.
      log: (level, message, ...details) => {
        const err = details.find((detail) => detail instanceof Error);
        log[level === 'error' || level === 'warn' ? 'warn' : 'debug']({ err }, `sign-in: ${message}`);
      },
    },
    hooks: {
      before: createAuthMiddleware(async () => {
        const asked = asking.getStore();
        if (asked === undefined) return;
        asked.isRefused = true;
        await guard.before(asked.request);
        asked.isRefused = false;
      }),
    },
    plugins: [
      twoFactor({
        issuer: 'Maple',
        totpOptions: { digits: 6, period: 30 },
        backupCodeOptions: { customBackupCodesGenerate: newRecoveryCodes },
      }),
      passkey({
        rpName: 'Maple',
        ...(keyHost && { rpID: keyHost.rpId, origin: keyHost.origin }),
        // A passkey stands for both factors, so the device has to check who holds it.
        authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
        registration: {
          // Such a one could not sign in, and would not be a second factor.
          afterVerification: async ({ verification }) => {
            if (!verification.registrationInfo?.userVerified)
              throw new APIError('UNAUTHORIZED', { message: 'The device did not check who holds it.' });
          },
        },
        authentication: {
          afterVerification: async ({ verification }) => {
            if (!verification.authenticationInfo.userVerified)
              throw new APIError('UNAUTHORIZED', { message: 'The device did not check who holds it.' });
          },
        },
      }),
      resetPlugin(reset, clientOf),
      ssoPlugin({ db, url, providers, oneTime, notices, safeFetch, allowedHosts, log, clientOf }),
      // Must stay the last plugin: it copies the cookies that the others set.
      tanstackStartCookies(),
    ],
  });

  async function signedIn(headers: Headers) {
    if (!headers.has('cookie')) return undefined;
    const found = await auth.api.getSession({ headers });
    if (!found) return undefined;
    return endIfOld(db, found.session, lifetime) ? undefined : found;
  }

  /** Who has given the first factor only. */
  function pendingUser(headers: Headers): string | undefined {
    const cookies = parseCookies(headers.get('cookie') ?? '');
    const name = [...cookies.keys()].find((key) => key.endsWith('maple.two_factor'));
    const value = decoded(cookies.get(name ?? '') ?? '');
    return pendingUserOf(db, value.slice(0, Math.max(0, value.lastIndexOf('.'))) || undefined);
  }

  return {
    lifetime,
    providers,
    reset,
    hashPassword: passwords.hash,

    async testProvider(input, id) {
      const clientSecret = providers.secretToTry(input, id);
      const { clientSecret: _, ...provider } = input;
      try {
        return await testProvider({
          provider: { id: id ?? '', ...provider },
          clientSecret,
          safeFetch,
          allowedHosts,
        });
      } catch (thrown) {
        if (!(thrown instanceof SsoFailure)) throw thrown;
        const said = thrown.message.slice(0, 300);
        throw new AppError('unavailable', failureText(thrown.reason) ?? '', { cause: thrown, hint: said });
      }
    },

    async handler(request) {
      const { pathname } = new URL(request.url);
      const endpoint = endpointOf(request.method, pathname.slice(BASE_PATH.length));
      if (endpoint === undefined)
        return refusal(new AppError('not_found', 'There is no such sign-in endpoint.'));
      if (request.method === 'POST' && !isJson(request.headers.get('content-type')))
        return refusal(new AppError('unsupported_media_type', 'Send JSON, with its content type.'));
      const body = await bodyOf(request);
      const parsed = endpoint.body.safeParse(body);
      if (!parsed.success) return refusal(new AppError('bad_request', 'The request is not as expected.'));
      const forwarded = request.headers.get('x-forwarded-for');
      const address = clientAddress(request.headers.get(CLIENT_ADDRESS_HEADER) ?? '', forwarded);
      const headers = new Headers(request.headers);
      headers.set(CLIENT_ADDRESS_HEADER, address);
      headers.delete('content-length');
      const current = await signedIn(headers);
      const asked = {
        path: endpoint.path,
        body: parsed.data as Record<string, unknown>,
        client: clientOf(headers),
        userId: current?.user.id,
        pendingUserId: pendingUser(headers),
      };
      const state = { request: asked, isRefused: false, session: current && originOf(current.session) };
      const sent = new Request(request.url, {
        method: request.method,
        headers,
        ...(request.method === 'POST' && { body: JSON.stringify(parsed.data) }),
      });
      const response = await asking.run(state, () => auth.handler(sent));
      const answer = new Headers(response.headers);
      answer.set('cache-control', 'no-store');
      const wait = answer.get('x-retry-after');
      if (wait !== null) answer.set('retry-after', wait);
      if (response.ok && current !== undefined) noteProof(db, asked, current.session);
      const text = response.status === 302 ? null : await response.text();
      guard.after(asked, {
        status: response.status,
        code: /"code":"(\w{1,80})"/.exec(response.ok ? '' : (text ?? ''))?.[1],
        userId: (await signedIn(cookiesOf(answer)))?.user.id,
        asksSecondFactor: text?.includes('"twoFactorRedirect":true') ?? false,
        wasRefusedHere: state.isRefused,
      });
      if (endpoint.path === '/sign-in/email')
        log.info({ status: response.status, address }, 'sign-in attempt');
      return new Response(text, {
        status: response.status,
        statusText: response.statusText,
        headers: answer,
      });
    },

    async signedInUser(headers) {
      const found = await signedIn(headers);
      if (found === undefined) return undefined;
      const { user, session } = found;
      return {
        userId: user.id,
        email: user.email,
        name: user.name,
        hasSecondFactor: hasSecondFactor(originOf(session).method, user.twoFactorEnabled === true),
      };
    },

    sessionId: async (headers) => (await signedIn(headers))?.session.id,
  };
}

/** Any other type a form of another site could send without asking first. */
function isJson(type: string | null): boolean {
  return /^application\/json\s*(?:;|$)/i.test(type ?? '');
}

/** What a client sent as JSON; undefined when it is none, or too long. */
async function bodyOf(request: Request): Promise<unknown> {
  if (request.method !== 'POST') return {};
  const text = await request.text();
  if (text.length > LONGEST_BODY) return undefined;
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    // Not JSON is one more way for a body not to be as expected.
    return undefined;
  }
}

/** The cookies of an answer as the browser would send them next. */
function cookiesOf(answer: Headers): Headers {
  const pairs = answer
    .getSetCookie()
    .filter((cookie) => !/;\s*max-age=0/i.test(cookie))
    .map((cookie) => cookie.split(';', 1)[0]);
  return new Headers(pairs.length > 0 ? { cookie: pairs.join('; ') } : {});
}

function refusal(error: AppError): Response {
  return Response.json({ error }, { status: error.status, headers: { 'cache-control': 'no-store' } });
}

/** The text of a cookie; as it is when it was never encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A cookie that somebody made up: it names nobody.
    return text;
  }
}
