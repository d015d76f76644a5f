// Counts who calls whom, one bucket of five minutes at a time, from the spans into the rollup that the map reads.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import {
  type BucketRow,
  bucketsQuery,
  commitStatement,
  countEdgesStatement,
  type FactsRow,
  factsQuery,
  type LinksRow,
  linksQuery,
  type NeighbourRow,
  neighboursQuery,
} from '#app/lib/telemetry/services-edges.ts';
import { type EdgeHourRow, edgeHoursQuery, sumHourStatement } from '#app/lib/telemetry/services-hours.ts';
import { nextVersion } from './version.ts';
import { aroundOf, dueBatches } from './window.ts';

/** What counting needs. */
export interface Counting {
  readonly clickhouse: ClickHouse;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Told of a bucket that could not be counted; it is tried again later. */
  readonly onFailure: (failure: { database: string; bucket: number; error: unknown }) => void;
  readonly signal?: AbortSignal;
}

/** What a run has done and left. */
export interface CountRun {
  readonly counted: number;
  /** Buckets that still wait: the time of the run was over, or they failed. */
  readonly waiting: number;
}

/** A bucket before it is counted. */
interface Inspected {
  readonly row: BucketRow;
  readonly facts: FactsRow;
  /** What its count depends on: other buckets, and a hash of what there is of it in them. */
  readonly links: ReadonlyMap<number, bigint>;
  /** Counted buckets that were counted without some of this one's spans. */
  readonly stale: readonly BucketRow[];
}

/** One thread only: counting runs beside people's queries. */
const SETTINGS = {
  max_threads: 1,
  max_execution_time: 300,
  distributed_foreground_insert: 1,
  async_insert: 0,
};
const HOUR = 3_600;
/** Hours are summed up so long after their end, seconds: most of their spans have come by then. */
const SUM_AFTER = 600;
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 1_800_000;

/** Remembers between runs what is of no use to others. One for each database. */
export class EdgeCounter {
  readonly #counting: Counting;
  readonly #database: string;
  /** Buckets that had fewer spans than the rollup says when they were counted last. */
  readonly #short = new Map<number, string>();
  #isNewestsTurn = false;
  /** Hours, by where they begin, of which buckets were counted and that are to be summed up; undefined: it is not known which. */
  #hours: Set<number> | undefined;
  readonly #failed = new Map<number, { readonly times: number; readonly againAt: number }>();

  constructor(counting: Counting, database: string) {
    this.#counting = counting;
    this.#database = database;
  }

