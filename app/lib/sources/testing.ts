// Test support: sources over a real engine and a real SQLite file.
import { pino } from 'pino';
import { createSealer } from '#app/lib/auth/seal.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { teams } from '#drizzle/schema.ts';
import { createSources, type Sources } from './sources.server.ts';

export const SECRET = 'a secret that only the tests know, 32+';

const SOMEBODY = { actor: { kind: 'loopback' }, client: { address: '', userAgent: '' } } as const;

interface TestSources {
  readonly sources: Sources;
  readonly clickhouse: ClickHouse;
  readonly identity: TestIdentity;
  /** Two teams, each with a database of its own: `otel` and `otel_theirs`. */
  readonly ours: Tenant;
  readonly theirs: Tenant;
  /** Milliseconds since the epoch, as the sources see it. */
  readonly clock: { now: number };
  /** Runs statements that are written out, one a line. */
  run(statements: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything. `stop` leaves nothing behind. */
export async function startTestSources(options: { allowedHosts?: string[] } = {}): Promise<TestSources> {
  const engine = await startTestEngine();
  const clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  const identity = openTestIdentity();
  const log = pino({ level: 'silent' });
  const retentionDays = 3650;
  for (const database of ['otel', 'otel_theirs'])
    await migrate({
      clickhouse,
      database,
      cluster: undefined,
      retentionDays,
      directory: 'clickhouse/migrations',
      log,
    });
  identity.db
    .insert(teams)
    .values({ id: 'theirs', slug: 'theirs', name: 'Theirs', database: 'otel_theirs' })
    .run();
  const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
  const sources = createSources({
    db: identity.db,
    readerOf: () => clickhouse,
    sealer: createSealer(SECRET),
    allowedHosts: options.allowedHosts ?? [],
    log,
    now: () => clock.now,
  });
  return {
    sources,
    clickhouse,
    identity,
    // Only team and database matter to sources; who it is, to the audit log.
    ours: { teamId: identity.team.id, database: 'otel', ...SOMEBODY } as Tenant,
    theirs: { teamId: 'theirs', database: 'otel_theirs', ...SOMEBODY } as Tenant,
    clock,
    async run(statements) {
      for (const statement of statements.split(';\n').filter((text) => text.trim() !== ''))
        await clickhouse.command(raw(statement));
    },
    async stop() {
      await sources.close();
      await clickhouse.close();
      await engine.stop();
      identity.close();
    },
  };
}
