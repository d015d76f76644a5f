// Asks a provider who somebody is: OpenID Connect with code, PKCE, state and nonce; every answer is checked, signatures too.
import * as oidc from 'openid-client';
import { AppError } from '../../core/errors.ts';
import { isLoopbackHost } from '../../net/loopback.ts';
import type { SafeFetch } from '../../net/safe-fetch.server.ts';
import { SsoFailure } from './failure.ts';
import { githubConfiguration, githubProfile } from './github.server.ts';
import { groupsIn } from './membership.ts';
import type { IdentityProvider } from './providers.server.ts';

/** What has to be kept between the two halves of a sign-in. */
export interface PendingSignIn {
  readonly providerId: string;
  readonly verifier: string;
  readonly nonce: string;
}

/** Who somebody is, as a provider says. */
export interface ProviderProfile {
  /** Never changes and is never given to anybody else at this provider. */
  readonly subject: string;
  /** As the provider writes it. */
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly name: string;
  readonly groups: readonly string[];
}

/** How to reach a provider, with its secret in the open. */
export interface ProviderAccess {
  readonly provider: IdentityProvider;
  readonly clientSecret: string;
  readonly safeFetch: SafeFetch;
  /** Hosts that http:// will do for: the operator listed them as private. */
  readonly allowedHosts: readonly string[];
}

/** For each request to a provider, in seconds. */
const TIMEOUT_S = 10;

/**
 * The address where a person signs in at the provider. Throws an SsoFailure `unreachable`, `slow` or `untrusted` when the provider
 * cannot say where that is.
 */
export async function authorizationUrl(
  access: ProviderAccess,
  pending: PendingSignIn & { readonly state: string },
  redirectUri: string,
): Promise<URL> {
  const configuration = await configurationOf(access);
  const { preset, settings } = access.provider;
  return oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: preset === 'github' ? 'read:user user:email read:org' : settings.scopes.join(' '),
    state: pending.state,
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    ...(preset !== 'github' && { nonce: pending.nonce }),
  });
}

/** Who came back to `current` (with code and state). Throws an SsoFailure for every answer that is missing, late or false. */
export async function profileOf(
  access: ProviderAccess,
  pending: PendingSignIn & { readonly state: string },
  current: URL,
): Promise<ProviderProfile> {
  const configuration = await configurationOf(access);
  const isGithub = access.provider.preset === 'github';
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, current, {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.state,
      ...(!isGithub && { expectedNonce: pending.nonce, idTokenExpected: true }),
    });
    if (isGithub) return await githubProfile(access, tokens.access_token);
    const claims = tokens.claims();
    if (claims === undefined) throw new SsoFailure('untrusted', 'there is no ID token');
    return await withUserInfo(access, configuration, tokens.access_token, claims);
  } catch (thrown) {
    throw toFailure(thrown);
  }
}

/** Whether a provider answers and can be trusted, as far as that shows before anybody signs in. Throws an SsoFailure. */
export async function testProvider(access: ProviderAccess): Promise<{ readonly notes: readonly string[] }> {
  const configuration = await configurationOf(access);
  if (access.provider.preset === 'github')
    return {
      notes: ['GitHub has no description of itself: the client id and secret show when somebody signs in.'],
    };
  const { jwks_uri: keys, scopes_supported: scopes = [], userinfo_endpoint } = configuration.serverMetadata();
  const response = keys === undefined ? undefined : await access.safeFetch(keys).catch(() => undefined);
  if (!response?.ok)
    throw new SsoFailure('untrusted', 'the provider has no keys to check its signatures with');
  const missing = access.provider.settings.scopes.filter(
    (scope) => scopes.length > 0 && !scopes.includes(scope),
  );
  return {
    notes: [
      ...(missing.length > 0 ? [`It does not say that it knows the scopes ${missing.join(', ')}.`] : []),
      ...(userinfo_endpoint === undefined
        ? ['It has no userinfo endpoint: the ID token must hold email and groups.']
        : []),
    ],
  };
}

