// What runs for people just now: each operation by the id its client chose, how far it is, and its cancelling.
import type { QueryQuota } from '#app/lib/auth/team-settings.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { type Fragment, render } from '#app/lib/sql/sql.ts';
import type { ClickHouse, QueryOptions, Statistics } from './client.server.ts';
import { limitedRole, queryLimits } from './limits.server.ts';
import {
  type LimitedRole,
  type LimitsConfig,
  limitSettings,
  type QueryLimits,
  setBy,
  withLimits,
} from './limits.ts';
import type { Place, QueryPlaces } from './query-places.ts';
import type { StatementProgress } from './running-progress.server.ts';

/** What an operation may do with the engine. */
export interface Operation {
  /** Aborted when the client leaves or the operation is cancelled. */
  readonly signal: AbortSignal;
  readonly limits: QueryLimits;
  /** What its finished statements have cost. */
  readonly statistics: Statistics;
  /** The settings of the next statement: what is left of the time, the other limits, and how much it stands back. */
  settings(): Record<string, string | number>;
  /**
   * An id for the next statement, which counts as running until its statistics are added. Waits for a place, and keeps it until
   * the operation ends; its further statements need none. Throws what `QueryPlaces.enter` throws.
   */
  queryId(clickhouse: ClickHouse, statement?: Fragment): Promise<string>;
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
  readonly state: 'waiting' | 'running' | 'cancelling';
  /** What it is, e.g. `logs.search`. */
  readonly kind: string;
  readonly rowsRead: number;
  /** Rows that its statements so far are expected to read, at least `rowsRead`; 0 while that is not known. */
  readonly totalRows: number;
  readonly elapsedMs: number;
}

/** An operation as those of the team see it who ask what runs. */
export interface RunningOperation extends OperationProgress {
  /** Who started it, by the name people know. */
  readonly who: string;
  readonly isOwn: boolean;
  readonly mayCancel: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Of its statements that run just now. */
  readonly memoryBytes: number;
  /** The text of the statement that it runs just now, clipped; undefined for others' unless one administrates the team. */
  readonly sql: string | undefined;
}

/** A statement that runs, and the ClickHouse that runs it. */
interface Statement {
  readonly clickhouse: ClickHouse;
  readonly text: string | undefined;
}

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly startedAt: number;
  readonly aborter: AbortController;
  readonly by: string;
  readonly who: string;
  readonly startedAtMs: number;
  readonly statements: Map<string, Statement>;
  readonly done: { elapsedMs: number; rowsRead: number; bytesRead: number };
  /** Statements that wait for a place, since when one does, and how long that was in all before. */
  readonly waits: { count: number; sinceMs: number; beforeMs: number };
  /** The place that it keeps, if it does. */
  held: Place | undefined;
  priority: number | undefined;
}

interface RunningOptions {
  /** Without them all statements run at once. */
  readonly places?: QueryPlaces;
  /** What a team allows its roles and keys. */
  readonly quotaOf?: (teamId: string) => Partial<Record<LimitedRole, QueryQuota>>;
}

/** Operations that are listed at most; each costs a question to the engine. */
const MOST_LISTED = 100;
/** Of the text of a statement, UTF-16 units. */
const LONGEST_TEXT = 2_000;

