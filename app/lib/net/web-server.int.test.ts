// The web port by itself: addresses as long as the searches that stand in them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveWeb, type WebServer } from './web-server.server.ts';

let server: WebServer;

beforeAll(async () => {
  server = await serveWeb({
    host: '127.0.0.1',
    port: 0,
    files: import.meta.dirname,
    headers: { 'x-content-type-options': 'nosniff', 'x-kept': 'default' },
    fetch: async (request) =>
      new Response(String(new URL(request.url).search.length), { headers: { 'x-kept': 'own' } }),
  });
});

afterAll(() => server?.close(0));

const ask = (characters: number) =>
  fetch(`http://127.0.0.1:${server.port}/traces?q=${'a'.repeat(characters)}`);

test('an address with a search of a hundred thousand characters is taken', async () => {
  const response = await ask(100_000);
  expect([response.status, await response.text()]).toEqual([200, '100003']);
});

test('one without end is not', async () => {
  expect((await ask(300_000)).status).toBe(431);
});

test('every answer has the headers, files too, and keeps its own', async () => {
  const file = await fetch(`http://127.0.0.1:${server.port}/web-server.int.test.ts`);
  const text = await file.text();
  expect([text.length > 100, file.headers.get('x-content-type-options'), file.headers.get('x-kept')]).toEqual(
    [true, 'nosniff', 'default'],
  );
  const page = await ask(1);
  expect([page.headers.get('x-content-type-options'), page.headers.get('x-kept')]).toEqual([
    'nosniff',
    'own',
  ]);
});

test('no address leads out of the folder of files', async () => {
  for (const path of [
    '/../package.json',
    '/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/x.ts',
    '/..\\..\\x.ts',
    '/a%00.ts',
  ]) {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
    expect([path, answer.status < 500, (await answer.text()).includes('"name"')]).toEqual([
      path,
      true,
      false,
    ]);
  }
});
