// What is set for a team: how long its telemetry is kept, and how much it may send and ask. Pure.
import { z } from 'zod';

/** A team's name in addresses (`/t/<slug>/logs`) and, with `_` for `-`, in its database (`otel_<slug>`). */
export const TEAM_SLUG = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,39}$/,
    'Use letters, digits and single hyphens, a letter first.',
  );

export const RETAINED_SIGNALS = ['logs', 'traces', 'metrics', 'sessions'] as const;
export type RetainedSignal = (typeof RETAINED_SIGNALS)[number];

const days = z.number().int().min(1).max(3_650);
/** No limit when it is not there. */
const amount = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional();

/** What a team may send. Bytes are those of the bodies, uncompressed. */
export const ingestQuota = z.object({
  bytesPerSecond: amount,
  recordsPerSecond: amount,
  bytesPerDay: amount,
  recordsPerDay: amount,
});
export type IngestQuota = z.output<typeof ingestQuota>;

/** What one person in a role, or a key, may ask; where nothing is said, the installation's limit holds, which is never exceeded. */
export const queryQuota = z.object({
  seconds: amount,
  rows: amount,
  memoryBytes: amount,
  /** Statements of the whole role that run at once; others wait. */
  concurrent: z.number().int().min(1).max(1_000).optional(),
});
export type QueryQuota = z.output<typeof queryQuota>;

export const teamSettings = z.object({
  /** Days by signal; MAPLE_RETENTION where nothing is said. */
  retentionDays: z.partialRecord(z.enum(RETAINED_SIGNALS), days).optional(),
  ingest: ingestQuota.optional(),
  /** Nobody gets in by a password alone. */
  requiresSecondFactor: z.boolean().optional(),
  query: z.partialRecord(z.enum(['owner', 'admin', 'member', 'viewer', 'key']), queryQuota).optional(),
});
export type TeamSettings = z.output<typeof teamSettings>;

/** Whole days that the rows of each signal are kept. */
export type RetentionDays = Readonly<Record<RetainedSignal, number>>;

/** What is kept of a team: what it set, and `defaultDays` of what it said nothing about. */
export function retentionOf(
  settings: Pick<TeamSettings, 'retentionDays'>,
  defaultDays: number,
): RetentionDays {
  const { logs, traces, metrics, sessions } = settings.retentionDays ?? {};
  return {
    logs: logs ?? defaultDays,
    traces: traces ?? defaultDays,
    metrics: metrics ?? defaultDays,
    sessions: sessions ?? defaultDays,
  };
}
