// What senders are told, over both transports, while the database is away or does not keep up.
import { createServer, type Server, type Socket } from 'node:net';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logsJson, logsProtobuf } from './otlp-testing.ts';
import { startTestIngest, type TestIngest } from './testing.ts';

const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

/** `details { type_url: RetryInfo, value { retry_delay { seconds: 1 } } }` of a google.rpc.Status. */
const RETRY_IN_ONE_SECOND = Buffer.concat([
  Buffer.from('type.googleapis.com/google.rpc.RetryInfo'),
  Buffer.from([0x12, 0x04, 0x0a, 0x02, 0x08, 0x01]),
]);

function post(ingest: TestIngest, body: Buffer): Promise<Response> {
  return fetch(`${ingest.httpUrl}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new Uint8Array(body),
  });
}

function call(client: Client, body: Buffer): Promise<ServiceError | undefined> {
  const asIs = (bytes: Buffer) => bytes;
  return new Promise((resolve) => {
    client.makeUnaryRequest(LOGS, asIs, asIs, body, new Metadata(), (error) => resolve(error ?? undefined));
  });
}

function retryInfo(error: ServiceError | undefined): Buffer {
  return error?.metadata.get('grpc-status-details-bin')[0] as Buffer;
}

describe('nobody answers', () => {
  let ingest: TestIngest;
  let client: Client;

  beforeAll(async () => {
    ingest = await startTestIngest({ engineUrl: 'http://127.0.0.1:1', databases: [] });
    client = new Client(ingest.grpcAddress, credentials.createInsecure());
  });

  afterAll(async () => {
    client?.close();
    await ingest?.stop();
  });

  test('HTTP is 503 with Retry-After and RetryInfo', async () => {
    const response = await post(ingest, logsJson('away', [{}]));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({
      code: 14,
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' }],
    });
  });

  test('gRPC is UNAVAILABLE with RetryInfo', async () => {
    const error = await call(client, logsProtobuf('away', [{}]));
    expect(error).toMatchObject({ code: status.UNAVAILABLE });
    expect(retryInfo(error).includes(RETRY_IN_ONE_SECOND)).toBe(true);
  });

  test('an empty request needs no database', async () => {
    expect((await post(ingest, Buffer.from('{}'))).status).toBe(200);
    expect(await call(client, Buffer.alloc(0))).toBeUndefined();
  });
});

describe('the database hangs and the queue is full', () => {
  const MAX = 20_000;
  const big = [{ body: 'x'.repeat(9_000) }];
  const sockets = new Set<Socket>();
  let hung: Server;
  let ingest: TestIngest;
  let client: Client;
  let waiting: Promise<unknown>[];

  beforeEach(async () => {
    hung = createServer((socket) => sockets.add(socket.on('error', () => {})));
    await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve));
    const { port } = hung.address() as { port: number };
    ingest = await startTestIngest({
      engineUrl: `http://127.0.0.1:${port}`,
      databases: [],
      maxQueuedBytes: MAX,
    });
    client = new Client(ingest.grpcAddress, credentials.createInsecure());
    waiting = [post(ingest, logsJson('hung', big)), post(ingest, logsJson('hung', big))];
    await expect.poll(() => ingest.inserter.stats.queuedRows).toBe(2);
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    hung.close();
    client.close();
    await ingest.stop();
  });

  test('HTTP is 429 with Retry-After, gRPC RESOURCE_EXHAUSTED with RetryInfo, and the queue stays in its bounds', async () => {
    for (let i = 0; i < 50; i++) {
      const response = await post(ingest, logsJson('hung', big));
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    }
    const error = await call(client, logsProtobuf('hung', big));
    expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(retryInfo(error).includes(RETRY_IN_ONE_SECOND)).toBe(true);
    expect(ingest.inserter.stats.queuedBytes).toBeLessThanOrEqual(MAX);
    expect(ingest.inserter.stats.refused).toBe(51);
    expect([ingest.http.bufferedBytes, ingest.grpc.bufferedBytes]).toEqual([0, 0]);
  });

  test('when the database goes, those that waited are told to retry', async () => {
    hung.close();
    for (const socket of sockets) socket.destroy();
    const answers = (await Promise.all(waiting)) as Response[];
    expect(answers.map((answer) => [answer.status, answer.headers.get('retry-after')])).toEqual([
      [503, '1'],
      [503, '1'],
    ]);
    expect(ingest.inserter.stats).toMatchObject({ queuedBytes: 0, queuedRows: 0, inFlight: 0 });
  });
});