/** What the ID token leaves out is asked for, of the same subject. */
async function withUserInfo(
  { provider }: ProviderAccess,
  configuration: oidc.Configuration,
  accessToken: string,
  claims: oidc.IDToken,
): Promise<ProviderProfile> {
  const { groupsClaim } = provider.settings;
  const isComplete =
    typeof claims.email === 'string' &&
    typeof claims.name === 'string' &&
    (groupsClaim === '' || groupsIn(claims, groupsClaim).length > 0);
  const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined;
  const more: Record<string, unknown> =
    isComplete || !hasUserInfo ? {} : await oidc.fetchUserInfo(configuration, accessToken, claims.sub);
  // Who vouches for an address is who names it: both come from the same answer.
  const { email, email_verified: verified } =
    typeof claims.email === 'string' ? (claims as Record<string, unknown>) : more;
  const name = [claims.name, more.name].find((text) => typeof text === 'string' && text.trim() !== '');
  const groups = groupsIn(claims, groupsClaim);
  return {
    subject: claims.sub,
    email: typeof email === 'string' ? email : '',
    // Some send it as a text.
    isEmailVerified: verified === true || verified === 'true',
    name: typeof name === 'string' ? name.trim().slice(0, 100) : '',
    groups: groups.length > 0 ? groups : groupsIn(more, groupsClaim),
  };
}

/**
 * Finds out where the provider's endpoints and keys are. It is asked anew for each sign-in, which costs two small requests and
 * means that new keys and addresses count at once.
 */
async function configurationOf(access: ProviderAccess): Promise<oidc.Configuration> {
  const { provider, clientSecret, safeFetch, allowedHosts } = access;
  const issuer = new URL(provider.issuer);
  const isPlain = issuer.protocol === 'http:';
  const host = issuer.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isPlain && !isLoopbackHost(host) && !allowedHosts.includes(host))
    throw new SsoFailure(
      'untrusted',
      `${provider.issuer} is not https, and MAPLE_ALLOWED_HOSTS does not name it`,
    );
  const customFetch: oidc.CustomFetch = (url, { method, headers, body, signal }) =>
    safeFetch(url, {
      method,
      headers,
      body: body instanceof URLSearchParams || typeof body === 'string' ? body : null,
      // Neither a token nor a key is where a provider redirects to.
      redirect: 'manual',
      signal: signal ?? null,
    });
  try {
    if (provider.preset === 'github') {
      const configuration = githubConfiguration(provider, clientSecret);
      configuration[oidc.customFetch] = customFetch;
      configuration.timeout = TIMEOUT_S;
      if (isPlain) oidc.allowInsecureRequests(configuration);
      return configuration;
    }
    return await oidc.discovery(issuer, provider.clientId, { client_secret: clientSecret }, undefined, {
      [oidc.customFetch]: customFetch,
      timeout: TIMEOUT_S,
      // Without it the ID token's signature would be left to TLS alone.
      execute: [oidc.enableNonRepudiationChecks, ...(isPlain ? [oidc.allowInsecureRequests] : [])],
    });
  } catch (thrown) {
    throw toFailure(thrown);
  }
}

function toFailure(thrown: unknown): SsoFailure {
  if (thrown instanceof SsoFailure) return thrown;
  const chain = causesOf(thrown);
  const detail = chain.map((error) => error.message).join(': ');
  const fail = (reason: SsoFailure['reason']) => new SsoFailure(reason, detail, { cause: thrown });
  const ours = chain.find((error) => error instanceof AppError);
  if (ours) return fail(ours.code === 'timeout' || ours.code === 'cancelled' ? 'slow' : 'unreachable');
  if (chain.some(({ name }) => name === 'TimeoutError')) return fail('slow');
  if (thrown instanceof oidc.AuthorizationResponseError)
    return fail(thrown.error === 'access_denied' ? 'cancelled' : 'refused');
  if (thrown instanceof oidc.ResponseBodyError || thrown instanceof oidc.WWWAuthenticateChallengeError)
    return fail('refused');
  const isBroken = chain.some((error) => 'code' in error && error.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM');
  return fail(isBroken ? 'unreachable' : 'untrusted');
}

function causesOf(thrown: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = thrown; at instanceof Error && chain.length < 8; at = at.cause) chain.push(at);
  return chain;
}
