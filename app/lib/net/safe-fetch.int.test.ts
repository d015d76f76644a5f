// Requests against real servers on this machine: what is allowed arrives, and nothing leads elsewhere or goes on for ever.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization, request.headers.cookie, request.method);
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
