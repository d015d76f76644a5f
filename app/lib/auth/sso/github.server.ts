// GitHub speaks OAuth but not OpenID Connect: who somebody is comes from its API. Organisations and teams are the groups.
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { ProviderAccess, ProviderProfile } from './ask-provider.server.ts';
import { SsoFailure } from './failure.ts';
import type { IdentityProvider } from './providers.server.ts';

const user = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() });
const emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));
const orgs = z.array(z.object({ login: z.string() }));
const teams = z.array(z.object({ slug: z.string(), organization: z.object({ login: z.string() }) }));

/** Endpoints of github.com, or of a GitHub Enterprise server at the issuer's address. */
export function githubConfiguration(provider: IdentityProvider, clientSecret: string): oidc.Configuration {
  const base = provider.issuer.replace(/\/$/, '');
  return new oidc.Configuration(
    {
      issuer: `${base}/login/oauth`,
      authorization_endpoint: `${base}/login/oauth/authorize`,
      token_endpoint: `${base}/login/oauth/access_token`,
    },
    provider.clientId,
    { client_secret: clientSecret },
    oidc.ClientSecretPost(clientSecret),
  );
}

/** The profile behind an access token. Groups are `org` and `org/team`. */
export async function githubProfile(access: ProviderAccess, accessToken: string): Promise<ProviderProfile> {
  const base = access.provider.issuer.replace(/\/$/, '');
  const api = new URL(base).hostname === 'github.com' ? 'https://api.github.com' : `${base}/api/v3`;
  const ask = async <Answer>(path: string, schema: z.ZodType<Answer>): Promise<Answer> => {
    const response = await access.safeFetch(`${api}${path}`, {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/vnd.github+json' },
      redirect: 'error',
    });
    if (!response.ok) throw new SsoFailure('refused', `${path} answered ${response.status}`);
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw new SsoFailure('untrusted', `${path} answered something else`);
    return parsed.data;
  };
  const [me, addresses, myOrgs, myTeams] = await Promise.all([
    ask('/user', user),
    ask('/user/emails', emails),
    ask('/user/orgs?per_page=100', orgs),
    ask('/user/teams?per_page=100', teams),
  ]);
  const primary = addresses.find((address) => address.primary);
  return {
    subject: String(me.id),
    email: primary?.email ?? '',
    isEmailVerified: primary?.verified ?? false,
    name: (me.name ?? me.login).trim().slice(0, 100),
    groups: [
      ...myOrgs.map(({ login }) => login),
      ...myTeams.map(({ slug, organization }) => `${organization.login}/${slug}`),
    ],
  };
}
