// Requests against real servers on this machine: what is allowed arrives, and nothing leads elsewhere or goes on for ever.
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createAddressPolicy } from './safe-address.ts';
import { createSafeFetch } from './safe-fetch.server.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, host, ready));
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

const policy = createAddressPolicy(['127.0.0.1']);
const safeFetch = createSafeFetch({ policy });

test('what is asked and answered is as with fetch', async () => {
  const url = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(201, { 'x-seen': `${request.method} ${request.headers['content-type']}` });
      response.end(Buffer.concat(chunks));
    });
  });
  const response = await safeFetch(`${url}/x?y=1`, { method: 'POST', body: new URLSearchParams({ a: 'ü' }) });
  expect(response.status).toBe(201);
  expect(response.headers.get('x-seen')).toBe('POST application/x-www-form-urlencoded;charset=UTF-8');
  expect(await response.text()).toBe('a=%C3%BC');
});

test.each([
  'http://127.0.0.2:1',
  'http://[::1]:1',
  'http://10.0.0.1',
  'ftp://127.0.0.1',
  'http://u:p@127.0.0.1',
  'http://2130706434:81',
  'http://0x7f000002',
  'http://0177.0.0.2',
  'http://127.2',
  'http://[::ffff:127.0.0.2]',
  'http://127.0.0.1:25',
  'http://127.0.0.1:6379',
  'file:///etc/passwd',
  'gopher://127.0.0.1',
  `http://127.0.0.1/${'x'.repeat(500)}`,
])('%s is not asked', (url) => expect(safeFetch(url)).rejects.toMatchObject({ code: 'bad_request' }));

test('a name that resolves inside is refused, and so is one that changes after it was checked', async () => {
  let lookups = 0;
  const rebinding = createSafeFetch({
    policy,
    resolver: (_host, done) => {
      lookups += 1;
      done(null, [{ address: lookups === 1 ? '192.168.0.1' : '127.0.0.1', family: 4 }]);
    },
  });
  await expect(rebinding('http://name.example/')).rejects.toMatchObject({ code: 'bad_request' });
  expect(lookups).toBe(1);
});

