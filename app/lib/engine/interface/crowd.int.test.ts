// More than the engine holds at once: connections and the text of statements are bounded, and it stays usable.
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { MAX_CONNECTIONS } from './http.server.ts';

const MIB = 1024 * 1024;

let engine: Awaited<ReturnType<typeof startTestEngine>>;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

const open: { destroy(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.destroy();
});

/** Sends a part of a statement that is not done yet. */
function begin(bytes: number): { sender: ClientRequest; answer: Promise<IncomingMessage> } {
  const sender = request(engine.url, { method: 'POST', agent: false });
  open.push(sender);
  const answer = once(sender, 'response').then(([response]) => response as IncomingMessage);
  answer.catch(() => undefined);
  sender.on('error', () => undefined);
  sender.write(`SELECT 1 -- ${' '.repeat(bytes)}`);
  return { sender, answer };
}

async function query(sql: string): Promise<string> {
  const response = await fetch(engine.url, {
    method: 'POST',
    body: sql,
    headers: { Connection: 'close' },
  });
  return await response.text();
}

test('the texts of all statements share one budget; beyond it the answer is to come back', async () => {
  const first = begin(50 * MIB);
  const second = begin(50 * MIB);
  const drained = [first, second].map(({ sender }) => once(sender, 'drain'));
  await Promise.all(drained);
  const third = begin(50 * MIB);
  const response = await third.answer;
  expect(response.statusCode).toBe(503);
  expect(response.headers).toMatchObject({ 'x-clickhouse-exception-code': '202', 'retry-after': '1' });
  expect(await text(response)).toContain('TOO_MANY_SIMULTANEOUS_QUERIES');
  // Small ones still have room, and so have the data of inserts, which are not text.
  expect(await query('SELECT 2')).toBe('2\n');
  await query('CREATE TABLE t (s String) ENGINE = Memory');
  expect(await query(`INSERT INTO t FORMAT LineAsString\n${'x'.repeat(60 * MIB)}`)).toBe('');
  expect(await query('SELECT length(s) FROM t')).toBe(`${60 * MIB}\n`);
  // The first two are answered, and then there is room for all again.
  first.sender.end();
  second.sender.destroy();
  expect(await text(await first.answer)).toBe('1\n');
  await expect
    .poll(
      async () => {
        const again = begin(60 * MIB);
        again.sender.end();
        return await text(await again.answer);
      },
      { timeout: 20_000 },
    )
    .toBe('1\n');
});

test('connections are bounded, and those who leave make room', async () => {
  const sockets: Socket[] = [];
  const { hostname, port } = new URL(engine.url);
  const states = await Promise.all(
    Array.from({ length: MAX_CONNECTIONS + 40 }, async () => {
      const socket = connect(Number(port), hostname);
      sockets.push(socket);
      open.push(socket);
      socket.on('error', () => undefined);
      // A connection beyond the bound is closed before anything is read; the others are answered.
      const answered = once(socket, 'data').then(() => 'answered');
      const closed = once(socket, 'close').then(() => 'closed');
      socket.write('GET /ping HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      answered.catch(() => undefined);
      return await Promise.race([answered, closed]).catch(() => 'closed');
    }),
  );
  const closed = states.filter((state) => state === 'closed').length;
  expect(closed).toBeGreaterThanOrEqual(40);
  expect(closed).toBeLessThan(80);
  expect(engine.engine).toMatchObject({ state: 'ready', restarts: 0 });
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => query('SELECT 3').catch(() => 'refused')).toBe('3\n');
});
