// OTLP/HTTP on a real socket: what the specification demands of answers, and what bad input may not do.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import { logsJson, logsProtobuf, nanosOf, nestedJson, nestedProtobuf, wideProtobuf } from './otlp-testing.ts';
import { startTestIngest, type TestIngest } from './testing.ts';

const MIB = 1024 * 1024;
const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

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

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function post(
  body: Uint8Array | string,
  headers: Record<string, string> = { 'content-type': JSON_TYPE },
  path = '/v1/logs',
  url = ingest.httpUrl,
): Promise<Answer> {
  const response = await fetch(url + path, { method: 'POST', headers, body: Buffer.from(body) });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function stored(service: string, database = 'otel'): Promise<string[]> {
  const table = database === 'otel' ? sql`otel.otel_logs` : sql`other.otel_logs`;
  const rows = await ingest.rows<{ Body: string }>(
    sql`SELECT Body FROM ${table} WHERE ServiceName = ${str(service)} ORDER BY Body`,
  );
  return rows.map((row) => row.Body);
}

describe('answers', () => {
  test.each([
    [JSON_TYPE, logsJson('answers json', [{}]), '{}'],
    [`${JSON_TYPE}; charset=utf-8`, logsJson('answers json', [{}]), '{}'],
    [PROTOBUF_TYPE, logsProtobuf('answers protobuf', [{}]), ''],
  ])('%s: full success has no partial_success and the same content type', async (type, body, answer) => {
    const { status, headers, text } = await post(body, { 'content-type': type });
    expect([status, headers.get('content-type'), text]).toEqual([200, type.split(';')[0], answer]);
  });

  test.each(['/v1/logs', '/v1/traces', '/v1/metrics'])('%s: an empty request succeeds', async (path) => {
    expect(await post('', { 'content-type': PROTOBUF_TYPE }, path)).toMatchObject({ status: 200, text: '' });
    expect(await post('', { 'content-type': JSON_TYPE }, path)).toMatchObject({ status: 200, text: '{}' });
    expect(await post('{}', { 'content-type': JSON_TYPE }, path)).toMatchObject({ status: 200, text: '{}' });
    const empty = { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' };
    expect(await post('', empty, path)).toMatchObject({ status: 200, text: '{}' });
  });

  test('valid records of a mixed batch are kept, the others counted', async () => {
    const year = 365 * 86_400_000;
    const records = [
      { body: 'kept' },
      { body: 'far future', timeUnixNano: nanosOf(Date.now() + year) },
      { body: 'older than the retention', timeUnixNano: nanosOf(Date.now() - year) },
      { body: 'no time', timeUnixNano: '0' },
    ];
    const json = await post(logsJson('mixed', records));
    expect(json.status).toBe(200);
    const { partialSuccess } = JSON.parse(json.text);
    expect(partialSuccess.rejectedLogRecords).toBe('2');
    expect(partialSuccess.errorMessage).not.toBe('');
    expect(await stored('mixed')).toEqual(['kept', 'no time']);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
    ['identity', (body: Buffer) => body],
  ] as const)('a body in %s is read', async (encoding, compress) => {
    const body = compress(logsJson(`encoded ${encoding}`, [{ body: 'x'.repeat(200_000) }]));
    const { status } = await post(body, { 'content-type': JSON_TYPE, 'content-encoding': encoding });
    expect(status).toBe(200);
    expect(await stored(`encoded ${encoding}`)).toHaveLength(1);
  });

  test('Expect: 100-continue is answered before the body', async () => {
    const body = logsJson('expecting', [{}]);
    const call = request(`${ingest.httpUrl}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE, 'content-length': body.length, expect: '100-continue' },
    });
    call.flushHeaders();
    await once(call, 'continue');
    call.end(body);
    const [response] = await once(call, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
  });

  test('Expect: 100-continue of a refused request gets the refusal instead', async () => {
    const call = request(`${ingest.httpUrl}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'content-length': 5, expect: '100-continue' },
    });
    call.flushHeaders();
    const [response] = await once(call, 'response');
    expect(response.statusCode).toBe(415);
    response.resume();
    call.destroy();
  });
});

