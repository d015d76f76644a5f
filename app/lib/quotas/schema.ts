// The limits of a team as the API and the screen show and change them, and how their amounts are written.
import { z } from 'zod';
import { ingestQuota, type QueryQuota, queryQuota } from '#app/lib/auth/team-settings.ts';
import { LIMITED_ROLES } from '#app/lib/clickhouse/limits.ts';

export const QUOTA_NAMES = ['bytesPerSecond', 'recordsPerSecond', 'bytesPerDay', 'recordsPerDay'] as const;
export type QuotaName = (typeof QUOTA_NAMES)[number];

/** From this share of a quota on, people are warned. */
export const NEAR_SHARE = 0.8;

const quotaState = z.object({
  /** Absent: no quota. */
  limit: z.number().optional(),
  /** Per second: the average of the last ten seconds. Per day: since midnight UTC. */
  used: z.number(),
  state: z.enum(['none', 'fine', 'near', 'reached']),
});
export type QuotaState = z.output<typeof quotaState>;

const queryLimitsOfRole = z.object({
  /** What the team set. */
  team: queryQuota,
  /** What the installation allows at most; absent where it sets no limit. */
  installation: queryQuota,
  /** The lesser of both, which is what holds. */
  effective: queryQuota,
  running: z.number(),
  waiting: z.number(),
});

export const teamLimits = z.object({
  ingest: z.object({
    quotas: z.object({
      bytesPerSecond: quotaState,
      recordsPerSecond: quotaState,
      bytesPerDay: quotaState,
      recordsPerDay: quotaState,
    }),
    /** Requests that were refused today because a quota was reached. */
    refusedToday: z.number(),
    /** When the counts of the day begin anew. */
    dayEndsAt: z.iso.datetime(),
  }),
  query: z.object({
    roles: z.record(z.enum(LIMITED_ROLES), queryLimitsOfRole),
    /** Statements of one team, and of all, that run at once. */
    placesOfTeam: z.number(),
    places: z.number(),
  }),
  /** One sentence for each quota that is nearly or wholly used up. */
  warnings: z.array(z.string()),
  mayChange: z.object({
    ingest: z.boolean(),
    query: z.boolean(),
    /** The query limits of owners, which admins only see. */
    queryOfOwners: z.boolean(),
  }),
});
export type TeamLimits = z.output<typeof teamLimits>;

/** Below these nothing is found at all, so that a slip of the pen would lock a role out of its telemetry. */
export const LEAST_OF_QUERY: Readonly<Required<QueryQuota>> = {
  seconds: 1,
  rows: 1_000,
  memoryBytes: 16 * 1_024 ** 2,
  concurrent: 1,
};

const { shape } = queryQuota;
const queryChange = z.strictObject({
  seconds: shape.seconds.unwrap().min(LEAST_OF_QUERY.seconds).optional(),
  rows: shape.rows.unwrap().min(LEAST_OF_QUERY.rows).optional(),
  memoryBytes: shape.memoryBytes.unwrap().min(LEAST_OF_QUERY.memoryBytes).optional(),
  concurrent: shape.concurrent,
});

/** What is given takes the place of all that was set of it; an empty object takes the limits away. */
export const limitsChange = z.object({
  /** Only administrators of the installation, since it protects the installation. */
  ingest: ingestQuota.strict().optional(),
  /** Roles that are not named stay as they are. The limits of owners are theirs to change. */
  query: z.partialRecord(z.enum(LIMITED_ROLES), queryChange).optional(),
});
export type LimitsChange = z.output<typeof limitsChange>;

/** `at most 5 MiB per second`, `at most 1,000 records per day (UTC)`. */
export function atMost(name: QuotaName, amount: number): string {
  return `at most ${amountText(name, amount)} ${name.endsWith('PerDay') ? 'per day (UTC)' : 'per second'}`;
}

/** `5 MiB` or `1,000 records`. */
export function amountText(name: QuotaName, amount: number): string {
  if (name.startsWith('bytes')) return bytesText(amount);
  const count = amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount);
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'record' : 'records'}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes with three digits that count: `999 B`, `1.5 MiB`, `20 GiB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_023.5 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  const digits = value >= 100 || unit === 0 ? 0 : value >= 10 ? 1 : 2;
  return `${Number(value.toFixed(digits))} ${UNITS[unit]}`;
}
