// Test support: a real OpenID provider on this machine, one that lies, and a browser without a screen.
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Configuration, Provider } from 'oidc-provider';

export const CLIENT = { id: 'maple', secret: 'a secret of the client' };

/** Somebody at a provider. */
export interface TestAccount {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean | string;
  readonly name?: string;
  readonly groups?: readonly string[] | string;
}

export interface TestProvider {
  readonly issuer: string;
  readonly port: number;
  /** Who signs in next; undefined: cancels. */
  account: TestAccount | undefined;
  close(): Promise<void>;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  return (server.address() as AddressInfo).port;
}

function closing(server: Server): () => Promise<void> {
  return () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
}

interface ProviderOptions {
  /** Where Maple wants people sent back to; any address of Maple when it is left out. */
  readonly redirectUris: readonly string[];
  readonly port?: number;
  /** Puts email, name and groups into the ID token, too; userinfo has them anyway. */
  readonly claimsInToken?: boolean;
}

/** The npm package oidc-provider, with a sign-in page that asks nothing. Its keys are new at every start. */
export async function startTestProvider(options: ProviderOptions): Promise<TestProvider> {
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const issuer = `http://127.0.0.1:${port}`;
  const known = new Map<string, TestAccount>();
  const state: TestProvider = { issuer, port, account: undefined, close: closing(server) };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const configuration: Configuration = {
    clients: [
      { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [...options.redirectUris] },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' } as never] },
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: options.claimsInToken !== true,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ ...(known.get(id) ?? { sub: id }) }) as never,
    }),
    async loadExistingGrant(context) {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(issuer, configuration);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const { account } = state;
    if (account) known.set(account.sub, account);
    const result = account
      ? { login: { accountId: account.sub } }
      : { error: 'access_denied', error_description: '<b>no</b>' };
    provider
      .interactionFinished(request, response, result, { mergeWithLastSubmission: false })
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  return state;
}

/** What a lying provider does otherwise than an honest one. */
export interface Lies {
  /** Changes what the ID token says. */
  readonly claims?: (claims: Record<string, unknown>) => Record<string, unknown>;
  /** `none`: without signature. `other key`: signed with a key that is not published. */
  readonly signature?: 'none' | 'other key';
  /** In place of the real answer at a path. */
  readonly answers?: Readonly<Record<string, RequestListener>>;
  /** Added to what it sends people back with. */
  readonly back?: Readonly<Record<string, string>>;
}

export interface LyingProvider extends TestProvider {
  lies: Lies;
  /** From now on signs with another key, and publishes only that. */
  rotate(): void;
}

/** A small provider that does what `lies` says, and is honest without. */
export async function startLyingProvider(): Promise<LyingProvider> {
  const server = createServer();
  const port = await listen(server, 0);
  const issuer = `http://127.0.0.1:${port}`;
  const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
  let key = newKey();
  let kid = 1;
  const nonces = new Map<string, string>();
  const state: LyingProvider = {
    ...{ issuer, port, close: closing(server) },
    account: { sub: '1', email: 'grace@example.com', email_verified: true, name: 'Grace', groups: [] },
    lies: {},
    rotate() {
      key = newKey();
      kid += 1;
    },
  };
  const json = (body: unknown): RequestListener => {
    return (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const idToken = (code: string): string => {
    const now = Math.floor(Date.now() / 1_000);
    const honest = {
      iss: issuer,
      aud: CLIENT.id,
      iat: now,
      exp: now + 300,
      nonce: nonces.get(code),
      ...state.account,
    };
    const claims = state.lies.claims?.(honest) ?? honest;
    const alg = state.lies.signature === 'none' ? 'none' : 'RS256';
    const text = [{ alg, kid: String(kid) }, claims].map(encode).join('.');
    if (alg === 'none') return `${text}.`;
    const signer: KeyObject = state.lies.signature === 'other key' ? newKey().privateKey : key.privateKey;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(signer, 'base64url')}`;
  };
  const paths: Record<string, RequestListener> = {
    '/.well-known/openid-configuration': json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    }),
    '/authorize': (request, response) => {
      const asked = new URL(request.url ?? '', issuer).searchParams;
      const code = `code-${nonces.size}`;
      nonces.set(code, asked.get('nonce') ?? '');
      const back = new URL(asked.get('redirect_uri') ?? '');
      for (const [name, value] of Object.entries({
        code,
        state: asked.get('state') ?? '',
        ...state.lies.back,
      }))
        back.searchParams.set(name, value);
      response.writeHead(302, { location: back.href }).end();
    },
    '/token': (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const code = new URLSearchParams(Buffer.concat(chunks).toString()).get('code') ?? '';
        const body = { access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken(code) };
        json(body)(request, response);
      });
    },
    '/jwks': (request, response) => {
      const { n, e } = key.publicKey.export({ format: 'jwk' });
      json({ keys: [{ kty: 'RSA', n, e, kid: String(kid), alg: 'RS256', use: 'sig' }] })(request, response);
    },
  };
  server.on('request', (request, response) => {
    const { pathname } = new URL(request.url ?? '', issuer);
    const answer = state.lies.answers?.[pathname] ?? paths[pathname];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  return state;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Follows redirects with a jar of cookies for each origin, until a page or Maple's own address that is not its sign-in API. */
export class TestBrowser {
  readonly jars = new Map<string, Map<string, string>>();
  readonly #maple: string;
  readonly #handler: (request: Request) => Promise<Response>;

  constructor(maple: string, handler: (request: Request) => Promise<Response>) {
    this.#maple = maple;
    this.#handler = handler;
  }

  /** The cookies for an origin, as a header. */
  cookies(origin: string): string {
    return [...(this.jars.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The address at the end. */
  async open(address: string): Promise<URL> {
    let url = new URL(address, this.#maple);
    for (let hops = 0; hops < 15; hops += 1) {
      const isMaple = url.origin === this.#maple;
      if (isMaple && !url.pathname.startsWith('/api/auth/')) return url;
      const request = new Request(url, {
        headers: { cookie: this.cookies(url.origin), 'x-maple-client-address': '127.0.0.1' },
        redirect: 'manual',
      });
      const response = await (isMaple ? this.#handler(request) : fetch(request));
      this.#keep(url.origin, response);
      const location = response.headers.get('location');
      if (location === null) return url;
      url = new URL(location, url);
    }
    throw new Error(`too many redirects, the last to ${url.href}`);
  }

  #keep(origin: string, response: Response): void {
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    this.jars.set(origin, jar);
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';');
      const at = pair.indexOf('=');
      const isOver = attributes.some((attribute) =>
        /^\s*(max-age=0$|expires=thu, 01 jan 1970)/i.test(attribute),
      );
      if (isOver) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}
