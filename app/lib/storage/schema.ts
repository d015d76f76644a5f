// What the screens and the API say of what is stored and for how long, and what may be changed of it.
import { z } from 'zod';
import { RETAINED_SIGNALS } from '#app/lib/auth/team-settings.ts';

const signal = z.enum(RETAINED_SIGNALS);
const bytes = z.number().describe('Bytes');
const day = z.string().describe('A day in UTC, YYYY-MM-DD');

const drop = z
  .object({
    day,
    at: z.string().describe('When all of that day is past the retention; it is gone within an hour of then'),
    rows: z.number(),
    bytes,
  })
  .describe('The next day to go');

const tableState = z.object({
  name: z.string(),
  kind: z.enum(['records', 'rollup']).describe('What was sent, or what Maple made of it'),
  rows: z.number(),
  bytes: z.number().describe('Bytes on disk'),
  uncompressedBytes: bytes,
  oldest: z.string().nullable().describe('The oldest record, or its day where only that is known'),
  newest: z.string().nullable(),
  days: z.number().describe('Days (partitions) that have rows'),
  parts: z.number(),
  ttlDays: z.number().nullable().describe('Whole days that rows are kept, as the table itself has it'),
  nextDrop: drop.nullable(),
});
export type TableState = z.output<typeof tableState>;

const signalState = z.object({
  signal,
  keptDays: z.number().describe('Whole days that records are kept'),
  isOwn: z
    .boolean()
    .describe('Whether the team chose that itself; else it is the default of the installation'),
  isApplied: z.boolean().describe('Whether all tables have it already'),
  rows: z.number().describe('Records; rows of rollups are not counted'),
  bytes: z.number().describe('Bytes on disk, with the rollups'),
  uncompressedBytes: bytes,
  oldest: z.string().nullable(),
  newest: z.string().nullable(),
  days: z.number(),
  nextDrop: drop.nullable(),
  tables: z.array(tableState),
});
export type SignalState = z.output<typeof signalState>;

/** The answer of `GET /api/v1/retention`. */
export const retentionState = z.object({
  defaultDays: z.number().describe('MAPLE_RETENTION, for what the team says nothing about'),
  mayChange: z.boolean(),
  problem: z.string().nullable().describe('Why the latest change is not in the tables yet'),
  signals: z.array(signalState),
  others: z
    .object({ tables: z.number(), rows: z.number(), bytes })
    .describe("Tables of the team's own, which never expire"),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
});
export type RetentionState = z.output<typeof retentionState>;

const days = z
  .number()
  .int('Use whole days.')
  .min(1, 'Keep at least a day.')
  .max(3_650, 'At most 3650 days, which is ten years.')
  .nullable()
  .describe('Whole days; null: as the installation has it');

/** Days by signal; what is not named stays as it is. */
export const retentionChange = z.object({
  logs: days.optional(),
  traces: days.optional(),
  metrics: days.optional(),
  sessions: days.optional(),
});
export type RetentionChange = z.output<typeof retentionChange>;

/** The request of `PATCH /api/v1/retention`. */
export const retentionPatch = retentionChange.extend({
  confirm: z
    .string()
    .max(200)
    .optional()
    .describe("The team's name: needed when the change drops what is stored"),
});

/** What a change drops at once. */
export const retentionLoss = z.object({
  rows: z.number(),
  bytes,
  signals: z.array(
    z.object({
      signal,
      days: z.number().describe('Days that go'),
      rows: z.number().describe('Records; rows of rollups are not counted'),
      bytes,
      from: day,
      to: day,
    }),
  ),
});
export type RetentionLoss = z.output<typeof retentionLoss>;

/** The answer of `PATCH /api/v1/retention`. */
export const retentionChanged = z.object({
  isApplied: z
    .boolean()
    .describe('Whether the tables have it already; if not, it is tried again within the hour'),
  problem: z.string().nullable(),
  keptDays: z.object({ logs: z.number(), traces: z.number(), metrics: z.number(), sessions: z.number() }),
});
