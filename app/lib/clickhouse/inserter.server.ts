// Group commit: blocks that arrive while an insert runs leave together in the next one.
//
// Teams have databases of their own, and one that sends much does not keep the others from sending: the room that a database may
// take in the queue shrinks as the queue fills, no database has all inserts in flight, and the one with the fewest is next.
//
// Delivery is at least once. A caller is told "stored" only after ClickHouse acknowledged every one of its blocks,
// and told to retry otherwise, even when some of its blocks made it; the sender's retry then writes those again.
// `insert_deduplication_token` cannot prevent that: a retry is merged with other company than the first attempt, so
// no insert ever repeats. Readers that must count exactly group by trace and span id.
import type { Logger } from 'pino';
import { AppError, toAppError } from '#app/lib/core/errors.ts';
import { RecentValues } from '#app/lib/core/percentiles.ts';
import type { Block } from '#app/lib/native/block.ts';
import { encodeNative } from '#app/lib/native/encode.ts';
import type { TelemetryTable } from '#app/lib/telemetry/tables.ts';
import type { ClickHouse } from './client.server.ts';

/** Rows for one table. */
export interface TableBlock {
  readonly table: TelemetryTable;
  readonly block: Block;
}

export interface InserterStats {
  /** Accepted and not yet acknowledged by ClickHouse, including what is in flight. */
  readonly queuedRows: number;
  readonly queuedBytes: number;
  readonly inFlight: number;
  /** Since the start. */
  readonly inserts: number;
  readonly rows: number;
  readonly bytes: number;
  /** Inserts that ClickHouse did not take. */
  readonly failures: number;
  /** Whether ClickHouse did not take the latest insert, for reasons other than its rows. */
  readonly isFailing: boolean;
  /** Calls turned away because the queue was full. */
  readonly refused: number;
  /** Of the last 512 inserts. */
  readonly durationMs: { readonly p50: number; readonly p95: number; readonly max: number };
}

export interface Inserter {
  /**
   * Stores blocks that belong together. Resolves after ClickHouse has all of them. Rejects with an AppError:
   * `rate_limited` (queue full) and `unavailable` (ClickHouse away or busy) carry `retryAfter`; `payload_too_large`
   * (more than the queue may ever hold) and `internal` (ClickHouse refuses the rows as such) are final.
   */
  insert(database: string, blocks: readonly TableBlock[]): Promise<void>;
  readonly stats: InserterStats;
  /**
   * Refuses new blocks and resolves when the queued ones are settled. What ClickHouse has not taken after `graceMs`
   * (15 s) is given up, and its senders are told to retry.
   */
  stop(graceMs?: number): Promise<void>;
}

export interface InserterOptions {
  readonly clickhouse: ClickHouse;
  /** Blocks not yet acknowledged, in bytes of the Native format; more is refused. */
  readonly maxQueuedBytes: number;
  readonly log: Logger;
  /** Where one insert ends and the next begins. */
  readonly maxInsertRows?: number;
  readonly maxInsertBytes?: number;
  /** Inserts in flight over all tables. */
  readonly maxInFlight?: number;
  readonly timeoutMs?: number;
}

interface Pending {
  readonly block: Block;
  readonly settle: (error: AppError | undefined) => void;
}

/** One table of one database: its waiting blocks and how many inserts of it are in flight. */
interface Lane {
  readonly database: string;
  readonly table: TelemetryTable;
  queue: Pending[];
  queuedRows: number;
  inFlight: number;
}

/**
 * Every insert has a fixed cost, so one at a time takes all that waits; a table gets further ones in flight only when
 * enough rows wait to be worth an insert of their own, and never all, so that other tables find room.
 */
const PARALLEL_ROWS = 20_000;
const LANE_IN_FLIGHT = 3;

/**
 * A database may queue this many times the room that is left. Alone it comes to three quarters of the queue, two that both send
 * as fast as they can to three sevenths each; so there always is room for another.
 */
const SHARE_OF_FREE = 3;

/** What a database has in the queue and in flight. */
interface Share {
  queuedBytes: number;
  inFlight: number;
  /** Number of the insert that was started last. */
  servedAt: number;
}

/** While ClickHouse is away every insert fails; one line about it in this time is enough. */
const LOG_EVERY_MS = 10_000;

const SETTINGS = {
  // The reply means "stored", so nothing may be put off: neither here nor on the way through a Distributed table.
  async_insert: 0,
  distributed_foreground_insert: 1,
  // A backfill may touch more days than the default of 100 partitions; refusing it would never succeed on retry.
  max_partitions_per_insert_block: 0,
  // A rollup that fails must not fail the insert whose rows are stored already: the retry would store them twice.
  materialized_views_ignore_errors: 1,
};

