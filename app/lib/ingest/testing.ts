// Test support: the whole way in, from both sockets to the tables of a real engine.
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { createInserter, type Inserter } from '#app/lib/clickhouse/inserter.server.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { BodyLimits } from './body.server.ts';
import { startOtlpGrpc } from './grpc.server.ts';
import { startOtlpHttp } from './http.server.ts';
import type { Listener } from './listener.ts';
import type { IngestQuota } from './quota.ts';
import { createReceiver, type Receiver, type ResolveIngest } from './receive.server.ts';

export interface TestIngest {
  readonly clickhouse: ClickHouse;
  readonly inserter: Inserter;
  readonly receiver: Receiver;
  readonly http: Listener;
  readonly grpc: Listener;
  readonly httpUrl: string;
  readonly grpcAddress: string;
  /** The rows of a SELECT. */
  rows<Row>(statement: Fragment): Promise<Row[]>;
  stop(): Promise<void>;
}

export interface TestIngestOptions {
  readonly engineUrl: string;
  readonly databases?: readonly string[];
  /** Without it no key is needed and all goes to the first database. */
  readonly resolveIngest?: ResolveIngest;
  readonly loopbackOnly?: boolean;
  readonly maxQueuedBytes?: number;
  readonly maxBufferedBytes?: number;
  readonly limits?: BodyLimits;
  readonly maxMessageBytes?: number;
  readonly quota?: IngestQuota;
}

const MIGRATIONS = fileURLToPath(new URL('../../../clickhouse/migrations', import.meta.url));
const QUIET = pino({ level: 'silent' });
const RETENTION_DAYS = 30;
const MIB = 1024 * 1024;

/** Migrates the databases and listens on free ports. */
export async function startTestIngest(options: TestIngestOptions): Promise<TestIngest> {
  const {
    engineUrl,
    databases = ['otel'],
    maxQueuedBytes = 128 * MIB,
    maxBufferedBytes = 128 * MIB,
  } = options;
  const clickhouse = createClickHouse({ url: engineUrl, user: 'default', password: '' });
  for (const database of databases) {
    const retentionDays = RETENTION_DAYS;
    await migrate({
      clickhouse,
      database,
      cluster: undefined,
      retentionDays,
      directory: MIGRATIONS,
      log: QUIET,
    });
  }
  const inserter = createInserter({ clickhouse, maxQueuedBytes, log: QUIET });
  const first = { database: databases[0] ?? 'otel', teamId: 'first' };
  const receiver = createReceiver({
    inserter,
    resolveIngest: options.resolveIngest ?? (async () => first),
    retentionDays: () => RETENTION_DAYS,
    log: QUIET,
    ...(options.quota && { quota: options.quota }),
  });
  const common = { host: '127.0.0.1', port: 0, receiver, maxBufferedBytes, log: QUIET };
  const http = await startOtlpHttp({
    ...common,
    loopbackOnly: options.loopbackOnly ?? true,
    ...(options.limits && { limits: options.limits }),
  });
  const grpc = await startOtlpGrpc({
    ...common,
    ...(options.maxMessageBytes !== undefined && { maxMessageBytes: options.maxMessageBytes }),
  });
  return {
    clickhouse,
    inserter,
    receiver,
    http,
    grpc,
    httpUrl: `http://127.0.0.1:${http.port}`,
    grpcAddress: `127.0.0.1:${grpc.port}`,
    rows: async <Row>(statement: Fragment) => (await clickhouse.query<Row>(statement)).rows,
    async stop() {
      await Promise.all([http.stop(1_000), grpc.stop(1_000)]);
      await inserter.stop();
      await clickhouse.close();
    },
  };
}
