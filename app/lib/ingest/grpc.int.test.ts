// OTLP/gRPC on a real socket: keys, partial success, bad input, retry delays, and memory that stays bounded.
import { connect as connectHttp2 } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import { logsProtobuf, nanosOf, nestedProtobuf } from './otlp-testing.ts';
import { startTestIngest, type TestIngest } from './testing.ts';

const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
const MIB = 1024 * 1024;

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let ingest: TestIngest;
let client: Client;

beforeAll(async () => {
  engine = await startTestEngine();
  ingest = await startTestIngest({ engineUrl: engine.url });
  client = new Client(ingest.grpcAddress, credentials.createInsecure());
});

afterAll(async () => {
  client?.close();
  await ingest?.stop();
  await engine?.stop();
});

/** The answer's bytes, or what went wrong. */
function call(
  body: Buffer,
  {
    path = LOGS,
    metadata = {},
    via = client,
  }: { path?: string; metadata?: Record<string, string>; via?: Client } = {},
): Promise<Buffer | ServiceError> {
  const asIs = (bytes: Buffer) => bytes;
  const headers = new Metadata();
  for (const [name, value] of Object.entries(metadata)) headers.set(name, value);
  return new Promise((resolve) => {
    via.makeUnaryRequest(path, asIs, asIs, body, headers, (error, answer) => {
      resolve(error ?? answer ?? Buffer.alloc(0));
    });
  });
}

async function stored(service: string, database: 'otel' | 'other' = 'otel'): Promise<string[]> {
  const table = database === 'otel' ? sql`otel.otel_logs` : sql`other.otel_logs`;
  const rows = await ingest.rows<{ Body: string }>(
    sql`SELECT Body FROM ${table} WHERE ServiceName = ${str(service)} ORDER BY Body`,
  );
  return rows.map((row) => row.Body);
}

const good = (service: string) => logsProtobuf(service, [{}]);

test('full success is an empty message, and the record is there', async () => {
  expect(await call(good('grpc'))).toEqual(Buffer.alloc(0));
  expect(await stored('grpc')).toEqual(['hello']);
});

test.each([
  LOGS,
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
])('%s: an empty request succeeds', async (path) => {
  expect(await call(Buffer.alloc(0), { path })).toEqual(Buffer.alloc(0));
});

test('valid records of a mixed batch are kept, the others counted', async () => {
  const year = 365 * 86_400_000;
  const answer = await call(
    logsProtobuf('grpc mixed', [
      { body: 'kept' },
      { body: 'future', timeUnixNano: nanosOf(Date.now() + year) },
      { body: 'no time', timeUnixNano: '0' },
    ]),
  );
  // partial_success { rejected_log_records: 1, error_message: … }
  expect(answer).toBeInstanceOf(Buffer);
  expect((answer as Buffer).subarray(2, 5)).toEqual(Buffer.from([0x08, 0x01, 0x12]));
  expect(await stored('grpc mixed')).toEqual(['kept', 'no time']);
});

