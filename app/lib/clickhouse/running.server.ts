// What runs for people just now: each operation by the id its client chose, how far it is, and its cancelling.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { ClickHouse, QueryOptions, Statistics } from './client.server.ts';
import { queryLimits } from './limits.server.ts';
import { type LimitsConfig, limitSettings, type QueryLimits, withLimits } from './limits.ts';
import type { StatementProgress } from './running-progress.server.ts';

/** What an operation may do with the engine. */
export interface Operation {
  /** Aborted when the client leaves or the operation is cancelled. */
  readonly signal: AbortSignal;
  readonly limits: QueryLimits;
  /** What its finished statements have cost. */
  readonly statistics: Statistics;
  /** The settings of the next statement: what is left of the time, and the other limits. */
  settings(): Record<string, string | number>;
  /** An id for the next statement, which counts as running until its statistics are added. */
  queryId(clickhouse: ClickHouse): string;
  /** Notes that a statement is done. */
  addStatistics(statistics: Statistics, queryId?: string): void;
  /**
   * Runs a SELECT with the limits, the signal and an id: progress and cancelling then need nothing more. Options win
   * over the limits' settings. A limit that is reached is named in the AppError.
   */
  query<Row>(
    clickhouse: ClickHouse,
    statement: Fragment,
    options?: Omit<QueryOptions, 'signal' | 'queryId'>,
  ): Promise<{ rows: Row[]; statistics: Statistics }>;
}

/** How far an operation is. */
export interface OperationProgress {
  readonly id: string;
  readonly state: 'running' | 'cancelling';
  /** What it is, e.g. `logs.search`. */
  readonly kind: string;
  readonly rowsRead: number;
  /** Rows that its statements so far are expected to read, at least `rowsRead`; 0 while that is not known. */
  readonly totalRows: number;
  readonly elapsedMs: number;
}

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly startedAt: number;
  readonly aborter: AbortController;
  readonly by: string;
  /** Statements that run, and the ClickHouse that runs them. */
  readonly statements: Map<string, ClickHouse>;
  readonly done: { elapsedMs: number; rowsRead: number; bytesRead: number };
}

/** Keeps what runs. One for the whole program. */
export class RunningQueries {
  readonly #limits: LimitsConfig;
  readonly #entries = new Map<string, Entry>();

  constructor(limits: LimitsConfig) {
    this.#limits = limits;
  }

