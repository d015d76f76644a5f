// A reader of log records over a test's own engine, for tests and benchmarks: the built-in sources and tables of its own.
import { pino } from 'pino';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { DEFAULT_LIMITS, type QueryLimits } from '#app/lib/clickhouse/limits.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { SourceReader } from '#app/lib/reading/reading.server.ts';
import { builtInSource } from '#app/lib/sources/builtin.ts';
import { openBuiltIn, openCustom } from '#app/lib/sources/open.server.ts';
import { type SourceExpressions, sourceInput } from '#app/lib/sources/schema.ts';
import type { Source } from '#app/lib/telemetry/source.ts';

const log = pino({ level: 'silent' });

/** Only these of a tenant matter to a reader. */
export const testTenant = {
  teamId: 'team',
  database: 'otel',
  scopes: new Set(['read']),
  actor: { kind: 'loopback' },
} as unknown as Tenant;

/** Makes the tables of `testTenant`. */
export async function migrateTestDatabase(clickhouse: ClickHouse): Promise<void> {
  await migrate({
    clickhouse,
    database: testTenant.database,
    cluster: undefined,
    retentionDays: 3650,
    directory: 'clickhouse/migrations',
    log,
  });
}

export interface TestReader extends SourceReader {
  /** Makes a table of the test's database a source, opened anew by each question. */
  add(table: string, expressions: Partial<SourceExpressions> & { readonly timestamp: string }): void;
  /** Sources that are remembered are forgotten: keys that came since are then known. */
  forget(): void;
}

export function createTestReader(
  clickhouse: ClickHouse,
  { now, limits = {} }: { readonly now: () => number; readonly limits?: Partial<QueryLimits> },
): TestReader {
  const where = {
    clickhouse,
    database: testTenant.database,
    keysOf: <Keys>(load: () => Promise<Keys>) => load(),
  };
  const custom = new Map<string, Parameters<typeof openCustom>[0]>();
  const opened = new Map<string, Promise<Source>>();
  const open = (name: string): Promise<Source> => {
    const builtIn = builtInSource(name);
    if (builtIn) return openBuiltIn(builtIn, where);
    const definition = custom.get(name);
    if (definition === undefined) throw new AppError('not_found', `There is no source "${name}".`);
    return openCustom(definition, where);
  };
  return {
    now,
    running: new RunningQueries({ all: { ...DEFAULT_LIMITS, ...limits }, byRole: {} }),
    sources: {
      async open(_tenant, name) {
        const source = opened.get(name) ?? open(name);
        opened.set(name, source);
        return { source: await source, clickhouse, defaultColumns: [], forget: () => opened.delete(name) };
      },
    },
    add(table, expressions) {
      const input = sourceInput.parse({ name: table, kind: 'log', table, expressions });
      custom.set(table, { ...input, id: table, isBuiltIn: false });
    },
    forget: () => opened.clear(),
  };
}