export function createInserter(options: InserterOptions): Inserter {
  const {
    clickhouse,
    maxQueuedBytes,
    log,
    maxInsertRows = 100_000,
    maxInsertBytes = 32 * 1024 * 1024,
    maxInFlight = 4,
    timeoutMs = 60_000,
  } = options;
  const lanes = new Map<string, Lane>();
  const shares = new Map<string, Share>();
  let started = 0;
  const durations = new RecentValues();
  const totals = {
    queuedRows: 0,
    queuedBytes: 0,
    inFlight: 0,
    inserts: 0,
    rows: 0,
    bytes: 0,
    failures: 0,
    refused: 0,
  };
  let loggedAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;
  let stopped: PromiseWithResolvers<void> | undefined;
  let givenUp = false;
  /** One for each insert in flight. */
  const aborts = new Set<AbortController>();

  function enqueue(database: string, { table, block }: TableBlock): Promise<AppError | undefined> {
    const key = laneKey({ database, table });
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = { database, table, queue: [], queuedRows: 0, inFlight: 0 };
      lanes.set(key, lane);
    }
    const owner = lane;
    const share = shareOf(database);
    return new Promise((resolve) => {
      share.queuedBytes += block.bytes;
      totals.queuedBytes += block.bytes;
      totals.queuedRows += block.rows;
      owner.queuedRows += block.rows;
      owner.queue.push({
        block,
        settle: (error) => {
          share.queuedBytes -= block.bytes;
          totals.queuedBytes -= block.bytes;
          totals.queuedRows -= block.rows;
          resolve(error);
        },
      });
    });
  }

  function shareOf(database: string): Share {
    const found = shares.get(database);
    if (found) return found;
    const made = { queuedBytes: 0, inFlight: 0, servedAt: 0 };
    shares.set(database, made);
    return made;
  }

  /** Starts inserts while there is room. A served lane goes to the end of the line, so that none starves. */
  function pump(): void {
    while (totals.inFlight < maxInFlight) {
      const lane = nextLane();
      if (lane === undefined) break;
      const key = laneKey(lane);
      lanes.delete(key);
      lanes.set(key, lane);
      run(lane);
    }
    if (stopped && totals.inFlight === 0) stopped.resolve();
  }

  /** Of the database with the fewest inserts in flight, then of the one that was served longest ago. */
  function nextLane(): Lane | undefined {
    let best: { readonly lane: Lane; readonly share: Share } | undefined;
    for (const lane of lanes.values()) {
      const share = shareOf(lane.database);
      if (!mayStart(lane) || share.inFlight >= Math.max(1, maxInFlight - 1)) continue;
      const isBetter =
        best === undefined ||
        share.inFlight < best.share.inFlight ||
        (share.inFlight === best.share.inFlight && share.servedAt < best.share.servedAt);
      if (isBetter) best = { lane, share };
    }
    return best?.lane;
  }

  function run(lane: Lane): void {
    const batch = take(lane, maxInsertRows, maxInsertBytes);
    const share = shareOf(lane.database);
    share.servedAt = ++started;
    share.inFlight += 1;
    lane.inFlight += 1;
    totals.inFlight += 1;
    send(lane, batch).finally(() => {
      share.inFlight -= 1;
      lane.inFlight -= 1;
      totals.inFlight -= 1;
      if (lane.inFlight === 0 && lane.queue.length === 0) lanes.delete(laneKey(lane));
      if (share.inFlight === 0 && share.queuedBytes === 0) shares.delete(lane.database);
      pump();
    });
  }

  function logFailure({ database, table }: Lane, error: AppError, blocks: number): void {
    const now = performance.now();
    if (now - loggedAt < LOG_EVERY_MS) return;
    loggedAt = now;
    const { code, message, cause } = error;
    log.warn({ database, table, blocks, code, message, cause: cause && String(cause) }, 'insert failed');
  }

  /** Never rejects: every pending block is settled one way or the other. */
  async function send(lane: Lane, batch: readonly Pending[]): Promise<void> {
    try {
      await write(
        lane,
        batch.map((pending) => pending.block),
      );
      isFailing = false;
      for (const pending of batch) pending.settle(undefined);
    } catch (thrown) {
      totals.failures += 1;
      const error = toAppError(thrown);
      if (batch.length > 1 && isRefusal(error)) {
        // One sender's rows must not fail another's: halve until the culprit is alone.
        const middle = batch.length >> 1;
        await send(lane, batch.slice(0, middle));
        await send(lane, batch.slice(middle));
        return;
      }
      const answer = answerTo(error);
      if (!isRefusal(error)) isFailing = true;
      logFailure(lane, error, batch.length);
      for (const pending of batch) pending.settle(answer);
    }
  }

  async function write(lane: Lane, blocks: readonly Block[]): Promise<void> {
    if (givenUp) throw shuttingDown();
    const start = performance.now();
    const { database, table } = lane;
    const columns = blocks[0]?.columns.map((column) => column.name) ?? [];
    // Not AbortSignal.timeout: that lives on, with all it refers to, until its time is over.
    const abort = new AbortController();
    aborts.add(abort);
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
      await clickhouse.insertNative({ database, table, columns }, encodeNative(blocks), {
        settings: SETTINGS,
        signal: abort.signal,
      });
    } finally {
      clearTimeout(timer);
      aborts.delete(abort);
    }
    durations.add(performance.now() - start);
    totals.inserts += 1;
    for (const block of blocks) {
      totals.rows += block.rows;
      totals.bytes += block.bytes;
    }
  }

  return {
    async insert(database, blocks) {
      if (stopped) throw shuttingDown();
      const bytes = blocks.reduce((sum, { block }) => sum + block.bytes, 0);
      if (bytes > maxQueuedBytes)
        throw new AppError(
          'payload_too_large',
          'The request expands to more rows than fit the ingest queue.',
          {
            hint: 'Send smaller batches.',
          },
        );
      if (totals.queuedBytes + bytes > maxQueuedBytes) {
        totals.refused += 1;
        throw new AppError('rate_limited', 'The ingest queue is full.', { retryAfter: 1 });
      }
      const { queuedBytes: own } = shareOf(database);
      if (own > 0 && own + bytes > SHARE_OF_FREE * (maxQueuedBytes - totals.queuedBytes)) {
        totals.refused += 1;
        throw new AppError('rate_limited', "The team's part of the ingest queue is full.", { retryAfter: 1 });
      }
      const settled = blocks.filter(({ block }) => block.rows > 0).map((part) => enqueue(database, part));
      pump();
      const errors = (await Promise.all(settled)).filter((error) => error !== undefined);
      // "Retry" outweighs "never": what can still be stored must not be given up with the rest.
      const error = errors.find((each) => each.retryAfter !== undefined) ?? errors[0];
      if (error) throw error;
    },

    get stats() {
      return { ...totals, isFailing, durationMs: durations.summary() };
    },

    async stop(graceMs = 15_000) {
      stopped ??= Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        givenUp = true;
        for (const abort of aborts) abort.abort();
      }, graceMs);
      pump();
      await stopped.promise;
      clearTimeout(timer);
    },
  };
}

