// Signing in at a provider from a page that was opened under another name than the address people use.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityProviderInput } from '../provider-settings.ts';
import type { Person } from '../tenant.server.ts';
import { OWNER, openTestIdentity, type TestIdentity } from '../testing.ts';
import { CLIENT, startTestProvider, TestBrowser, type TestProvider } from './oidc-testing.ts';

const URL_ = 'http://127.0.0.1:3000';
let identity: TestIdentity;
let provider: TestProvider;
let id: string;

beforeEach(async () => {
  identity = openTestIdentity({ url: URL_, allowedHosts: ['127.0.0.1'] });
  await identity.addOwner();
  const actor = { kind: 'user', userId: 'owner', email: OWNER.email, name: '', isInstanceAdmin: true };
  const owner = { actor, client: { address: '', userAgent: '' } } as unknown as Person;
  const input = (issuer: string) =>
    identityProviderInput.parse({
      ...{ name: 'Test', preset: 'oidc', issuer, isEnabled: true },
      ...{ clientId: CLIENT.id, clientSecret: CLIENT.secret },
      settings: { newcomers: { teamId: identity.team.id, role: 'viewer' } },
    });
  id = identity.auth.providers.save(owner, input('http://127.0.0.1:1')).id;
  provider = await startTestProvider({ redirectUris: [`${URL_}/api/auth/oidc/${id}/callback`] });
  identity.auth.providers.save(owner, input(provider.issuer), id);
  provider.account = { sub: 'g1', email: 'grace@example.com', email_verified: true, name: 'Grace' };
});
afterEach(async () => {
  await provider.close();
  identity.close();
});

const start = async (host: string, query = '') => {
  const headers = { host, 'x-maple-client-address': '127.0.0.1' };
  const address = `http://${host}/api/auth/oidc/${id}/start${query}`;
  const response = await identity.auth.handler(new Request(address, { headers }));
  return { location: response.headers.get('location') ?? '', cookies: response.headers.getSetCookie() };
};

test('goes on at that address before it starts, and signs in there', async () => {
  const { location, cookies } = await start('localhost:3000', '?redirect=%2Flogs%3Fq%3Da');
  expect(location).toBe(`${URL_}/api/auth/oidc/${id}/start?moved=1&redirect=%2Flogs%3Fq%3Da`);
  expect(cookies).toEqual([]);
  const browser = new TestBrowser(URL_, (request) => identity.auth.handler(request));
  const end = await browser.open(location);
  expect(end.href).toBe(`${URL_}/logs?q=a`);
  const user = await identity.auth.signedInUser(new Headers({ cookie: browser.cookies(URL_) }));
  expect(user).toMatchObject({ email: 'grace@example.com', hasSecondFactor: true });
});

test('moves once: a proxy may have another name for Maple than people', async () => {
  const { location } = await start('maple.internal:3000', '?moved=1');
  expect(location).toMatch(new RegExp(`^${provider.issuer}`));
});

test('does not move at the address itself, whatever its case', async () => {
  expect((await start('127.0.0.1:3000')).location).toMatch(new RegExp(`^${provider.issuer}`));
});

test('never moves to another site', async () => {
  const { location } = await start('localhost:3000', '?redirect=https%3A%2F%2Fevil.example');
  expect(location).toBe(`${URL_}/api/auth/oidc/${id}/start?moved=1&redirect=%2Flogs`);
});
