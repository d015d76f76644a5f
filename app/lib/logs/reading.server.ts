// One question to one source: opened, bounded in time, counted, and stopped when the one who asked goes away.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { Statistics } from '#app/lib/clickhouse/client.server.ts';
import type { SourceOpener } from '#app/lib/clickhouse/open-source.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';

/** What reading log records needs. */
export interface LogReader {
  readonly sources: SourceOpener;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The statements of one question: they share a time limit and are counted together. */
export interface Reading {
  readonly source: Source;
  readonly nowMs: number;
  /** What all statements so far have cost. */
  readonly statistics: Statistics;
  query<Row>(statement: Fragment, settings?: Readonly<Record<string, string | number>>): Promise<Row[]>;
}

/** What names a question: the source it is about, and the client's own name for it. */
export interface Question {
  readonly source: string;
  readonly operationId?: string | undefined;
}

/** No question of a person may hold the engine for longer, all its statements together; milliseconds. */
const LONGEST_MS = 60_000;

/** Opens the source and runs the statements of `ask`. Throws the AppErrors of SourceOpener and of ClickHouse. */
export async function reading<Answer>(
  reader: LogReader,
  tenant: Tenant,
  question: Question,
  signal: AbortSignal | undefined,
  ask: (reading: Reading) => Promise<Answer>,
): Promise<Answer> {
  const { source, clickhouse } = await reader.sources.open(tenant, question.source);
  const deadline = performance.now() + LONGEST_MS;
  const statistics = { elapsedMs: 0, rowsRead: 0, bytesRead: 0 };
  return ask({
    source,
    nowMs: reader.now(),
    statistics,
    query: async <Row>(statement: Fragment, settings: Readonly<Record<string, string | number>> = {}) => {
      const answer = await clickhouse.query<Row>(statement, {
        settings: { max_execution_time: secondsLeft(deadline), ...settings },
        ...(signal && { signal }),
      });
      statistics.elapsedMs += answer.statistics.elapsedMs;
      statistics.rowsRead += answer.statistics.rowsRead;
      statistics.bytesRead += answer.statistics.bytesRead;
      return answer.rows;
    },
  });
}

/** What is left until a deadline of `performance.now()`, as ClickHouse takes it: seconds, and zero would be no limit. */
function secondsLeft(deadline: number): number {
  return Math.max(0.001, (deadline - performance.now()) / 1000);
}