/** Keeps what runs. One for the whole program. */
export class RunningQueries {
  readonly #limits: LimitsConfig;
  readonly #options: RunningOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(limits: LimitsConfig, options: RunningOptions = {}) {
    this.#limits = limits;
    this.#options = options;
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
      who: nameOf(tenant),
      startedAtMs: Date.now(),
      statements: new Map(),
      done: { elapsedMs: 0, rowsRead: 0, bytesRead: 0 },
      waits: { count: 0, sinceMs: 0, beforeMs: 0 },
      held: undefined,
      priority: undefined,
    };
    this.#entries.set(key, entry);
    const leave = () => entry.aborter.abort();
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave();
    try {
      const role = limitedRole(tenant);
      const limits = queryLimits(this.#limits, role, this.#options.quotaOf?.(tenant.teamId)[role]);
      return await work(operationOf(entry, limits, () => this.#enter(tenant.teamId, role, limits, entry)));
    } catch (error) {
      // Whatever broke on the way down, the reason is the cancelling.
      if (entry.aborter.signal.aborted)
        throw new AppError('cancelled', 'The query was cancelled.', { cause: error });
      throw error;
    } finally {
      signal?.removeEventListener('abort', leave);
      entry.held?.leave();
      this.#entries.delete(key);
    }
  }

  /** Waits for a place; undefined when nobody needs one. The wait does not count against the limit on time. */
  async #enter(
    teamId: string,
    role: LimitedRole,
    limits: QueryLimits,
    { waits, aborter }: Entry,
  ): Promise<Place | undefined> {
    if (waits.count === 0) waits.sinceMs = performance.now();
    waits.count += 1;
    try {
      const { maxConcurrent } = limits;
      const asker = { teamId, role, maxConcurrent, setBy: setBy(limits, 'maxConcurrent') };
      return await this.#options.places?.enter(asker, aborter.signal);
    } finally {
      waits.count -= 1;
      if (waits.count === 0) waits.beforeMs += performance.now() - waits.sinceMs;
    }
  }

  /** How far the team's operation is. Throws AppError not_found when none runs by that id. */
  async progress(tenant: Tenant, id: string): Promise<OperationProgress> {
    const entry = this.#find(tenant, id);
    return toProgress(entry, await ask(entry));
  }

  /** The team's operations that run, oldest first. Rows of statements that still run are not in it. */
  list(tenant: Tenant): OperationProgress[] {
    const prefix = keyOf(tenant, '');
    return [...this.#entries]
      .filter(([key]) => key.startsWith(prefix))
      .map(([, entry]) => toProgress(entry, []));
  }

  /** The team's operations that run, oldest first, with how far each is; it asks the engine about each of their statements. */
  async overview(tenant: Tenant): Promise<RunningOperation[]> {
    const prefix = keyOf(tenant, '');
    const isAdmin = tenant.scopes.has('admin');
    const own = actorOf(tenant);
    const entries = [...this.#entries].filter(([key]) => key.startsWith(prefix)).slice(0, MOST_LISTED);
    return Promise.all(
      entries.map(async ([, entry]) => {
        const running = await ask(entry);
        const isOwn = entry.by === own;
        const [statement] = entry.statements.values();
        return {
          ...toProgress(entry, running),
          who: entry.who,
          isOwn,
          mayCancel: isOwn || isAdmin,
          startedAtMs: entry.startedAtMs,
          memoryBytes: running.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
          sql: isOwn || isAdmin ? statement?.text : undefined,
        };
      }),
    );
  }

  /**
   * Stops the team's operation, in the engine too. People stop what they started; admins everything of their team.
   *
   * @returns what was stopped, and whose it was
   * @throws AppError not_found when none runs by that id, forbidden when it is somebody else's
   */
  cancel(
    tenant: Tenant,
    id: string,
  ): { readonly kind: string; readonly who: string; readonly isOwn: boolean } {
    const entry = this.#find(tenant, id);
    if (entry.by !== actorOf(tenant) && !tenant.scopes.has('admin')) {
      throw new AppError('forbidden', 'Somebody else of your team started this query.', {
        hint: 'An admin can cancel it.',
      });
    }
    entry.aborter.abort();
    return { kind: entry.kind, who: entry.who, isOwn: entry.by === actorOf(tenant) };
  }

  #find(tenant: Tenant, id: string): Entry {
    const entry = this.#entries.get(keyOf(tenant, id));
    if (!entry) throw new AppError('not_found', 'No query runs by this id.');
    return entry;
  }
}

function operationOf(entry: Entry, limits: QueryLimits, enter: () => Promise<Place | undefined>): Operation {
  const { done, statements, waits } = entry;
  const newId = (clickhouse: ClickHouse, statement: Fragment | undefined) => {
    const queryId = crypto.randomUUID();
    const text = statement && render(statement).text.slice(0, LONGEST_TEXT);
    statements.set(queryId, { clickhouse, text });
    return queryId;
  };
  const operation: Operation = {
    signal: entry.aborter.signal,
    limits,
    statistics: done,
    settings: () => ({
      ...limitSettings(limits, entry.startedAt + waits.beforeMs + limits.maxSeconds * 1000),
      ...(entry.priority !== undefined && { priority: entry.priority }),
    }),
    async queryId(clickhouse, statement) {
      if (entry.held === undefined) {
        const place = await enter();
        entry.priority = place?.priority;
        // Two that begin at once need one place.
        if (entry.held === undefined) entry.held = place;
        else place?.leave();
      }
      return newId(clickhouse, statement);
    },
    addStatistics(statistics, queryId = statements.keys().next().value) {
      if (queryId !== undefined) statements.delete(queryId);
      done.elapsedMs += statistics.elapsedMs;
      done.rowsRead += statistics.rowsRead;
      done.bytesRead += statistics.bytesRead;
    },
    async query<Row>(clickhouse: ClickHouse, statement: Fragment, options: QueryOptions = {}) {
      // Who holds a place while waiting for another might wait for itself.
      const place = entry.held === undefined ? await enter() : undefined;
      if (place) entry.priority = place.priority;
      const queryId = newId(clickhouse, statement);
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
        place?.leave();
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
    state: stateOf(entry),
    kind: entry.kind,
    rowsRead,
    totalRows: running.some(({ totalRows }) => totalRows > 0) ? entry.done.rowsRead + expected : 0,
    elapsedMs: Math.round(performance.now() - entry.startedAt),
  };
}

function stateOf({ aborter, waits, statements }: Entry): OperationProgress['state'] {
  if (aborter.signal.aborted) return 'cancelling';
  return waits.count > 0 && statements.size === 0 ? 'waiting' : 'running';
}

/** How far the statements are that run just now. What the engine does not answer is left out. */
async function ask(entry: Entry): Promise<StatementProgress[]> {
  const statements = [...entry.statements];
  const asked = await Promise.allSettled(
    statements.map(([queryId, { clickhouse }]) => clickhouse.progress(queryId)),
  );
  return asked.flatMap((answer, index) => {
    // One that has finished meanwhile is among the finished already.
    const isOver = !entry.statements.has(statements[index]?.[0] ?? '');
    return answer.status === 'fulfilled' && answer.value && !isOver ? [answer.value] : [];
  });
}

function nameOf({ actor }: Tenant): string {
  if (actor.kind === 'user') return actor.email;
  if (actor.kind === 'key') return `Key “${actor.name}”`;
  return actor.kind === 'system' ? actor.name : 'this machine';
}

function keyOf(tenant: Tenant, id: string): string {
  return `${tenant.teamId}/${id.toLowerCase()}`;
}

function actorOf({ actor }: Tenant): string {
  if (actor.kind === 'user') return `user/${actor.userId}`;
  return actor.kind === 'key' ? `key/${actor.keyId}` : actor.kind;
}
