// What a team sent and what that takes up, by service and day: shared by the HTTP API, the server function and the screen.
import { z } from 'zod';

/** Days that can be asked for. */
export const USAGE_RANGES = [7, 30, 90] as const;

/** The request of `/api/v1/usage`. */
export const usageRequest = z.object({
  days: z.number().int().min(1).max(90).default(30).describe('Days in UTC, today (so far) the last of them'),
});
export type UsageRequest = z.output<typeof usageRequest>;

const perDay = z.array(z.number()).describe('A number for each of `days`');

const signalUsage = z.object({
  records: perDay.describe('Records that are stored, a number for each of `days`'),
  bytes: perDay.describe('What they take up on disk now, with what Maple made of them'),
});

const sent = z.object({
  bytes: perDay.describe('Bytes of the requests, uncompressed'),
  records: perDay,
  refused: perDay.describe('Requests refused because a quota was reached'),
});

const serviceUsage = z.object({
  service: z.string(),
  logs: perDay,
  traces: perDay,
  metrics: perDay.nullable().describe('Null where there are too many points to count'),
  records: z.number(),
  bytes: z.number().describe('Its share of what the records of each day take up on disk: an estimate'),
});
export type ServiceUsage = z.output<typeof serviceUsage>;

const change = z.object({
  last: z.number().describe('Of the seven whole days before today'),
  before: z.number().describe('Of the seven days before those'),
});

/** The answer of `/api/v1/usage`. */
export const usageResponse = z.object({
  days: z.array(z.string()).describe('YYYY-MM-DD in UTC, today last'),
  signals: z.object({ logs: signalUsage, traces: signalUsage, metrics: signalUsage, sessions: signalUsage }),
  sent: z.object({ logs: sent, traces: sent, metrics: sent }),
  services: z.array(serviceUsage).describe('Those with most records first, a hundred at most'),
  others: z.number().describe('Services that are not among them'),
  isMetricsCounted: z.boolean().describe('Whether metric points are told apart by service'),
  growth: z.object({ records: change, bytes: change }),
  disk: z
    .object({
      freeBytes: z.number(),
      totalBytes: z.number(),
      addedPerDay: z.number().describe('Bytes that all teams add on a day, by the last seven whole days'),
      fullInDays: z
        .number()
        .nullable()
        .describe(
          'Whole days until the disk is full if it goes on like that; null: retention frees as much before',
        ),
    })
    .nullable(),
});
export type Usage = z.output<typeof usageResponse>;
