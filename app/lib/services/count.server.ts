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
import { nextVersion } from './version.ts';
import { aroundOf, dueBuckets } from './window.ts';

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

/** Counts beside queries: of many cores half, of two one. */
const SETTINGS = {
  max_threads: 1,
  max_execution_time: 300,
  distributed_foreground_insert: 1,
  async_insert: 0,
};
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 1_800_000;

/** Remembers between runs what is of no use to others. One for each database. */
export class EdgeCounter {
  readonly #counting: Counting;
  readonly #database: string;
  /** Buckets that had fewer spans than the rollup says when they were counted last. */
  readonly #short = new Map<number, string>();
  readonly #failed = new Map<number, { readonly times: number; readonly againAt: number }>();

  constructor(counting: Counting, database: string) {
    this.#counting = counting;
    this.#database = database;
  }

  /**
   * Counts buckets that got spans since they were counted: the newest first of all, then the oldest, until `budgetMs` are over.
   * Stops between two buckets when the signal is aborted. Throws the AppErrors of ClickHouse when it does not answer at all.
   */
  async run(budgetMs: number): Promise<CountRun> {
    const { now, signal, onFailure } = this.#counting;
    const started = performance.now();
    const all = await this.#query<BucketRow>(bucketsQuery(this.#database));
    const due = dueBuckets(all, now() / 1_000).filter(({ bucket }) => this.#mayTry(bucket));
    let counted = 0;
    for (const row of due) {
      if (signal?.aborted || (counted > 0 && performance.now() - started > budgetMs)) break;
      try {
        await this.#count(row, all, true);
        this.#failed.delete(row.bucket);
        counted += 1;
      } catch (error) {
        if (signal?.aborted) break;
        this.#noteFailure(row.bucket);
        onFailure({ database: this.#database, bucket: row.bucket, error });
      }
    }
    return { counted, waiting: due.length - counted };
  }

  /**
   * Counts one bucket. With `spreads`, other buckets whose count knew less of this one than there is now are counted first:
   * when this is broken off in between, this bucket is still due, and so they are found again.
   */
  async #count(row: BucketRow, all: readonly BucketRow[], spreads: boolean): Promise<void> {
    const where = { database: this.#database, bucket: row.bucket };
    const [facts] = await this.#query<FactsRow>(factsQuery(where));
    const around = aroundOf(row.bucket, all);
    const near = around.map(({ bucket }) => bucket);
    const rows = near.length === 0 ? [] : await this.#query<NeighbourRow>(neighboursQuery(where, near));
    const links = hashesOf(rows, 1);
    if (spreads) {
      const theirs = hashesOf(rows, 2);
      const known = await this.#knownOf(row.bucket, near);
      for (const other of around) {
        const isCounted = other.version !== '0' && other.counted === other.spans;
        if (isCounted && (theirs.get(other.bucket) ?? 0n) !== (known.get(other.bucket) ?? 0n))
          await this.#count(other, all, false);
      }
    }
    const { now, random, clickhouse, signal } = this.#counting;
    const version = nextVersion(now(), BigInt(row.version), random());
    const options = { settings: SETTINGS, ...(signal && { signal }) };
    await clickhouse.command(
      countEdgesStatement({
        ...where,
        others: [...links.keys()],
        hasLinks: facts?.linked !== '0',
        version,
      }),
      options,
    );
    const spans = this.#believed(row, BigInt(facts?.spans ?? 0));
    await clickhouse.command(commitStatement(where, { version, spans, links }), options);
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