describe('bad input', () => {
  const record = [{ body: 'x'.repeat(100) }];
  const cut = (body: Buffer) => body.subarray(0, body.length - 20);
  const gz = { 'content-encoding': 'gzip' };

  test.each<[string, number, string, Uint8Array, Record<string, string>]>([
    ['truncated protobuf', 400, PROTOBUF_TYPE, cut(logsProtobuf('bad', record)), {}],
    ['truncated JSON', 400, JSON_TYPE, cut(logsJson('bad', record)), {}],
    ['random bytes as protobuf', 400, PROTOBUF_TYPE, Buffer.alloc(5_000, 0xf7), {}],
    ['random bytes as JSON', 400, JSON_TYPE, Buffer.alloc(5_000, 0xf7), {}],
    ['JSON of the wrong shape', 400, JSON_TYPE, Buffer.from('{"resourceLogs":7}'), {}],
    ['JSON that is no object', 400, JSON_TYPE, Buffer.from('[1,2]'), {}],
    ['broken gzip', 400, JSON_TYPE, Buffer.from('this is not gzip'), gz],
    ['truncated gzip', 400, JSON_TYPE, cut(gzipSync(logsJson('bad', record))), gz],
    ['broken zstd', 400, JSON_TYPE, Buffer.from('this is not zstd'), { 'content-encoding': 'zstd' }],
    ['a gzip bomb', 413, JSON_TYPE, gzipSync(Buffer.alloc(100 * MIB)), gz],
    [
      'a zstd bomb',
      413,
      JSON_TYPE,
      zstdCompressSync(Buffer.alloc(100 * MIB)),
      { 'content-encoding': 'zstd' },
    ],
    ['too much compressed', 413, JSON_TYPE, Buffer.alloc(17 * MIB), gz],
    ['too much', 413, JSON_TYPE, Buffer.alloc(65 * MIB, 0x20), {}],
    ['an unknown encoding', 415, JSON_TYPE, logsJson('bad', record), { 'content-encoding': 'br' }],
  ])('%s: %i with a status in the request’s encoding', async (_name, expected, type, body, headers) => {
    const { status, headers: answered, text } = await post(body, { 'content-type': type, ...headers });
    expect(status).toBe(expected);
    expect(answered.get('content-type')).toBe(type);
    if (type === JSON_TYPE)
      expect(JSON.parse(text)).toMatchObject({ message: expect.stringMatching(/\w+ \w+/) });
    expect(ingest.http.bufferedBytes).toBe(0);
    expect((await post(logsJson('after bad', [{}]))).status).toBe(200);
  });

  test.each([
    ['text/plain', 415],
    ['application/grpc', 415],
    ['', 415],
  ])('content type %j: %i in words', async (type, expected) => {
    const { status, headers, text } = await post('x', type ? { 'content-type': type } : {});
    expect([status, headers.get('content-type')]).toEqual([expected, 'text/plain; charset=utf-8']);
    expect(text).toContain('application/x-protobuf');
  });

  test('an unknown path is 404, another method 405 with Allow', async () => {
    expect(await post('{}', undefined, '/v1/profiles')).toMatchObject({ status: 404 });
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(`${ingest.httpUrl}/v1/logs`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    }
  });

  test.each([
    ['JSON', JSON_TYPE, nestedJson],
    ['protobuf', PROTOBUF_TYPE, nestedProtobuf],
  ] as const)(
    'deep nesting in %s neither crashes nor costs the record beside it',
    async (name, type, make) => {
      const service = `nested ${name}`;
      const body = make(service, 10_000);
      const { status, text } = await post(body, { 'content-type': type });
      expect([status, text]).toEqual([200, expect.stringContaining('nested')]);
      expect(await stored(service)).toEqual(['flat']);
    },
  );

  test('a record of a million attributes is rejected and named, a wide one stored whole, and the request beside them too', async () => {
    const [million, wide, beside] = await Promise.all([
      post(wideProtobuf('million', 1_000_000), { 'content-type': PROTOBUF_TYPE }),
      post(wideProtobuf('wide', 10_000), { 'content-type': PROTOBUF_TYPE }),
      post(logsJson('beside the million', [{}])),
    ]);
    expect([million.status, wide.status, wide.text, beside.status]).toEqual([200, 200, '', 200]);
    expect(million.text).toContain('1 with more than 10,000 attributes');
    const rows = await ingest.rows(
      sql`SELECT toUInt32(length(LogAttributes)) AS n, LogAttributes['key.9999'] AS last FROM otel.otel_logs
        WHERE ServiceName IN ('million', 'wide')`,
    );
    expect(rows).toEqual([{ n: 10_000, last: 'value 9999' }]);
  }, 120_000);

  test('NUL bytes and invalid UTF-8 are stored as text', async () => {
    const valid = logsProtobuf('odd text', [{ body: 'a\u0000b' }, { body: 'MARK' }]);
    const at = valid.indexOf('MARK');
    valid[at] = 0xff;
    const { status } = await post(valid, { 'content-type': PROTOBUF_TYPE });
    expect(status).toBe(200);
    expect(await stored('odd text')).toEqual(['a\u0000b', '\ufffdARK']);
  });

  test('a sender that disconnects in the middle of a body leaves nothing behind', async () => {
    const before = ingest.receiver.stats.failed.cancelled ?? 0;
    const senders = Array.from({ length: 20 }, async () => {
      const socket = connect(ingest.http.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(5_000)}`,
      );
      while (ingest.http.bufferedBytes === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      socket.destroy();
    });
    await Promise.all(senders);
    await expect.poll(() => ingest.receiver.stats.failed.cancelled).toBe(before + 20);
    expect(ingest.http.bufferedBytes).toBe(0);
    expect((await post(logsJson('after the disconnect', [{}]))).status).toBe(200);
  });

  test('what is no HTTP is answered 400', async () => {
    const socket = connect(ingest.http.port, '127.0.0.1');
    socket.end('\u0016\u0003\u0001 hello\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe('browsers', () => {
  const ask = (url: string, origin: string, method: string) =>
    fetch(`${url}/v1/logs`, {
      method,
      headers: { origin, 'content-type': JSON_TYPE },
      ...(method === 'POST' && { body: '{}' }),
    });

  test.each(['http://localhost:5173', 'http://127.0.0.1:8080', 'http://[::1]:3000'])(
    'without keys a page on %s may send',
    async (origin) => {
      const preflight = await ask(ingest.httpUrl, origin, 'OPTIONS');
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      const sent = await ask(ingest.httpUrl, origin, 'POST');
      expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    },
  );

  test.each(['https://evil.example', 'http://localhost.evil.example', 'null'])(
    'without keys a page on %s may not',
    async (origin) => {
      for (const method of ['OPTIONS', 'POST']) {
        const refused = await ask(ingest.httpUrl, origin, method);
        expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      }
    },
  );
});

describe('keys', () => {
  let keyed: TestIngest;

  beforeAll(async () => {
    keyed = await startTestIngest({
      engineUrl: engine.url,
      databases: ['otel', 'other'],
      loopbackOnly: false,
      resolveIngest: async (presented) => {
        if (presented === 'key-of-first') return { database: 'otel', teamId: 'first' };
        if (presented === 'key-of-other') return { database: 'other', teamId: 'other' };
        throw new AppError('unauthorized', 'An ingest key is needed.');
      },
    });
  });

  afterAll(async () => keyed?.stop());

  const send = (headers: Record<string, string>, service: string) =>
    post(logsJson(service, [{}]), { 'content-type': JSON_TYPE, ...headers }, '/v1/logs', keyed.httpUrl);

  test.each([
    [{}],
    [{ authorization: 'Bearer wrong' }],
    [{ 'x-maple-key': 'wrong' }],
    [{ authorization: 'Basic a2V5LW9mLWZpcnN0' }],
  ])('%j is 401', async (headers) => {
    const refused = await send(headers, 'unauthorised');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(JSON.parse(refused.text)).toEqual({ code: 16, message: 'An ingest key is needed.' });
    expect(await stored('unauthorised')).toEqual([]);
  });

  test('each key opens its own database and no other', async () => {
    expect((await send({ authorization: 'Bearer key-of-first' }, 'of first')).status).toBe(200);
    expect((await send({ 'x-maple-key': 'key-of-other' }, 'of other')).status).toBe(200);
    expect([await stored('of first'), await stored('of first', 'other')]).toEqual([['hello'], []]);
    expect([await stored('of other'), await stored('of other', 'other')]).toEqual([[], ['hello']]);
  });

  test('with keys a page of any origin may send', async () => {
    const response = await fetch(`${keyed.httpUrl}/v1/logs`, {
      method: 'POST',
      headers: { origin: 'https://shop.example', 'content-type': JSON_TYPE, 'x-maple-key': 'key-of-first' },
      body: '{}',
    });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  });
});

describe('bounds', () => {
  test('bodies that together are too big are refused with Retry-After, and their room comes back', async () => {
    const tight = await startTestIngest({ engineUrl: engine.url, maxBufferedBytes: 1 * MIB });
    try {
      const socket = connect(tight.http.port, '127.0.0.1');
      await once(socket, 'connect');
      const head = `POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: ${MIB}\r\n\r\n`;
      socket.write(head + ' '.repeat(MIB - 1_000));
      await expect.poll(() => tight.http.bufferedBytes).toBe(MIB - 1_000);
      const refused = await post(
        logsJson('crowded', [{ body: 'x'.repeat(2_000) }]),
        undefined,
        '/v1/logs',
        tight.httpUrl,
      );
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
      socket.destroy();
      await expect.poll(() => tight.http.bufferedBytes).toBe(0);
      expect((await post(logsJson('crowded', [{}]), undefined, '/v1/logs', tight.httpUrl)).status).toBe(200);
    } finally {
      await tight.stop();
    }
  });

  test('a stop waits for the request that runs, and not for its connection', async () => {
    const stopping = await startTestIngest({ engineUrl: engine.url });
    const agent = new Agent({ keepAlive: true });
    const body = logsJson('while stopping', [{}]);
    const call = request(`${stopping.httpUrl}/v1/logs`, {
      agent,
      method: 'POST',
      headers: { 'content-type': JSON_TYPE, 'content-length': body.length },
    });
    call.write(body.subarray(0, 10));
    await expect.poll(() => stopping.http.bufferedBytes).toBe(10);
    expect([stopping.http.listening, stopping.grpc.listening]).toEqual([true, true]);
    const stopped = stopping.http.stop(3_600_000);
    expect(stopping.http.listening).toBe(false);
    call.end(body.subarray(10));
    const [response] = await once(call, 'response');
    expect([response.statusCode, response.headers.connection]).toEqual([200, 'keep-alive']);
    response.resume();
    await stopped;
    agent.destroy();
    await stopping.stop();
    expect([stopping.http.listening, stopping.grpc.listening]).toEqual([false, false]);
    expect(await stored('while stopping')).toEqual(['hello']);
  }, 20_000);

  test('200 requests at once become few inserts, and every one is there', async () => {
    const before = ingest.inserter.stats.inserts;
    const sent = await Promise.all(
      Array.from({ length: 200 }, (_, i) => post(logsJson('burst', [{ body: `burst ${i}` }]))),
    );
    expect(sent.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(await stored('burst')).size).toBe(200);
    expect(ingest.inserter.stats.inserts - before).toBeLessThan(100);
  });
});
