// Ingest keys of two teams over both transports: each leads to its own team's database, and what is no good key gets nowhere.
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import {
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '#app/lib/auth/keys.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, sql, str } from '#app/lib/sql/sql.ts';
import { apiKeys, teams } from '#drizzle/schema.ts';
import { logsProtobuf } from './otlp-testing.ts';
import { startTestIngest, type TestIngest } from './testing.ts';

const DATABASES = ['otel', 'otel_shop', 'otel_leaving'] as const;
const EXPORT = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let identity: TestIdentity;
let ingest: TestIngest;
let client: Client;
const keys: Record<string, string> = { wrong: 'mpl_wrong-wrong-wrong-wrong-wrong-wrong-0123456' };
let now = Date.now();

beforeAll(async () => {
  engine = await startTestEngine();
  identity = openTestIdentity({ isLoopback: false, now: () => now });
  const { db } = identity;
  for (const id of ['shop', 'leaving'])
    db.insert(teams)
      .values({ id, slug: id, name: id, database: `otel_${id}` })
      .run();
  const make = (name: string, teamId: string, more: object = {}) => {
    keys[name] = createKey(db, { teamId, name, scopes: ['ingest'], ...more }).key;
  };
  make('default', identity.team.id);
  make('shop', 'shop');
  make('several', 'shop', { scopes: ['ingest', 'read'], allowedSources: ['traces'] });
  make('reader', 'shop', { scopes: ['read', 'write', 'admin'] });
  make('expired', 'shop', { expiresAt: new Date(now - 1) });
  make('revoked', 'shop');
  db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.name, 'revoked')).run();
  make('leaving', 'leaving');
  db.update(teams)
    .set({ dropAfter: new Date(now + 86_400_000) })
    .where(eq(teams.id, 'leaving'))
    .run();
  ingest = await startTestIngest({
    engineUrl: engine.url,
    databases: DATABASES,
    loopbackOnly: false,
    resolveIngest: async (key) => identity.tenants.ofIngestKey(key),
  });
  client = new Client(ingest.grpcAddress, credentials.createInsecure());
});

afterAll(async () => {
  client?.close();
  await ingest?.stop();
  identity?.close();
  await engine?.stop();
});

type Header = readonly [name: string, value: string];

/** Sends one record and answers `ok`, or the status of the refusal. */
type Send = (service: string, header: Header | undefined) => Promise<string>;

const overHttp =
  (gzip: boolean): Send =>
  async (service, header) => {
    const plain = logsProtobuf(service, [{}]);
    const response = await fetch(`${ingest.httpUrl}/v1/logs`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-protobuf',
        ...(gzip && { 'content-encoding': 'gzip' }),
        ...(header && { [header[0]]: header[1] }),
      },
      body: new Uint8Array(gzip ? gzipSync(plain) : plain),
    });
    await response.arrayBuffer();
    return response.ok ? 'ok' : String(response.status);
  };

const overGrpc =
  (sender: () => Client): Send =>
  (service, header) => {
    const metadata = new Metadata();
    if (header) metadata.set(...header);
    const asIs = (bytes: Buffer) => bytes;
    return new Promise((resolve) => {
      sender().makeUnaryRequest(
        EXPORT,
        asIs,
        asIs,
        logsProtobuf(service, [{}]),
        metadata,
        (error: ServiceError | null) => resolve(error ? (status[error.code] ?? '') : 'ok'),
      );
    });
  };

let gzipped: Client;
beforeAll(() => {
  gzipped = new Client(ingest.grpcAddress, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': compressionAlgorithms.gzip,
  });
});
afterAll(() => gzipped?.close());

const TRANSPORTS: readonly [string, Send, { readonly unauthorized: string; readonly forbidden: string }][] = [
  ['HTTP', overHttp(false), { unauthorized: '401', forbidden: '403' }],
  ['HTTP, gzip', overHttp(true), { unauthorized: '401', forbidden: '403' }],
  ['gRPC', overGrpc(() => client), { unauthorized: 'UNAUTHENTICATED', forbidden: 'PERMISSION_DENIED' }],
  [
    'gRPC, gzip',
    overGrpc(() => gzipped),
    { unauthorized: 'UNAUTHENTICATED', forbidden: 'PERMISSION_DENIED' },
  ],
];

/** The databases that have records of a service. */
async function found(service: string): Promise<string[]> {
  const where: string[] = [];
  for (const database of DATABASES) {
    const rows = await ingest.rows(
      sql`SELECT 1 FROM ${ident(database, 'otel_logs')} WHERE ServiceName = ${str(service)}`,
    );
    if (rows.length > 0) where.push(database);
  }
  return where;
}

