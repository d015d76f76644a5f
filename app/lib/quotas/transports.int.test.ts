// A team that sends too much, over both real transports into the real engine: refused with a time to come back, then taken.
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { logsProtobuf } from '#app/lib/ingest/otlp-testing.ts';
import type { IngestTarget } from '#app/lib/ingest/receive.server.ts';
import { startTestIngest, type TestIngest } from '#app/lib/ingest/testing.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import { openTestQuotas, type TestQuotas } from './testing.ts';

const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let quotas: TestQuotas;
let ingest: TestIngest;
let client: Client;

beforeAll(async () => {
  engine = await startTestEngine();
  quotas = openTestQuotas();
  ingest = await startTestIngest({
    engineUrl: engine.url,
    quota: quotas.quotas,
    resolveIngest: async () => ({ database: 'otel', teamId: quotas.team.id }),
  });
  client = new Client(ingest.grpcAddress, credentials.createInsecure());
});

afterAll(async () => {
  client?.close();
  await ingest?.stop();
  quotas?.close();
  await engine?.stop();
});

const body = (service: string, records: number) => logsProtobuf(service, Array(records).fill({}));

function post(bytes: Buffer): Promise<Response> {
  return fetch(`${ingest.httpUrl}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: new Uint8Array(bytes),
  });
}

function call(bytes: Buffer): Promise<Buffer | ServiceError> {
  const asIs = (sent: Buffer) => sent;
  return new Promise((resolve) => {
    client.makeUnaryRequest(LOGS, asIs, asIs, bytes, new Metadata(), (error, answer) =>
      resolve(error ?? answer ?? Buffer.alloc(0)),
    );
  });
}

async function stored(service: string): Promise<number> {
  const [row] = await ingest.rows<{ n: string }>(
    sql`SELECT count() AS n FROM otel.otel_logs WHERE ServiceName = ${str(service)}`,
  );
  return Number(row?.n);
}

test('HTTP: 429 with Retry-After before and after the decoding, and 200 when that time has passed', async () => {
  quotas.set({ ingest: { recordsPerSecond: 2 } });
  expect((await post(body('http quota', 9))).status).toBe(200);
  const tooMany = await post(body('http quota', 3));
  expect([tooMany.status, tooMany.headers.get('retry-after')]).toEqual([429, '1']);
  expect(tooMany.headers.get('content-type')).toBe('application/x-protobuf');
  expect(await tooMany.text()).toContain('at most 2 records per second');
  expect((await post(body('http quota', 1))).status).toBe(200);
  const atOnce = await post(Buffer.from('not even read'));
  expect([atOnce.status, atOnce.headers.get('retry-after')]).toEqual([429, '1']);
  quotas.pass(2);
  expect((await post(body('http quota', 3))).status).toBe(200);
  // What was acknowledged is there, and nothing else.
  expect(await stored('http quota')).toBe(13);
  expect(quotas.days.todays(quotas.team.id)).toMatchObject({ records: 13, refused: 2 });
});

test('gRPC: RESOURCE_EXHAUSTED with RetryInfo, so that senders try again, and then OK', async () => {
  quotas.pass(100);
  const bytes = body('grpc quota', 4);
  quotas.set({ ingest: { bytesPerSecond: Math.ceil(bytes.length / 5) } });
  expect(await call(bytes)).toEqual(Buffer.alloc(0));
  const error = (await call(bytes)) as ServiceError;
  expect(error).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    details: expect.stringContaining('per second'),
  });
  const [details] = error.metadata.get('grpc-status-details-bin');
  expect(String(details)).toContain('google.rpc.RetryInfo');
  quotas.pass(5);
  expect(await call(bytes)).toEqual(Buffer.alloc(0));
  expect(await stored('grpc quota')).toBe(8);
});

test('what ClickHouse does not take is given back', async () => {
  quotas.pass(100);
  const before = quotas.days.todays(quotas.team.id);
  const bytes = body('away', 2);
  quotas.set({ ingest: { bytesPerDay: before.bytes + bytes.length } });
  await ingest.clickhouse.command(sql`RENAME TABLE otel.otel_logs TO otel.away`);
  expect((await post(bytes)).status).toBe(503);
  await ingest.clickhouse.command(sql`RENAME TABLE otel.away TO otel.otel_logs`);
  expect(quotas.days.todays(quotas.team.id)).toEqual(before);
  expect((await post(bytes)).status).toBe(200);
  expect((await post(bytes)).status).toBe(429);
});

test('what Maple says about itself is stored when the team may send nothing, and does not count', async () => {
  quotas.pass(100);
  quotas.set({ ingest: { recordsPerDay: 6 } });
  const stood = await stored('maple');
  const before = quotas.days.todays(quotas.team.id);
  const used = quotas.quotas.usedBy(quotas.team.id);
  const own = { database: 'otel', teamId: quotas.team.id, isOwn: true };
  const bytes = body('maple', 5);
  const send = (target: IngestTarget) =>
    ingest.receiver.receive(target, 'logs', 'protobuf', { bytes, release: () => {} });
  expect(await send(own)).toMatchObject({ accepted: 5 });
  expect(await stored('maple')).toBe(stood + 5);
  expect(quotas.days.todays(quotas.team.id)).toEqual(before);
  expect(quotas.quotas.usedBy(quotas.team.id)).toEqual(used);
  await expect(send({ ...own, isOwn: false })).rejects.toMatchObject({ code: 'rate_limited' });
});