describe('bad input', () => {
  test.each([
    ['random bytes', Buffer.alloc(5_000, 0xf7)],
    ['a truncated request', good('grpc bad').subarray(0, -3)],
  ])('%s is INVALID_ARGUMENT with a Status in the details', async (_name, body) => {
    const error = await call(body);
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringMatching(/\w+ \w+/) });
    const [details] = (error as ServiceError).metadata.get('grpc-status-details-bin');
    expect((details as Buffer).subarray(0, 2)).toEqual(Buffer.from([0x08, status.INVALID_ARGUMENT]));
    expect(await call(good('grpc after bad'))).toEqual(Buffer.alloc(0));
  });

  test('deep nesting neither crashes nor costs the record beside it', async () => {
    const answer = await call(nestedProtobuf('grpc nested', 10_000));
    expect(String(answer)).toContain('nested');
    expect(await stored('grpc nested')).toEqual(['flat']);
  });

  test('an unknown service or method is UNIMPLEMENTED', async () => {
    for (const path of ['/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export', `${LOGS}All`])
      expect(await call(Buffer.alloc(0), { path })).toMatchObject({ code: status.UNIMPLEMENTED });
  });

  test('too big a message is RESOURCE_EXHAUSTED and gives its place back', async () => {
    expect(await call(Buffer.alloc(17 * MIB))).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    await expect.poll(() => ingest.grpc.bufferedBytes).toBe(0);
    expect(await call(good('grpc after big'))).toEqual(Buffer.alloc(0));
  });

  test.each([
    ['any request may', 160, 'more than 256 MiB of rows'],
    ['the queue may ever hold', 80, 'more rows than fit the ingest queue'],
  ])(
    'what becomes more rows than %s is RESOURCE_EXHAUSTED, and not to be retried',
    async (_name, records, reason) => {
      // Each row repeats its resource.
      const body = logsProtobuf('x'.repeat(MIB), Array(records).fill({}));
      const error = (await call(body)) as ServiceError;
      expect(error).toMatchObject({
        code: status.RESOURCE_EXHAUSTED,
        details: expect.stringContaining(reason),
      });
      const [details] = error.metadata.get('grpc-status-details-bin');
      // A sender gives up on this code unless the details say when to retry.
      expect(String(details)).toContain(reason);
      expect(String(details)).not.toContain('RetryInfo');
      expect(await call(good('grpc after growing'))).toEqual(Buffer.alloc(0));
    },
  );

  test('a gzip bomb is RESOURCE_EXHAUSTED, broken gzip an error, and both give their place back', async () => {
    expect(await raw(gzipSync(Buffer.alloc(100 * MIB)))).toBe(String(status.RESOURCE_EXHAUSTED));
    expect(await raw(Buffer.from('this is not gzip'))).toBe(String(status.INTERNAL));
    await expect.poll(() => ingest.grpc.bufferedBytes).toBe(0);
    expect(await raw(gzipSync(good('grpc gzip')))).toBe(String(status.OK));
    expect(await stored('grpc gzip')).toEqual(['hello']);
  });

  test('senders that leave in the middle of a message give their places back', async () => {
    const session = connectHttp2(`http://${ingest.grpcAddress}`);
    const streams = Array.from({ length: 30 }, () => {
      const stream = session.request({
        ':method': 'POST',
        ':path': LOGS,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('error', () => {});
      stream.write(Buffer.from([0, 0, 1, 0, 0, 1, 2, 3]));
      return stream;
    });
    await expect.poll(() => ingest.grpc.bufferedBytes).toBeGreaterThan(0);
    for (const stream of streams) stream.close();
    session.destroy();
    await expect.poll(() => ingest.grpc.bufferedBytes).toBe(0);
    expect(await call(good('grpc after leaving'))).toEqual(Buffer.alloc(0));
  });
});

/** Sends a compressed message by hand and gives its grpc-status. */
function raw(message: Buffer): Promise<string> {
  const session = connectHttp2(`http://${ingest.grpcAddress}`);
  const frame = Buffer.alloc(5);
  frame.writeUInt8(1, 0);
  frame.writeUInt32BE(message.length, 1);
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': LOGS,
      'content-type': 'application/grpc',
      'grpc-encoding': 'gzip',
      te: 'trailers',
    });
    const done = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] === undefined) return;
      resolve(String(headers['grpc-status']));
      session.close();
    };
    stream.on('response', done);
    stream.on('trailers', done);
    stream.on('error', reject);
    stream.resume();
    stream.end(Buffer.concat([frame, message]));
  });
}

describe('keys', () => {
  let keyed: TestIngest;
  let sender: Client;

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
    sender = new Client(keyed.grpcAddress, credentials.createInsecure());
  });

  afterAll(async () => {
    sender?.close();
    await keyed?.stop();
  });

  test.each([[{}], [{ authorization: 'Bearer wrong' }], [{ 'x-maple-key': 'wrong' }]])(
    '%j is UNAUTHENTICATED',
    async (metadata) => {
      expect(await call(good('grpc unauthorised'), { metadata, via: sender })).toMatchObject({
        code: status.UNAUTHENTICATED,
        details: 'An ingest key is needed.',
      });
      expect(await stored('grpc unauthorised')).toEqual([]);
    },
  );

  test('each key opens its own database and no other', async () => {
    await call(good('grpc first'), { metadata: { authorization: 'Bearer key-of-first' }, via: sender });
    await call(good('grpc other'), { metadata: { 'x-maple-key': 'key-of-other' }, via: sender });
    expect([await stored('grpc first'), await stored('grpc first', 'other')]).toEqual([['hello'], []]);
    expect([await stored('grpc other'), await stored('grpc other', 'other')]).toEqual([[], ['hello']]);
  });
});

test('200 calls at once become few inserts, and every one is there', async () => {
  const before = ingest.inserter.stats.inserts;
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) => call(logsProtobuf('grpc burst', [{ body: `burst ${i}` }]))),
  );
  expect(answers.every((answer) => answer instanceof Buffer)).toBe(true);
  expect(new Set(await stored('grpc burst')).size).toBe(200);
  expect(ingest.inserter.stats.inserts - before).toBeLessThan(100);
});
