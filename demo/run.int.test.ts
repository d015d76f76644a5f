// A whole run against a receiver on the loopback interface: what arrives, what is retried, and how it ends.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type Options, readOptions } from './args.ts';
import { run } from './run.ts';

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly atMs: number;
}

type Reply = (
  seen: Seen,
  count: number,
) => { status: number; headers?: Record<string, string>; body?: string | Uint8Array };

let server: Server | undefined;
const OK: Reply = () => ({ status: 200 });

afterEach(() => server?.close());

async function receiver(reply: Reply): Promise<{ url: string; seen: Seen[]; most: () => number }> {
  const seen: Seen[] = [];
  let open = 0;
  let most = 0;
  server = createServer((request, response) => {
    open++;
    most = Math.max(most, open);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
        atMs: Date.now(),
      };
      seen.push(one);
      const { status, headers, body } = reply(one, seen.length);
      setTimeout(() => {
        open--;
        response.writeHead(status, headers).end(body);
      }, 2);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, most: () => most };
}

const FIXED_NOW_MS = Date.UTC(2026, 8, 15, 12);

async function demo(
  url: string,
  args: string,
  { nowMs = () => FIXED_NOW_MS, stop = new AbortController() } = {},
): Promise<string[]> {
  const lines: string[] = [];
  const options = readOptions(['--endpoint', url, ...args.split(' ')]) as Options;
  await run(options, { signal: stop.signal, nowMs, print: (line) => lines.push(line) });
  return lines;
}

const bytesOf = (seen: readonly Seen[]) => Buffer.concat(seen.map(({ body }) => body));

test('a backfill sends all signals, with the key, and says how much', async () => {
  const { url, seen, most } = await receiver(OK);
  const lines = await demo(url, '--since 10m --rate 5 --key secret');
  expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(['/v1/logs', '/v1/traces', '/v1/metrics']));
  expect(new Set(seen.map(({ headers }) => `${headers['content-type']} ${headers.authorization}`))).toEqual(
    new Set(['application/x-protobuf Bearer secret']),
  );
  expect(most()).toBeLessThanOrEqual(4);
  expect(lines.at(-1)).toMatch(/^done {2}[\d,]{5,} logs, [\d,]{6,} traces, [\d,]{5,} metrics /);
});

test('the same run sends the same bytes, compressed or not', async () => {
  const plain = await receiver(OK);
  await demo(plain.url, '--since 2m --connections 1');
  server?.close();
  const zipped = await receiver(OK);
  await demo(zipped.url, '--since 2m --connections 1 --gzip');
  expect(zipped.seen[0]?.headers['content-encoding']).toBe('gzip');
  expect(Buffer.concat(zipped.seen.map(({ body }) => gunzipSync(body))).equals(bytesOf(plain.seen))).toBe(
    true,
  );
});

test('only the wanted signals', async () => {
  const { url, seen } = await receiver(OK);
  await demo(url, '--since 2m --signals metrics');
  expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(['/v1/metrics']));
});

test.each([429, 502, 503, 504])(
  '%d is retried after the time the receiver asks for, with the same body',
  async (status) => {
    const { url, seen } = await receiver((_, count) =>
      count === 1 ? { status, headers: { 'retry-after': '1' } } : { status: 200 },
    );
    const lines = await demo(url, '--since 1m --rate 0.5 --signals logs --connections 1');
    expect(seen[1]?.body.equals(seen[0]?.body as Buffer)).toBe(true);
    expect((seen[1] as Seen).atMs - (seen[0] as Seen).atMs).toBeGreaterThanOrEqual(990);
    expect(lines).toContain(`${url} answered ${status}; trying again`);
    expect(lines.at(-1)).toContain('1 retries');
  },
);

test.each([400, 401, 404, 413, 500])('%d ends the run with what the receiver said', async (status) => {
  const { url, seen } = await receiver(() => ({ status, body: 'no such key' }));
  await expect(demo(url, '--since 10m --rate 5')).rejects.toThrow(
    new RegExp(`/v1/\\w+ answered ${status}: no such key`),
  );
  expect(seen.length).toBeLessThan(12);
});

test('records that the receiver refuses are counted', async () => {
  // ExportLogsServiceResponse { partial_success { rejected_log_records: 300 } }
  const { url } = await receiver((_, count) =>
    count === 1 ? { status: 200, body: Uint8Array.of(0x0a, 3, 0x08, 0xac, 0x02) } : { status: 200 },
  );
  expect((await demo(url, '--since 10m --rate 2 --signals logs')).at(-1)).toContain('300 rejected');
});

test('a receiver that is not there yet is waited for', async () => {
  const { url } = await receiver(OK);
  await new Promise((resolve) => server?.close(resolve));
  const stop = new AbortController();
  const lines: string[] = [];
  const running = run(readOptions(['--endpoint', url, '--since', '1m']) as Options, {
    signal: stop.signal,
    nowMs: () => FIXED_NOW_MS,
    print: (line) => {
      lines.push(line);
      stop.abort();
    },
  });
  await running;
  expect(lines[0]).toBe(`${url} cannot be reached (ECONNREFUSED); trying again`);
});

test('live: complete traces soon after they are over, until told to stop', async () => {
  const { url, seen } = await receiver(OK);
  const stop = new AbortController();
  const started = Date.now();
  // A clock ten times as fast, so that more than a slice passes.
  const nowMs = () => FIXED_NOW_MS + (Date.now() - started) * 10;
  setTimeout(() => stop.abort(), 2500);
  await demo(url, '--rate 5', { nowMs, stop });
  const traces = seen.filter(({ path }) => path === '/v1/traces');
  expect(traces.length).toBeGreaterThanOrEqual(3);
  expect(seen.some(({ path }) => path === '/v1/logs')).toBe(true);
});
