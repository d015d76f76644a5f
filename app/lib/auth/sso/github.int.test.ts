// GitHub's OAuth and API, as its documentation describes them, played by a small server: organisations and teams are the groups.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAddressPolicy } from '../../net/safe-address.ts';
import { createSafeFetch } from '../../net/safe-fetch.server.ts';
import { identityProviderInput } from '../provider-settings.ts';
import { authorizationUrl, profileOf } from './ask-provider.server.ts';

let server: Server;
let base: string;
let api: Record<string, unknown>;
const seen: string[] = [];

beforeEach(async () => {
  seen.length = 0;
  api = {
    '/login/oauth/access_token': { access_token: 'gho_1', token_type: 'bearer', scope: 'read:org,read:user' },
    '/api/v3/user': { id: 42, login: 'grace', name: null },
    '/api/v3/user/emails': [
      { email: 'old@example.org', primary: false, verified: true },
      { email: 'grace@example.com', primary: true, verified: true },
    ],
    '/api/v3/user/orgs': [{ login: 'acme' }],
    '/api/v3/user/teams': [{ slug: 'platform', organization: { login: 'acme' } }],
  };
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', base);
    seen.push(`${request.method} ${pathname} ${request.headers.authorization ?? ''}`.trim());
    const body = api[pathname];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const pending = { providerId: 'gh', verifier: 'v'.repeat(43), nonce: 'n', state: 's' };
const access = () => {
  const { clientSecret = '', ...input } = identityProviderInput.parse({
    ...{
      name: 'GitHub',
      preset: 'github',
      issuer: base,
      clientId: 'id',
      clientSecret: 'secret',
      isEnabled: true,
    },
    settings: {},
  });
  return {
    provider: { id: 'gh', ...input },
    clientSecret,
    safeFetch: createSafeFetch({ policy: createAddressPolicy(['127.0.0.1']) }),
    allowedHosts: [],
  };
};
const callback = new URL('http://maple.example/api/auth/oidc/gh/callback?code=c&state=s');

test('people are sent to its sign-in page with state and PKCE', async () => {
  const url = await authorizationUrl(access(), pending, 'http://maple.example/api/auth/oidc/gh/callback');
  expect(url.origin + url.pathname).toBe(`${base}/login/oauth/authorize`);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    client_id: 'id',
    state: 's',
    scope: 'read:user user:email read:org',
    code_challenge_method: 'S256',
  });
});

test('the profile is that of the primary address, with organisations and teams as groups', async () => {
  expect(await profileOf(access(), pending, callback)).toEqual({
    subject: '42',
    email: 'grace@example.com',
    isEmailVerified: true,
    name: 'grace',
    groups: ['acme', 'acme/platform'],
  });
  expect(seen).toContain('GET /api/v3/user Bearer gho_1');
});

test('an address that is not verified, an answer that is none, and an error at the token are told apart', async () => {
  api['/api/v3/user/emails'] = [{ email: 'grace@example.com', primary: true, verified: false }];
  expect((await profileOf(access(), pending, callback)).isEmailVerified).toBe(false);
  api['/api/v3/user'] = { login: 'grace' };
  await expect(profileOf(access(), pending, callback)).rejects.toMatchObject({ reason: 'untrusted' });
  delete api['/api/v3/user'];
  await expect(profileOf(access(), pending, callback)).rejects.toMatchObject({ reason: 'refused' });
  api['/login/oauth/access_token'] = { error: 'bad_verification_code' };
  await expect(profileOf(access(), pending, callback)).rejects.toMatchObject({ name: 'SsoFailure' });
  const other = new URL(callback);
  other.searchParams.set('state', 'x');
  await expect(profileOf(access(), pending, other)).rejects.toMatchObject({ reason: 'untrusted' });
});
