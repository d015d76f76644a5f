// The job that keeps the service map up to date: for every team's database, again and again, gently.
import type { Logger } from 'pino';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { toAppError } from '#app/lib/core/errors.ts';
import { type Counting, EdgeCounter } from './count.server.ts';

interface CountingJobOptions {
  readonly clickhouse: ClickHouse;
  /** The databases of all teams, asked for anew each time. */
  readonly databases: () => readonly string[];
  readonly log: Logger;
  readonly everyMs?: number;
}

export interface CountingJob {
  /** Ends what runs between two statements. */
  stop(): Promise<void>;
}

const EVERY_MS = 15_000;
/** Of one turn, for each database. */
const BUDGET_MS = 4_000;
/** With a backlog, counting rests as long as it worked: queries come first. */
const SHORTEST_REST_MS = 1_000;
/** Without one, it works a quarter of the time at most. */
const REST = 3;
const LOG_EVERY_MS = 60_000;

/** Starts the job. It never throws; what goes wrong is logged, at most once a minute, and tried again. */
export function startCounting({
  clickhouse,
  databases,
  log,
  everyMs = EVERY_MS,
}: CountingJobOptions): CountingJob {
  const aborter = new AbortController();
  const counters = new Map<string, EdgeCounter>();
  let timer: NodeJS.Timeout | undefined;
  let loggedAt = Number.NEGATIVE_INFINITY;
  const warn = (details: object, message: string) => {
    if (performance.now() - loggedAt < LOG_EVERY_MS) return;
    loggedAt = performance.now();
    log.warn(details, message);
  };
  const counting: Counting = {
    clickhouse,
    now: Date.now,
    random: Math.random,
    signal: aborter.signal,
    onFailure: ({ database, bucket, error }) => {
      const at = new Date(bucket * 1_000).toISOString();
      warn({ err: error, database, bucket: at }, 'the calls of five minutes could not be counted');
    },
  };

  async function turn(): Promise<boolean> {
    let hasBacklog = false;
    for (const database of databases()) {
      if (aborter.signal.aborted) return false;
      const counter = counters.get(database) ?? new EdgeCounter(counting, database);
      counters.set(database, counter);
      try {
        const { counted, waiting } = await counter.run(BUDGET_MS);
        hasBacklog ||= counted > 0 && waiting > 0;
      } catch (thrown) {
        if (aborter.signal.aborted) return false;
        const { code, message } = toAppError(thrown);
        warn({ database, code, message }, 'the service map could not be brought up to date');
      }
    }
    return hasBacklog;
  }

  async function loop(): Promise<void> {
    const started = performance.now();
    const hasBacklog = await turn();
    if (aborter.signal.aborted) return;
    const took = performance.now() - started;
    const rest = hasBacklog ? Math.max(SHORTEST_REST_MS, took) : Math.max(everyMs, REST * took);
    timer = setTimeout(() => {
      running = loop();
    }, rest);
  }

  let running = loop();
  return {
    async stop() {
      aborter.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