describe.each(TRANSPORTS)('%s', (transport, send, answers) => {
  test.each([
    ['default', 'authorization', 'Bearer ', 'otel'],
    ['shop', 'authorization', 'Bearer ', 'otel_shop'],
    ['shop', 'authorization', 'bearer  ', 'otel_shop'],
    ['shop', 'x-maple-key', '', 'otel_shop'],
    ['several', 'x-maple-key', '', 'otel_shop'],
  ])('the key "%s" as %s: %s… leads to its team', async (name, header, prefix, database) => {
    const service = `${transport} ${name} ${header} ${prefix}`;
    expect(await send(service, [header, `${prefix}${keys[name]}`])).toBe('ok');
    expect(await found(service)).toEqual([database]);
  });

  test.each([
    ['wrong', 'unauthorized'],
    ['expired', 'unauthorized'],
    ['revoked', 'unauthorized'],
    ['leaving', 'unauthorized'],
    ['reader', 'forbidden'],
  ] as const)('the key "%s" is refused', async (name, why) => {
    const service = `${transport} ${name}`;
    expect(await send(service, ['authorization', `Bearer ${keys[name]}`])).toBe(answers[why]);
    expect(await found(service)).toEqual([]);
  });

  test('no key, another scheme, and a key that only looks like one are refused', async () => {
    const service = `${transport} nothing`;
    const shop = keys.shop ?? '';
    expect(await send(service, undefined)).toBe(answers.unauthorized);
    for (const value of [`Basic ${shop}`, 'Bearer ', `Bearer ${shop}x`, `Bearer ${shop.slice(0, -1)}`])
      expect([value, await send(service, ['authorization', value])]).toEqual([value, answers.unauthorized]);
    expect(await found(service)).toEqual([]);
  });

  test('a key that is revoked, or expires, while its connection lives on is refused by the next call', async () => {
    const { db } = identity;
    const expiresAt = new Date(now + 60_000);
    const fields = { teamId: 'shop', scopes: ['ingest'] as const, expiresAt };
    const revoked = createKey(db, { ...fields, name: 'to revoke' });
    const expiring = createKey(db, { ...fields, name: 'to expire' });
    for (const { key } of [revoked, expiring])
      expect(await send(`${transport} before`, ['x-maple-key', key])).toBe('ok');
    db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, revoked.id)).run();
    expect(await send(`${transport} after`, ['x-maple-key', revoked.key])).toBe(answers.unauthorized);
    now += 61_000;
    expect(await send(`${transport} after`, ['x-maple-key', expiring.key])).toBe(answers.unauthorized);
    expect(await found(`${transport} after`)).toEqual([]);
  });
});

test('a key that is revoked while the body is on its way stores nothing', async () => {
  const { id, key } = createKey(identity.db, { teamId: 'shop', name: 'slow', scopes: ['ingest'] });
  const body = logsProtobuf('slow', [{}]);
  const slow = async (end: () => void) => {
    const call = request(`${ingest.httpUrl}/v1/logs`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-length': body.length,
        'x-maple-key': key,
      },
    });
    call.write(body.subarray(0, 10));
    await expect.poll(() => ingest.http.bufferedBytes).toBe(10);
    end();
    await sleep(600);
    call.end(body.subarray(10));
    const [response] = await once(call, 'response');
    response.resume();
    return response.statusCode;
  };
  expect(await slow(() => {})).toBe(200);
  const revoke = () =>
    identity.db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, id)).run();
  expect(await slow(revoke)).toBe(401);
  const rows = await ingest.rows(sql`SELECT 1 FROM otel_shop.otel_logs WHERE ServiceName = 'slow'`);
  expect(rows).toHaveLength(1);
});

test('a team that comes back takes telemetry with the same key again', async () => {
  identity.db.update(teams).set({ dropAfter: null }).where(eq(teams.id, 'leaving')).run();
  expect(await overHttp(false)('came back', ['x-maple-key', keys.leaving ?? ''])).toBe('ok');
  expect(await found('came back')).toEqual(['otel_leaving']);
});

test('when a key was used last is noted, to the minute', async () => {
  const lastUse = () =>
    identity.db.select({ at: apiKeys.lastUsedAt }).from(apiKeys).where(eq(apiKeys.name, 'shop')).get()?.at;
  now += 120_000;
  await overHttp(false)('use', ['x-maple-key', keys.shop ?? '']);
  const first = lastUse();
  expect(first).toEqual(new Date(now));
  now += 59_000;
  await overHttp(false)('use', ['x-maple-key', keys.shop ?? '']);
  expect(lastUse()).toEqual(first);
});
