// The web port by itself: addresses as long as the searches that stand in them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveWeb, type WebServer } from './web-server.server.ts';

let server: WebServer;

beforeAll(async () => {
  server = await serveWeb({
    host: '127.0.0.1',
    port: 0,
    files: import.meta.dirname,
    fetch: async (request) => new Response(String(new URL(request.url).search.length)),
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
