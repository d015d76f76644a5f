// What anybody who reaches the OTLP/gRPC port can send by hand: no answer may be a crash, a hang, or room that is not given back.
import { randomBytes } from 'node:crypto';
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import { logsProtobuf } from './otlp-testing.ts';
import { startTestIngest, type TestIngest } from './testing.ts';

const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let ingest: TestIngest;

beforeAll(async () => {
  engine = await startTestEngine();
  ingest = await startTestIngest({ engineUrl: engine.url });
});

afterAll(async () => {
  await ingest?.stop();
  await engine?.stop();
});

/** Whatever came before: nothing is held, and an honest sender is served. */
afterEach(async () => {
  await expect.poll(() => ingest.grpc.bufferedBytes, { timeout: 10_000 }).toBe(0);
  const service = `after ${crypto.randomUUID()}`;
  expect((await ask(framed(logsProtobuf(service, [{}]))))['grpc-status']).toBe(String(status.OK));
  const rows = await ingest.rows(sql`SELECT Body FROM otel.otel_logs WHERE ServiceName = ${str(service)}`);
  expect(rows).toEqual([{ Body: 'hello' }]);
});

function framed(message: Buffer, { length = message.length, flag = 0 } = {}): Buffer {
  const frame = Buffer.alloc(5);
  frame.writeUInt8(flag, 0);
  frame.writeUInt32BE(length, 1);
  return Buffer.concat([frame, message]);
}

function open(): ClientHttp2Session {
  const session = connectHttp2(`http://${ingest.grpcAddress}`);
  session.on('error', () => {});
  return session;
}

/** The headers and trailers of the answer as one, without any where the stream was cut. */
async function ask(body: Buffer, headers: Record<string, string> = {}): Promise<IncomingHttpHeaders> {
  const session = open();
  try {
    return await new Promise((resolve) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': LOGS,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      const answer: IncomingHttpHeaders = {};
      stream.on('response', (found) => Object.assign(answer, found));
      stream.on('trailers', (found) => Object.assign(answer, found));
      stream.on('error', () => {});
      stream.on('close', () => resolve(answer));
      session.on('close', () => resolve(answer));
      stream.resume();
      stream.end(body);
    });
  } finally {
    session.destroy();
  }
}

const GOOD = framed(logsProtobuf('attack', [{}]));
const CANCELLED_OR_CUT = [undefined, status.CANCELLED, status.DEADLINE_EXCEEDED];

describe('a call by hand is refused, cut or served', () => {
  test.each<[what: string, body: Buffer, headers: Record<string, string>, codes: (status | undefined)[]]>([
    ['nothing at all', Buffer.alloc(0), {}, [status.INTERNAL, status.UNIMPLEMENTED, status.OK]],
    ['half a frame', Buffer.from([0, 0, 0]), {}, [status.INTERNAL, status.UNIMPLEMENTED]],
    ['a length of 4 GiB', framed(Buffer.alloc(10), { length: 0xffff_ffff }), {}, [status.RESOURCE_EXHAUSTED]],
    ['a length beyond the end', framed(Buffer.alloc(10), { length: 1_000 }), {}, [status.UNIMPLEMENTED]],
    ['two messages', Buffer.concat([GOOD, GOOD]), {}, [status.UNIMPLEMENTED, status.INTERNAL]],
    [
      'a flag that is none',
      framed(Buffer.alloc(10), { flag: 7 }),
      {},
      [status.INTERNAL, status.INVALID_ARGUMENT],
    ],
    [
      'packed without saying how',
      framed(gzipSync(Buffer.alloc(10)), { flag: 1 }),
      {},
      [status.INVALID_ARGUMENT],
    ],
    [
      'an unknown packing',
      framed(Buffer.alloc(10), { flag: 1 }),
      { 'grpc-encoding': 'br' },
      [status.UNIMPLEMENTED, status.INTERNAL],
    ],
    ['no time', GOOD, { 'grpc-timeout': '1n' }, [...CANCELLED_OR_CUT]],
    ['a time that is none', GOOD, { 'grpc-timeout': 'soon' }, [status.INTERNAL, status.OUT_OF_RANGE]],
    ['another method of HTTP', GOOD, { ':method': 'PUT' }, [undefined, status.INTERNAL, status.OK]],
    ['another kind of content', GOOD, { 'content-type': 'text/html' }, [undefined]],
    ['a path outside', GOOD, { ':path': '/../../etc/passwd' }, [status.UNIMPLEMENTED]],
    ['a path of 10 kB', GOOD, { ':path': `/${'a'.repeat(10_000)}` }, [status.UNIMPLEMENTED]],
    ['metadata of 60 kB', GOOD, { 'x-padding': 'a'.repeat(60_000) }, [status.OK, undefined]],
    ['binary metadata that is none', GOOD, { 'x-odd-bin': '%%%' }, [status.OK, undefined]],
    [
      'a key of 10 kB',
      GOOD,
      { authorization: `Bearer ${'k'.repeat(10_000)}` },
      [status.OK, status.UNAUTHENTICATED],
    ],
  ])('%s', async (_what, body, headers, codes) => {
    const { 'grpc-status': code } = await ask(body, headers);
    expect(codes).toContain(code === undefined ? undefined : Number(code));
  });
});

test('thousands of calls that are reset at once cost nothing that stays', async () => {
  for (let round = 0; round < 4; round += 1) {
    const session = open();
    for (let n = 0; n < 1_000 && !session.destroyed; n += 1) {
      const stream = session.request({
        ':method': 'POST',
        ':path': LOGS,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('error', () => {});
      stream.close(8);
    }
    await sleep(100);
    session.destroy();
  }
});

test('connections that say nothing, or stop in the middle of a frame, keep nobody out', async () => {
  const [host = '', port = ''] = ingest.grpcAddress.split(':');
  const sockets = Array.from({ length: 300 }, (_, n) => {
    const socket = connect(Number(port), host);
    socket.on('error', () => {});
    if (n % 2 === 0) socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    return socket;
  });
  await sleep(200);
  expect((await ask(GOOD))['grpc-status']).toBe(String(status.OK));
  for (const socket of sockets) socket.destroy();
});

test.each([
  ['HTTP/1.1', Buffer.from('POST /v1/logs HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello')],
  ['the beginning of TLS', Buffer.from('16030100a50100', 'hex')],
  ['noise', randomBytes(100_000)],
  [
    'a preface and noise',
    Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), randomBytes(50_000)]),
  ],
])('%s on the port ends with the connection', async (_what, bytes) => {
  const [host = '', port = ''] = ingest.grpcAddress.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.resume();
  socket.end(bytes);
  await closed;
});
