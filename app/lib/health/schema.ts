// What `/api/v1/health/status` answers.
import { z } from 'zod';
import type { Confinement } from '#app/lib/clickhouse/readers.server.ts';

export const COMPONENT_STATES = ['ok', 'starting', 'restarting', 'down'] as const;

const component = z.object({
  status: z.enum(COMPONENT_STATES),
  message: z.string().optional().describe('What is wrong, when something is'),
  since: z.string().optional().describe('Since when it is so, as far as Maple has looked'),
});

const signalCounts = z.object({
  requests: z.number(),
  accepted: z.number().describe('Records stored since the start'),
  rejected: z.number().describe('Records of stored requests that were not valid'),
  bytes: z.number(),
});

const durations = z.object({ p50: z.number(), p95: z.number(), max: z.number() }).describe('Milliseconds');

/** The state of a running Maple, and its own counters since it started. */
export const healthReport = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  version: z.string(),
  uptimeSeconds: z.number(),
  components: z.record(z.string(), component),
  ingest: z.object({
    signals: z.object({ logs: signalCounts, traces: signalCounts, metrics: signalCounts }),
    failedRequests: z.record(z.string(), z.number()).describe('By error code'),
    queuedBytes: z.number(),
    queuedRows: z.number(),
    inserts: z.number(),
    insertDurationMs: durations,
  }),
  queries: z.object({
    count: z.number(),
    failed: z.number(),
    durationMs: durations.describe('Of the last 512 queries, milliseconds'),
  }),
  process: z.object({ rssBytes: z.number(), heapUsedBytes: z.number(), cpuSeconds: z.number() }),
});
export type HealthReport = z.output<typeof healthReport>;
export type ComponentHealth = z.output<typeof component>;

/** How Maple was at a moment. */
export interface HealthSample {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly status: HealthReport['status'];
  /** Records stored since the start, */
  readonly accepted: number;
  /** bytes received, */
  readonly bytes: number;
  /** requests that failed, */
  readonly failed: number;
  /** and questions to ClickHouse. */
  readonly queries: number;
  readonly queuedBytes: number;
  readonly queryP95Ms: number;
  readonly rssBytes: number;
}

/** A warning or an error of the log. */
export interface Problem {
  readonly atMs: number;
  readonly level: 'warning' | 'error';
  readonly message: string;
  /** What the error said; empty where there was none. */
  readonly reason: string;
  /** How often in a row. */
  readonly times: number;
}

/** What is known of the ClickHouse that Maple uses. */
export interface EngineDetails {
  readonly kind: 'embedded' | 'server';
  /** Undefined while it does not answer. */
  readonly version: string | undefined;
  readonly uptimeSeconds: number | undefined;
  /** Bytes that its statements and caches hold, */
  readonly memoryBytes: number | undefined;
  /** of at most so many; undefined where the server decides that. */
  readonly memoryLimitBytes: number | undefined;
  /** Crashes since the start of the program. */
  readonly restarts: number;
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | undefined;
}

/** The page "Health". */
export interface HealthDetails {
  readonly report: HealthReport;
  readonly engine: EngineDetails;
  /** The oldest first. */
  readonly samples: readonly HealthSample[];
  /** The newest first; undefined for those who do not administrate the installation. */
  readonly problems: readonly Problem[] | undefined;
  readonly nowMs: number;
}

/** The page "About". */
export interface About {
  readonly version: string;
  /** Of the sources, where they are a checkout. */
  readonly commit: string | undefined;
  /** RFC 3339; when the pages were built. */
  readonly builtAt: string | undefined;
  readonly startedAt: string;
  readonly node: string;
  readonly platform: string;
  readonly engine: EngineDetails;
  /** What keeps the SQL of people inside the team's database. */
  readonly confinement: Confinement;
  /** Only for who administrates the installation. */
  readonly dataDir: string | undefined;
}
