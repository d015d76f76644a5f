// What `/api/v1/health/status` answers.
import { z } from 'zod';

export const COMPONENT_STATES = ['ok', 'starting', 'restarting', 'down'] as const;

const component = z.object({
  status: z.enum(COMPONENT_STATES),
  message: z.string().optional().describe('What is wrong, when something is'),
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
