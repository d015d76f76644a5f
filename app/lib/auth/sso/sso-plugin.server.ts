// The two endpoints of a sign-in at a provider, inside Better Auth so that its cookies and sessions are the same as any other's.
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import * as oidc from 'openid-client';
import type { Logger } from 'pino';
import { z } from 'zod';
import { recordAudit } from '../../audit/record.server.ts';
import type { Database } from '../../db/db.server.ts';
import type { SafeFetch } from '../../net/safe-fetch.server.ts';
import type { CredentialNotices } from '../credential-notices.server.ts';
import type { OneTime } from '../one-time.server.ts';
import { safeRedirect } from '../safe-redirect.ts';
import { SIGN_IN } from '../sign-in-guard.server.ts';
import type { Caller } from '../tenant.server.ts';
import { admit } from './admit.server.ts';
import { authorizationUrl, type ProviderAccess, profileOf } from './ask-provider.server.ts';
import { SsoFailure } from './failure.ts';
import type { IdentityProviders } from './providers.server.ts';

interface SsoOptions {
  readonly db: Database;
  /** The address people use: where providers send them back to. */
  readonly url: string;
  readonly providers: IdentityProviders;
  readonly oneTime: OneTime;
  readonly notices: CredentialNotices;
  readonly safeFetch: SafeFetch;
  readonly allowedHosts: readonly string[];
  readonly log: Logger;
  /** From where a request comes. */
  readonly clientOf: (headers: Headers) => Caller['client'];
}

/** How long a person may take at the provider. */
const PENDING_MS = 10 * 60_000;

const pendingSignIn = z.object({
  providerId: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  redirect: z.string(),
});

/** Where a provider sends people back to; its administrator has to know this address. */
export function callbackUrl(url: string, providerId: string): string {
  return `${url}/api/auth/oidc/${providerId}/callback`;
}

/** `GET /oidc/<id>/start?redirect=` and `GET /oidc/<id>/callback`, and the state between them: one cookie each, good for one use. */
export function ssoPlugin(options: SsoOptions) {
  const { db, url, providers, oneTime, notices, log, clientOf } = options;

  function accessTo(providerId: string): ProviderAccess {
    const provider = providers.get(providerId);
    if (provider === undefined || !provider.isEnabled)
      throw new SsoFailure('unknown_provider', `no enabled provider ${providerId}`);
    return {
      provider,
      clientSecret: providers.secretOf(providerId),
      safeFetch: options.safeFetch,
      allowedHosts: options.allowedHosts,
    };
  }

  /** The page that says what went wrong; the reason is one of a few words, and nothing that a provider said. */
  function failed(thrown: unknown, providerId: string, client: Caller['client'], redirect: string): string {
    const failure =
      thrown instanceof SsoFailure ? thrown : new SsoFailure('untrusted', String(thrown), { cause: thrown });
    const { reason, message: detail, email } = failure;
    log.warn({ providerId, reason, detail }, 'sign-in at a provider failed');
    recordAudit(
      db,
      { actor: SIGN_IN, client },
      {
        action: 'session.sign_in',
        target: { kind: 'user', id: '', name: email },
        after: { method: 'provider', provider: providers.get(providerId)?.name ?? providerId, reason },
        outcome: 'refused',
        teamId: null,
      },
    );
    const back = redirect === '/' ? '' : `&redirect=${encodeURIComponent(redirect)}`;
    return `${url}/login?failure=${reason}${back}`;
  }

  const start = createAuthEndpoint(
    '/oidc/:providerId/start',
    {
      method: 'GET',
      query: z.object({ redirect: z.string().max(4_000).optional(), moved: z.literal('1').optional() }),
    },
    async (ctx) => {
      const { providerId } = ctx.params;
      const redirect = safeRedirect(ctx.query.redirect);
      // The cookie has to be of the host that the provider sends people back to. Once only: a proxy may have changed the name.
      if (ctx.query.moved === undefined && isElsewhere(ctx.headers?.get('host'), url)) {
        const query = new URLSearchParams({ moved: '1', ...(redirect !== '/' && { redirect }) });
        ctx.setHeader('location', `${url}/api/auth/oidc/${encodeURIComponent(providerId)}/start?${query}`);
        ctx.setStatus(302);
        return null;
      }
      try {
        const access = accessTo(providerId);
        const state = oidc.randomState();
        const pending = { providerId, verifier: oidc.randomPKCECodeVerifier(), nonce: oidc.randomNonce() };
        const target = await authorizationUrl(access, { ...pending, state }, callbackUrl(url, providerId));
        const until = new Date(Date.now() + PENDING_MS);
        oneTime.put('oidc', state, JSON.stringify({ ...pending, redirect }), until);
        const cookie = ctx.context.createAuthCookie(cookieName(state), { maxAge: PENDING_MS / 1_000 });
        await ctx.setSignedCookie(cookie.name, state, ctx.context.secret, cookie.attributes);
        ctx.setHeader('location', target.href);
      } catch (thrown) {
        ctx.setHeader(
          'location',
          failed(thrown, providerId, clientOf(ctx.headers ?? new Headers()), redirect),
        );
      }
      ctx.setStatus(302);
      return null;
    },
  );

  const callback = createAuthEndpoint(
    '/oidc/:providerId/callback',
    { method: 'GET', query: z.record(z.string(), z.string()) },
    async (ctx) => {
      const { providerId } = ctx.params;
      const client = clientOf(ctx.headers ?? new Headers());
      let redirect = '/';
      try {
        const state = ctx.query.state ?? '';
        const cookie = ctx.context.createAuthCookie(cookieName(state));
        // The cookie ties the answer to the browser that asked: nobody else's answer can be slipped in.
        const fromCookie = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
        ctx.setCookie(cookie.name, '', { ...cookie.attributes, maxAge: 0 });
        const kept = fromCookie === state && state !== '' ? oneTime.take('oidc', state) : undefined;
        if (kept === undefined) throw new SsoFailure('expired', 'no such state in this browser');
        const pending = pendingSignIn.parse(JSON.parse(kept));
        redirect = safeRedirect(pending.redirect);
        if (pending.providerId !== providerId)
          throw new SsoFailure('untrusted', 'the state is of another provider');
        const access = accessTo(providerId);
        const current = new URL(callbackUrl(url, providerId));
        current.search = new URLSearchParams(ctx.query).toString();
        const profile = await profileOf(access, { ...pending, state }, current);
        const { userId, isLinked } = admit(db, access.provider, profile, client);
        const user = await ctx.context.internalAdapter.findUserById(userId);
        const session =
          user && (await ctx.context.internalAdapter.createSession(userId, false, { providerId }));
        if (!session) throw new SsoFailure('untrusted', 'the session could not be made');
        await setSessionCookie(ctx, { session, user });
        const event = { kind: 'provider linked', provider: access.provider.name } as const;
        if (isLinked) notices.tell(event, userId, client);
        ctx.setHeader('location', `${url}${redirect}`);
      } catch (thrown) {
        ctx.setHeader('location', failed(thrown, providerId, client, redirect));
      }
      ctx.setStatus(302);
      return null;
    },
  );

  return { id: 'sso', endpoints: { startSso: start, finishSso: callback } };
}

/** Whether a request was sent to another host than that of the address which people use. */
function isElsewhere(host: string | null | undefined, url: string): boolean {
  return host != null && host.toLowerCase() !== new URL(url).host;
}

/** One for each attempt, so that two tabs do not disturb each other. */
function cookieName(state: string): string {
  return `sso_${state.slice(0, 12).replace(/[^A-Za-z0-9_-]/g, '')}`;
}