function shuttingDown(): AppError {
  return new AppError('unavailable', 'Maple is shutting down.', { retryAfter: 5 });
}

function laneKey({ database, table }: Pick<Lane, 'database' | 'table'>): string {
  return `${database}\u0000${table}`;
}

function mayStart(lane: Lane): boolean {
  if (lane.queue.length === 0) return false;
  return lane.inFlight === 0 || (lane.inFlight < LANE_IN_FLIGHT && lane.queuedRows >= PARALLEL_ROWS);
}

/** Takes blocks from the head of the queue up to the limits, at least one. */
function take(lane: Lane, maxRows: number, maxBytes: number): Pending[] {
  let count = 0;
  let rows = 0;
  let bytes = 0;
  for (const { block } of lane.queue) {
    if (count > 0 && (rows + block.rows > maxRows || bytes + block.bytes > maxBytes)) break;
    count += 1;
    rows += block.rows;
    bytes += block.bytes;
  }
  lane.queuedRows -= rows;
  return lane.queue.splice(0, count);
}

/**
 * Codes of system.errors that mean "these bytes are not rows of this table": broken Native data, wrong types, sizes
 * or values. All others (disk full, read-only, no such table…) are about ClickHouse's state.
 */
const REFUSED_ROWS = new Set([
  6, 9, 26, 27, 32, 33, 36, 41, 44, 49, 50, 53, 69, 70, 72, 117, 128, 131, 190, 271, 321, 349, 469,
]);

/** Whether ClickHouse refused the rows as such, so that neither a retry nor better company would help them. */
function isRefusal(error: AppError): boolean {
  return REFUSED_ROWS.has(Number((error.cause as { code?: unknown } | undefined)?.code));
}

/** What the sender is told. Only rows that ClickHouse refuses as such are given up; all else is worth a retry. */
function answerTo(error: AppError): AppError {
  if (isRefusal(error))
    return new AppError('internal', 'The database refused these records.', { cause: error });
  return new AppError('unavailable', 'The database cannot take records at the moment.', {
    retryAfter: error.retryAfter ?? 5,
    cause: error,
  });
}
