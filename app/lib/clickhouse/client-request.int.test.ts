// How a statement travels: every parameter arrives as it was, and a connection that had gone stale costs nothing.
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('\\', "'", '"', '\t', '\n', '\r', '\0', '\b', '\f', '\v', '{', '%', 'N', 'é', '𝄞'),
  }),
);

test('parameters arrive as they were', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyText,
      fc.array(anyText, { maxLength: 5 }),
      fc.array(fc.array(anyText, { maxLength: 3 }), { maxLength: 3 }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      async (text, list, nested, whole) => {
        const { rows } = await clickhouse.query<Record<string, unknown>>(sql`SELECT ${str(text)} AS text,
          ${param('Array(String)', list)} AS list, ${param('Array(Array(String))', nested)} AS nested,
          ${param('Int64', whole)} AS whole, ${param('Array(Int64)', [whole])} AS wholes`);
        expect(rows).toEqual([{ text, list, nested, whole: String(whole), wholes: [String(whole)] }]);
      },
    ),
    { numRuns: 200 },
  );
});

test('numbers, truth and nothing are parameters too', async () => {
  const { rows } = await clickhouse.query(sql`SELECT ${param('Float64', 1.5e-300)} AS small,
    ${param('Bool', true)} AS yes, ${param('Nullable(String)', null)} AS nothing,
    ${param('Array(Bool)', [true, false])} AS truths, ${param('Array(Nullable(Float64))', [1, null])} AS some,
    toString(${param('Float64', Number.NaN)}) AS nan, toString(${param('Array(Float64)', [Infinity, -Infinity])}) AS endless`);
  expect(rows).toEqual([
    {
      small: 1.5e-300,
      yes: true,
      nothing: null,
      truths: [true, false],
      some: [1, null],
      nan: 'nan',
      endless: '[inf,-inf]',
    },
  ]);
});

/** Answers the first request of each connection and breaks the connection at the second one. */
async function forgetfulServer(): Promise<{ server: Server; url: string; seen: () => number }> {
  let connections = 0;
  const body = JSON.stringify({ data: [{ ok: 1 }] });
  const server = createServer((socket: Socket) => {
    connections += 1;
    let requests = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests += 1;
      if (requests > 1) socket.resetAndDestroy();
      else
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n${body}`,
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { server, url: `http://127.0.0.1:${port}`, seen: () => connections };
}

test('a connection that the server has given up is replaced by a new one', async () => {
  const { server, url, seen } = await forgetfulServer();
  const client = createClickHouse({ url, user: 'default', password: '' });
  try {
    for (let round = 1; round <= 3; round += 1) {
      expect((await client.query(raw('SELECT 1 AS ok'))).rows).toEqual([{ ok: 1 }]);
      // The connection goes back to the pool behind the answer.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen()).toBe(3);
  } finally {
    await client.close();
    server.close();
  }
});

test('a server that is not there is unavailable', async () => {
  const { server, url } = await forgetfulServer();
  await new Promise((resolve) => server.close(resolve));
  const client = createClickHouse({ url, user: 'default', password: '' });
  await expect(client.query(raw('SELECT 1'))).rejects.toMatchObject({ code: 'unavailable' });
  await client.close();
});

test('a hostile server that sends without end is given up, in its answer and in its error', async () => {
  const chunk = Buffer.alloc(1024 ** 2, 'x');
  let sent = 0;
  const hostile = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(request.headers['x-clickhouse-database'] === 'refuse' ? 500 : 200);
    const more = () => {
      while (!response.destroyed && response.write(chunk)) sent += 1;
    };
    response.on('drain', more);
    more();
  });
  await new Promise<void>((ready) => hostile.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
  const theirs = createClickHouse({ url, user: 'u', password: '', isOthers: true });
  await expect(theirs.query(sql`SELECT 1`)).rejects.toMatchObject({ code: 'limit_exceeded' });
  expect(sent).toBeLessThan(300);
  sent = 0;
  await expect(theirs.query(sql`SELECT 1`, { database: 'refuse' })).rejects.toMatchObject({
    code: 'limit_exceeded',
  });
  expect(sent).toBeLessThan(40);
  await theirs.close();
  hostile.closeAllConnections();
  await new Promise((done) => hostile.close(done));
});