test('redirects are followed three times, checked, and bare of credentials elsewhere', async () => {
  const seen: (string | undefined)[] = [];
  let last: IncomingHttpHeaders = {};
  const other = await serve((request, response) => {
    last = request.headers;
    if (seen.length === 0) seen.push(last.authorization, last.cookie, request.method);
    response.end('there');
  });
  const url = await serve((request, response) => {
    const target = request.url === '/loop' ? '/loop' : request.url === '/in' ? 'http://127.0.0.2:1/' : other;
    response.writeHead(request.url === '/post' ? 303 : 302, { location: target });
    response.end();
  });
  const credentials = { authorization: 'Bearer secret', cookie: 'a=b' };
  const response = await safeFetch(`${url}/post`, { method: 'POST', body: 'x', headers: credentials });
  expect(await response.text()).toBe('there');
  expect(seen).toEqual([undefined, undefined, 'GET']);
  const others = { 'x-api-key': 'secret', accept: 'text/plain' };
  await safeFetch(url, { headers: others });
  expect(last).toMatchObject({ accept: 'text/plain', 'user-agent': 'Maple' });
  expect(last).not.toHaveProperty('x-api-key');
  await expect(safeFetch(`${url}/loop`)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(safeFetch(`${url}/in`)).rejects.toMatchObject({ code: 'bad_request' });
  await expect(safeFetch(url, { redirect: 'error' })).rejects.toMatchObject({ code: 'unavailable' });
  expect((await safeFetch(url, { redirect: 'manual' })).status).toBe(302);
});

test('what is sent is not taken to another server by a redirect', async () => {
  const other = await serve((_request, response) => response.end());
  const url = await serve((_request, response) => response.writeHead(307, { location: other }).end());
  await expect(safeFetch(url, { method: 'POST', body: 'secret' })).rejects.toMatchObject({
    code: 'unavailable',
  });
});

test('an answer has a size and a time', async () => {
  const endless = await serve((_request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(1000)), 1);
    response.on('close', () => clearInterval(timer));
  });
  const silent = await serve(() => {});
  const small = createSafeFetch({ policy, maxBytes: 5_000, timeoutMs: 5_000 });
  await expect(small(endless)).rejects.toMatchObject({ code: 'unavailable', message: /too much/ });
  const hasty = createSafeFetch({ policy, timeoutMs: 50 });
  await expect(hasty(silent)).rejects.toMatchObject({ code: 'timeout' });
  await expect(hasty(endless)).rejects.toMatchObject({ code: 'timeout' });
  await expect(safeFetch(silent, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('a server that is away, and one that hangs up, are unavailable', async () => {
  const url = await serve((request) => request.socket.destroy());
  await expect(safeFetch(url)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(safeFetch('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'unavailable' });
});

test('what is packed is not unpacked but refused, however small it is', async () => {
  const bomb = gzipSync(Buffer.alloc(8 * 1024 ** 2));
  const url = await serve((request, response) => {
    expect(request.headers['accept-encoding']).toBe('identity');
    response.writeHead(200, { 'content-encoding': request.url === '/br' ? 'br' : 'GZIP' }).end(bomb);
  });
  for (const path of ['/', '/br'])
    await expect(safeFetch(url + path)).rejects.toMatchObject({ code: 'unavailable', message: /packed/ });
});

test('headers without end are too much, and an answer that is none is unavailable', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/headers') response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end();
    else request.socket.end('SSH-2.0-OpenSSH_9.6\r\n');
  });
  await expect(safeFetch(`${url}/headers`)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(safeFetch(url)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a redirect to a name is resolved and checked like the first', async () => {
  const asked: string[] = [];
  const url = await serve((_request, response) => {
    response.writeHead(302, { location: 'http://inside.example/' }).end();
  });
  const resolving = createSafeFetch({
    policy,
    resolver: (host, done) => {
      asked.push(host);
      done(null, [{ address: host === 'inside.example' ? '169.254.169.254' : '127.0.0.1', family: 4 }]);
    },
  });
  const port = new URL(url).port;
  await expect(resolving(`http://outside.example:${port}/`)).rejects.toMatchObject({
    code: 'bad_request',
    message: /^inside\.example is an address inside/,
  });
  expect(asked).toEqual(['outside.example', 'inside.example']);
});

test('of a name with addresses inside and outside only the allowed ones are connected to', async () => {
  const url = await serve((_request, response) => response.end('allowed'));
  const mixed = createSafeFetch({
    policy,
    resolver: (_host, done) =>
      done(null, [
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]),
  });
  expect(await (await mixed(`http://mixed.example:${new URL(url).port}`)).text()).toBe('allowed');
});

test('a name that cannot be resolved is unavailable', async () => {
  const lost = createSafeFetch({ policy, resolver: (_host, done) => done(new Error('ENOTFOUND'), []) });
  await expect(lost('http://nowhere.example')).rejects.toMatchObject({ code: 'unavailable' });
});

/** For name.example and other.example, of the tests and nothing else. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMWdwaXDHEIGCdNa0
g7/vGvGgmFD7UD8ixR7BjDEbJGihRANCAARvaoxMK5fhfS+3yo9Uj2wxSG7i6s/D
9vCy/0Y3O/m2t10VlP3DItKfB1b7su8WiXa75NRek6pQZKUi1Mz9NJ/z
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBrTCCAVOgAwIBAgIUd0epu02oJR31llukneq/4TD0YcUwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbmFtZS5leGFtcGxlMCAXDTI2MTEyMzA1MjUzNVoYDzIxMjYx
MDMwMDUyNTM1WjAXMRUwEwYDVQQDDAxuYW1lLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARvaoxMK5fhfS+3yo9Uj2wxSG7i6s/D9vCy/0Y3O/m2t10V
lP3DItKfB1b7su8WiXa75NRek6pQZKUi1Mz9NJ/zo3sweTAdBgNVHQ4EFgQUkFAG
fftLAj5IEciaxqbMlVtKlFYwHwYDVR0jBBgwFoAUkFAGfftLAj5IEciaxqbMlVtK
lFYwDwYDVR0TAQH/BAUwAwEB/zAmBgNVHREEHzAdggxuYW1lLmV4YW1wbGWCDW90
aGVyLmV4YW1wbGUwCgYIKoZIzj0EAwIDSAAwRQIhANaGZyvLVCAOdTfHpBgXFapD
2RwfPpYX77t6QOlN9RvVAiALD+OnzvbLAWZ66IvUxmwB0o6RSkuE/yGKJ5cYCbnA
7g==
-----END CERTIFICATE-----`;

test('https: the certificate is checked against the name, and no redirect leads down to http', async () => {
  const plain = await serve((_request, response) => response.end('plain'));
  const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    if (request.url === '/down') response.writeHead(302, { location: plain }).end();
    else response.end(request.headers.host);
  });
  servers.push(server as unknown as Server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const named = createSafeFetch({
    policy,
    resolver: (_host, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  const url = `https://name.example:${port}`;
  await expect(named(url)).rejects.toMatchObject({ code: 'unavailable' });
  const usual = getCACertificates('default');
  setDefaultCACertificates([...usual, CERTIFICATE]);
  try {
    expect(await (await named(url)).text()).toBe(`name.example:${port}`);
    await expect(named(`https://wrong.example:${port}`)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(named(`${url}/down`)).rejects.toMatchObject({
      code: 'bad_request',
      message: /https to http/,
    });
  } finally {
    setDefaultCACertificates(usual);
  }
});
