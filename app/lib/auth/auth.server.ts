// Signing in with e-mail and password: Better Auth, with only the endpoints that Maple uses.
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { APIError } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { tanstackStartCookies } from 'better-auth/tanstack-start';
import type { Logger } from 'pino';
import { accounts, rateLimits, sessions, users, verifications } from '#drizzle/schema.ts';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../config.server.ts';
import { AppError } from '../core/errors.ts';
import type { Database } from '../db/db.server.ts';
import { CLIENT_ADDRESS_HEADER, createClientAddress } from './client-address.ts';
import { ownOrigins } from './origin.ts';

/** The person behind a session. */
export interface SignedInUser {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

/** What the rest of the program needs of sign-in. */
export interface Auth {
  /** Answers everything under `/api/auth/`. */
  handler(request: Request): Promise<Response>;
  /** Who the session cookie in these headers belongs to, or undefined. */
  signedInUser(headers: Headers): Promise<SignedInUser | undefined>;
}

interface AuthOptions {
  readonly db: Database;
  /** The address people use; decides whether cookies are `Secure`. */
  readonly url: string;
  /** Signs the cookies. */
  readonly secret: string;
  readonly log: Logger;
  /** Addresses and networks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
}

const BASE_PATH = '/api/auth';
const DAY_S = 24 * 60 * 60;

/** Better Auth has many more; what no page uses is not there. Sign-up is not among them: people join by set-up. */
const ENDPOINTS = new Set([
  'GET /get-session',
  'GET /list-sessions',
  'POST /change-password',
  'POST /revoke-other-sessions',
  'POST /revoke-session',
  'POST /sign-in/email',
  'POST /sign-out',
  'POST /update-user',
]);

/** Sets up sign-in over the database. Sessions are read from it on every request, so ending one works at once. */
export function createAuth({ db, url, secret, log, trustedProxies = [] }: AuthOptions): Auth {
  const clientAddress = createClientAddress(trustedProxies);
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
      },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
    },
    session: { expiresIn: 30 * DAY_S, updateAge: DAY_S },
    trustedOrigins: (request) => (request ? ownOrigins(request.headers, url) : [url]),
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/change-password': { window: 60, max: 5 },
      },
    },
    advanced: {
      cookiePrefix: 'maple',
      useSecureCookies: url.startsWith('https://'),
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    onAPIError: {
      onError: (error) => {
        // What a client did wrong is in the sign-in line; a failed query's own message would hold its parameters.
        if (error instanceof APIError && error.statusCode < 500) return;
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
    // Must stay the last plugin: it copies the cookies that the others set.
    plugins: [tanstackStartCookies()],
  });

  return {
    async handler(request) {
      const path = new URL(request.url).pathname.slice(BASE_PATH.length);
      if (!ENDPOINTS.has(`${request.method} ${path}`)) {
        const error = new AppError('not_found', 'There is no such sign-in endpoint.');
        return Response.json({ error }, { status: error.status, headers: { 'cache-control': 'no-store' } });
      }
      const socketAddress = request.headers.get(CLIENT_ADDRESS_HEADER) ?? '';
      const address = clientAddress(socketAddress, request.headers.get('x-forwarded-for'));
      request.headers.set(CLIENT_ADDRESS_HEADER, address);
      const response = await auth.handler(request);
      const headers = new Headers(response.headers);
      headers.set('cache-control', 'no-store');
      const wait = headers.get('x-retry-after');
      if (wait !== null) headers.set('retry-after', wait);
      if (path === '/sign-in/email') log.info({ status: response.status, address }, 'sign-in attempt');
      return new Response(response.body, {
        status: response.status,
        statusText: response.statusText,
        headers,
      });
    },

    async signedInUser(headers) {
      if (!headers.has('cookie')) return undefined;
      const found = await auth.api.getSession({ headers });
      if (found === null) return undefined;
      return { userId: found.user.id, email: found.user.email, name: found.user.name };
    },
  };
}