  /**
   * Counts buckets that got spans since they were counted, the newest first of all, until `budgetMs` are over. Stops between
   * two statements when the signal is aborted. Throws the AppErrors of ClickHouse when it does not answer at all.
   */
  async run(budgetMs: number): Promise<CountRun> {
    const { now, signal } = this.#counting;
    const started = performance.now();
    const all = await this.#query<BucketRow>(bucketsQuery(this.#database));
    const ready = all.filter(({ bucket }) => this.#mayTry(bucket));
    this.#isNewestsTurn = !this.#isNewestsTurn;
    const batches = dueBatches(ready, now() / 1_000, this.#isNewestsTurn);
    const due = batches.flat().length;
    let counted = 0;
    for (const [index, batch] of batches.entries()) {
      if (signal?.aborted || (index > 0 && performance.now() - started > budgetMs)) break;
      counted += await this.#tryBatch(batch, all);
    }
    if (counted === due && !signal?.aborted)
      await this.#sumHours(() => performance.now() - started > budgetMs);
    return { counted, waiting: due - counted };
  }

  /** Sums up the hours that are over and are not what was counted, until the time of the run is over. */
  async #sumHours(isOver: () => boolean): Promise<void> {
    const { now, random, clickhouse, signal } = this.#counting;
    const end = Math.floor((now() / 1_000 - SUM_AFTER) / HOUR) * HOUR;
    const asked = this.#hours && [...this.#hours].filter((hour) => hour < end);
    if (asked?.length === 0) return;
    const range = asked ? { from: Math.min(...asked), to: Math.max(...asked) + HOUR } : { from: 0, to: end };
    const rows = await this.#query<EdgeHourRow>(edgeHoursQuery({ database: this.#database, ...range }));
    for (const row of rows) {
      if (isOver() || signal?.aborted) return;
      const version = nextVersion(now(), BigInt(row.version), random());
      if (row.holds === 0)
        await clickhouse.command(sumHourStatement(this.#database, row, version), {
          settings: SETTINGS,
          ...(signal && { signal }),
        });
      this.#hours?.delete(row.hour);
    }
    this.#hours ??= new Set();
  }

  /** Counts buckets together, or where that fails one by one; answers how many were counted. */
  async #tryBatch(batch: readonly BucketRow[], all: readonly BucketRow[]): Promise<number> {
    const { signal, onFailure } = this.#counting;
    const [only] = batch;
    try {
      await this.#count(batch, all);
      for (const { bucket } of batch) this.#failed.delete(bucket);
      return batch.length;
    } catch (error) {
      if (signal?.aborted || only === undefined) return 0;
      if (batch.length === 1) {
        this.#noteFailure(only.bucket);
        onFailure({ database: this.#database, bucket: only.bucket, error });
        return 0;
      }
    }
    let counted = 0;
    for (const row of batch) if (!signal?.aborted) counted += await this.#tryBatch([row], all);
    return counted;
  }

  /**
   * Counts buckets, and with them those others whose count knew less of these than there is now. The others are committed
   * first: when this is broken off in between, the buckets are still due, and so the others are found again.
   */
  async #count(rows: readonly BucketRow[], all: readonly BucketRow[]): Promise<void> {
    const seen = new Map<number, Inspected>();
    for (const row of rows) seen.set(row.bucket, await this.#inspect(row, all, true));
    const stale = [...seen.values()].flatMap((inspected) => inspected.stale);
    const others = new Map<number, Inspected>();
    for (const row of stale)
      if (!seen.has(row.bucket) && !others.has(row.bucket))
        others.set(row.bucket, await this.#inspect(row, all, false));
    const together = [...others.values(), ...seen.values()];
    const last = together.reduce((most, { row }) => {
      const newest = BigInt(row.written) > BigInt(row.version) ? BigInt(row.written) : BigInt(row.version);
      return newest > most ? newest : most;
    }, 0n);
    const { now, random, clickhouse, signal } = this.#counting;
    const version = nextVersion(now(), last, random());
    const options = { settings: SETTINGS, ...(signal && { signal }) };
    const count = {
      database: this.#database,
      buckets: together.map(({ row }) => row.bucket),
      others: together.flatMap(({ links }) => [...links.keys()]),
      hasLinks: together.some(({ facts }) => facts.linked !== '0'),
      version,
    };
    await clickhouse.command(countEdgesStatement(count), options);
    for (const { row } of together) this.#hours?.add(Math.floor(row.bucket / HOUR) * HOUR);
    for (const { row, facts, links } of together) {
      const where = { database: this.#database, bucket: row.bucket };
      const spans = this.#believed(row, BigInt(facts.spans));
      await clickhouse.command(commitStatement(where, { version, spans, links }), options);
    }
  }

  /** What a bucket has to do with others; with `spreads`, also which of them know less of it than there is. */
  async #inspect(row: BucketRow, all: readonly BucketRow[], spreads: boolean): Promise<Inspected> {
    const where = { database: this.#database, bucket: row.bucket };
    const [facts = { spans: '0', linked: '0' }] = await this.#query<FactsRow>(factsQuery(where));
    const around = aroundOf(row.bucket, all);
    const near = around.map(({ bucket }) => bucket);
    const rows = near.length === 0 ? [] : await this.#query<NeighbourRow>(neighboursQuery(where, near));
    const links = hashesOf(rows, 1);
    if (!spreads) return { row, facts, links, stale: [] };
    const theirs = hashesOf(rows, 2);
    const known = await this.#knownOf(row.bucket, near);
    const stale = around.filter(
      ({ bucket, version }) => version !== '0' && (theirs.get(bucket) ?? 0n) !== (known.get(bucket) ?? 0n),
    );
    return { row, facts, links, stale };
  }

  /**
   * How many spans count as counted. The rollup of spans may be ahead of the spans for a moment: then the bucket stays due,
   * unless the next count finds the same, because spans were deleted.
   */
  #believed({ bucket, spans }: BucketRow, found: bigint): bigint {
    const claimed = BigInt(spans);
    if (found >= claimed) {
      this.#short.delete(bucket);
      return claimed;
    }
    const seen = `${claimed} ${found}`;
    if (this.#short.get(bucket) === seen) return claimed;
    this.#short.set(bucket, seen);
    return found;
  }

  /** By bucket, the hash of this bucket that its count was made with. */
  async #knownOf(bucket: number, near: readonly number[]): Promise<Map<number, bigint>> {
    if (near.length === 0) return new Map();
    const rows = await this.#query<LinksRow>(linksQuery(this.#database, near));
    return new Map(
      rows.flatMap(({ bucket: other, links }): [number, bigint][] => {
        const link = links.find(([to]) => to === bucket);
        return link === undefined ? [] : [[other, BigInt(link[1])]];
      }),
    );
  }

  #mayTry(bucket: number): boolean {
    return (this.#failed.get(bucket)?.againAt ?? 0) <= this.#counting.now();
  }

  #noteFailure(bucket: number): void {
    const times = (this.#failed.get(bucket)?.times ?? 0) + 1;
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (times - 1));
    this.#failed.set(bucket, { times, againAt: this.#counting.now() + delay });
  }

  async #query<Row>(statement: Fragment): Promise<Row[]> {
    const { clickhouse, signal } = this.#counting;
    const { max_threads, max_execution_time } = SETTINGS;
    const settings = { max_threads, max_execution_time };
    return (await clickhouse.query<Row>(statement, { settings, ...(signal && { signal }) })).rows;
  }
}

function hashesOf(rows: readonly NeighbourRow[], side: 1 | 2): Map<number, bigint> {
  return new Map(
    rows
      .filter((row) => row.side === side)
      .map(({ bucket, hash }): [number, bigint] => [bucket, BigInt(hash)]),
  );
}