  /**
   * Runs an operation. With an id it can be followed and cancelled by it; without one only its client's leaving ends it.
   *
   * @throws AppError conflict when the team already has an operation by that id, `cancelled` when it was cancelled, and
   * what `work` throws
   */
  async run<T>(
    tenant: Tenant,
    operationId: string | undefined,
    kind: string,
    signal: AbortSignal | undefined,
    work: (operation: Operation) => Promise<T>,
  ): Promise<T> {
    const id = operationId ?? crypto.randomUUID();
    const key = keyOf(tenant, id);
    if (this.#entries.has(key)) {
      throw new AppError('conflict', 'A query by this id is running already.', { hint: 'Choose a new id.' });
    }
    const entry: Entry = {
      id,
      kind,
      startedAt: performance.now(),
      aborter: new AbortController(),
      by: actorOf(tenant),
      statements: new Map(),
      done: { elapsedMs: 0, rowsRead: 0, bytesRead: 0 },
    };
    this.#entries.set(key, entry);
    const leave = () => entry.aborter.abort();
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave();
    try {
      return await work(operationOf(entry, queryLimits(this.#limits, tenant)));
    } catch (error) {
      // Whatever broke on the way down, the reason is the cancelling.
      if (entry.aborter.signal.aborted)
        throw new AppError('cancelled', 'The query was cancelled.', { cause: error });
      throw error;
    } finally {
      signal?.removeEventListener('abort', leave);
      this.#entries.delete(key);
    }
  }

  /** How far the team's operation is. Throws AppError not_found when none runs by that id. */
  async progress(tenant: Tenant, id: string): Promise<OperationProgress> {
    const entry = this.#find(tenant, id);
    const statements = [...entry.statements];
    const asked = await Promise.allSettled(
      statements.map(([queryId, clickhouse]) => clickhouse.progress(queryId)),
    );
    const running = asked.flatMap((answer, index) => {
      // One that has finished meanwhile is among the finished already.
      const isOver = !entry.statements.has(statements[index]?.[0] ?? '');
      return answer.status === 'fulfilled' && answer.value && !isOver ? [answer.value] : [];
    });
    return toProgress(entry, running);
  }

  /** The team's operations that run, oldest first. Rows of statements that still run are not in it. */
  list(tenant: Tenant): OperationProgress[] {
    const prefix = keyOf(tenant, '');
    return [...this.#entries]
      .filter(([key]) => key.startsWith(prefix))
      .map(([, entry]) => toProgress(entry, []));
  }

  /**
   * Stops the team's operation, in the engine too. People stop what they started; admins everything of their team.
   *
   * @throws AppError not_found when none runs by that id, forbidden when it is somebody else's
   */
  cancel(tenant: Tenant, id: string): void {
    const entry = this.#find(tenant, id);
    if (entry.by !== actorOf(tenant) && !tenant.scopes.has('admin')) {
      throw new AppError('forbidden', 'Somebody else of your team started this query.', {
        hint: 'An admin can cancel it.',
      });
    }
    entry.aborter.abort();
  }

  #find(tenant: Tenant, id: string): Entry {
    const entry = this.#entries.get(keyOf(tenant, id));
    if (!entry) throw new AppError('not_found', 'No query runs by this id.');
    return entry;
  }
}

function operationOf(entry: Entry, limits: QueryLimits): Operation {
  const { done, statements } = entry;
  const deadline = entry.startedAt + limits.maxSeconds * 1000;
  const operation: Operation = {
    signal: entry.aborter.signal,
    limits,
    statistics: done,
    settings: () => limitSettings(limits, deadline),
    queryId(clickhouse) {
      const queryId = crypto.randomUUID();
      statements.set(queryId, clickhouse);
      return queryId;
    },
    addStatistics(statistics, queryId = statements.keys().next().value) {
      if (queryId !== undefined) statements.delete(queryId);
      done.elapsedMs += statistics.elapsedMs;
      done.rowsRead += statistics.rowsRead;
      done.bytesRead += statistics.bytesRead;
    },
    async query<Row>(clickhouse: ClickHouse, statement: Fragment, options: QueryOptions = {}) {
      const queryId = operation.queryId(clickhouse);
      try {
        const answer = await clickhouse.query<Row>(statement, {
          ...options,
          settings: { ...operation.settings(), ...options.settings },
          signal: operation.signal,
          queryId,
        });
        operation.addStatistics(answer.statistics, queryId);
        return answer;
      } catch (error) {
        throw withLimits(error, limits);
      } finally {
        statements.delete(queryId);
      }
    },
  };
  return operation;
}

function toProgress(entry: Entry, running: readonly StatementProgress[]): OperationProgress {
  const sum = (pick: (progress: StatementProgress) => number) =>
    running.reduce((total, progress) => total + pick(progress), 0);
  const rowsRead = entry.done.rowsRead + sum(({ rowsRead }) => rowsRead);
  const expected = sum(({ totalRows, rowsRead }) => Math.max(totalRows, rowsRead));
  return {
    id: entry.id,
    state: entry.aborter.signal.aborted ? 'cancelling' : 'running',
    kind: entry.kind,
    rowsRead,
    totalRows: running.some(({ totalRows }) => totalRows > 0) ? entry.done.rowsRead + expected : 0,
    elapsedMs: Math.round(performance.now() - entry.startedAt),
  };
}

function keyOf(tenant: Tenant, id: string): string {
  return `${tenant.teamId}/${id.toLowerCase()}`;
}

function actorOf({ actor }: Tenant): string {
  if (actor.kind === 'user') return `user/${actor.userId}`;
  return actor.kind === 'key' ? `key/${actor.keyId}` : actor.kind;
}
