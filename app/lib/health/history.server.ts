// How Maple was in the last minutes: a sample every few seconds, in memory only.
import type { HealthReport, HealthSample } from './schema.ts';

/** An hour at a sample every fifteen seconds. */
const MOST = 240;

interface HistoryOptions {
  readonly report: () => Promise<HealthReport>;
  /** Milliseconds between two samples. */
  readonly everyMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface HealthHistory {
  /** The oldest first; sums are those since the start of the program. */
  readonly samples: readonly HealthSample[];
  stop(): void;
}

/** Takes the first sample at once. The report never fails. */
export function startHealthHistory({ report, everyMs, now }: HistoryOptions): HealthHistory {
  const samples: HealthSample[] = [];
  const take = async () => {
    samples.push(sampleOf(await report(), now()));
    if (samples.length > MOST) samples.shift();
  };
  void take();
  const timer = setInterval(() => void take(), everyMs);
  timer.unref();
  return { samples, stop: () => clearInterval(timer) };
}

function sampleOf({ status, ingest, queries, process }: HealthReport, atMs: number): HealthSample {
  const signals = Object.values(ingest.signals);
  return {
    atMs,
    status,
    accepted: signals.reduce((sum, { accepted }) => sum + accepted, 0),
    bytes: signals.reduce((sum, { bytes }) => sum + bytes, 0),
    failed: Object.values(ingest.failedRequests).reduce((sum, count) => sum + count, 0),
    queuedBytes: ingest.queuedBytes,
    queries: queries.count,
    queryP95Ms: queries.durationMs.p95,
    rssBytes: process.rssBytes,
  };
}
