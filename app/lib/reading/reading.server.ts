// One question to one source: opened, limited, counted, and stopped when the one who asked goes away or cancels.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse, Statistics } from '#app/lib/clickhouse/client.server.ts';
import { expressionMistake } from '#app/lib/clickhouse/guard.server.ts';
import type { QueryLimits } from '#app/lib/clickhouse/limits.ts';
import { type SourceOpener, withSource } from '#app/lib/clickhouse/open-source.ts';
import type { RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';

/** What reading log records needs. */
export interface SourceReader {
  readonly sources: SourceOpener;
  readonly running: RunningQueries;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The statements of one question: they share a time limit and are counted together. */
export interface Reading {
  readonly source: Source;
  readonly clickhouse: ClickHouse;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** What all statements together may cost. */
  readonly limits: QueryLimits;
  /** What all statements so far have cost. */
  readonly statistics: Statistics;
  query<Row>(statement: Fragment, settings?: Readonly<Record<string, string | number>>): Promise<Row[]>;
}

/**
 * A table of somebody else may have columns named like what our statements select: `ts`, `body`, `service`. Without this the
 * engine would take ours for theirs inside of conditions.
 */
export const COLUMNS_FIRST = { prefer_column_name_to_alias: 1 } as const;

/** What names a question: the source it is about, and the client's own name for it. */
interface Question {
  readonly source: string;
  readonly operationId?: string | undefined;
  readonly query?: string;
  readonly language?: 'lucene' | 'sql';
}

/**
 * Opens the source and runs the statements of `ask` within the tenant's limits. Throws the AppErrors of SourceOpener, of
 * RunningQueries and of ClickHouse. `kind` is what the operation is called among those that run, e.g. `logs.search`.
 */
export async function reading<Answer>(
  { sources, running, now }: SourceReader,
  tenant: Tenant,
  kind: string,
  question: Question,
  signal: AbortSignal | undefined,
  ask: (reading: Reading) => Promise<Answer>,
): Promise<Answer> {
  return running.run(tenant, question.operationId, kind, signal, async (operation) => {
    const opened = withSource(sources, tenant, question.source, ({ source, clickhouse }) =>
      ask({
        source,
        clickhouse,
        nowMs: now(),
        signal: operation.signal,
        limits: operation.limits,
        statistics: operation.statistics,
        async query<Row>(statement: Fragment, settings?: Readonly<Record<string, string | number>>) {
          const options = { settings: { ...COLUMNS_FIRST, ...settings } };
          return (await operation.query<Row>(clickhouse, statement, options)).rows;
        },
      }),
    );
    try {
      return await opened;
    } catch (error) {
      // What a condition does with the values of rows shows only when it runs.
      if (question.language !== 'sql' || !question.query) throw error;
      throw expressionMistake(question.query, error);
    }
  });
}
