// Who may talk to the engine, and what the interface answers besides queries.
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';

let engine: Awaited<ReturnType<typeof startTestEngine>>;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

/** `fetch` sets Host and forbids some headers; this sends exactly what it is given. */
async function send(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    text: string;
    headers: NodeJS.Dict<string | string[]>;
  }>();
  const sent = request(`${engine.url}${path}`, { method, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
  });
  sent.on('error', reject);
  sent.end();
  return await promise;
}

const SELECT = '/?query=SELECT%201';

describe('browsers are refused', () => {
  test.each([
    ['a foreign origin', { Origin: 'https://evil.example' }],
    ['even a loopback origin', { Origin: 'http://localhost:3000' }],
    ['an opaque origin', { Origin: 'null' }],
    ['an image or a form', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a name that resolves to loopback', { Host: 'rebound.example:8123' }],
    ['a name that ends like one of ours', { Host: 'localhost.evil.example' }],
    ['an address of another machine', { Host: '10.0.0.1' }],
  ])('%s', async (_name, headers) => {
    for (const path of [SELECT, '/ping', '/progress?query_id=x']) {
      const answer = await send(path, headers as Record<string, string>);
      expect(answer).toMatchObject({ status: 403 });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test.each(['127.0.0.1', '127.0.0.1:9', 'localhost', 'LOCALHOST:8123', '[::1]:8123'])(
    'Host %s is ours',
    async (host) => {
      expect(await send(SELECT, { Host: host })).toMatchObject({ status: 200, text: '1\n' });
    },
  );

  test('a preflight gets no permission', async () => {
    const answer = await send(
      '/',
      { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
      'OPTIONS',
    );
    expect(answer).toMatchObject({ status: 403 });
  });
});

test('listens on loopback only', async () => {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((one) => one && !one.internal && one.family === 'IPv4')?.address;
  if (address === undefined) return;
  const socket = connect(Number(new URL(engine.url).port), address);
  const reached = await new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  expect(reached).toBe(false);
});

test('ping, root, unknown paths and methods', async () => {
  expect(await send('/ping')).toMatchObject({ status: 200, text: 'Ok.\n' });
  expect(await send('/')).toMatchObject({ status: 200, text: 'Ok.\n' });
  expect(await send('/play')).toMatchObject({ status: 404 });
  expect(await send('/', {}, 'PUT')).toMatchObject({ status: 405 });
});

test('any user and password are taken, in every way a client sends them', async () => {
  expect(
    await send(SELECT, { Authorization: `Basic ${Buffer.from('u:p').toString('base64')}` }),
  ).toMatchObject({ status: 200 });
  expect(await send(SELECT, { 'X-ClickHouse-User': 'u', 'X-ClickHouse-Key': 'k' })).toMatchObject({
    status: 200,
  });
  expect(await send(`${SELECT}&user=u&password=p`)).toMatchObject({ status: 200 });
});

test('headers of an answer', async () => {
  const { headers } = await send(`${SELECT}&default_format=JSON`);
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=UTF-8',
    'x-clickhouse-format': 'JSON',
    'x-clickhouse-timezone': 'UTC',
    'x-clickhouse-query-id': expect.any(String),
  });
  expect(JSON.parse(String(headers['x-clickhouse-summary']))).toMatchObject({
    read_rows: '1',
    written_rows: '0',
  });
});

test('a very long URL is fine', async () => {
  const list = Array.from({ length: 40_000 }, (_, i) => i).join(',');
  const answer = await send(
    `/?query=${encodeURIComponent('SELECT length({a:Array(UInt32)})')}&param_a=${encodeURIComponent(`[${list}]`)}`,
  );
  expect(answer).toMatchObject({ status: 200, text: '40000\n' });
});
