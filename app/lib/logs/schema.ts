// What a log search asks and answers, shared by the HTTP API, the server functions and the screen.
import { z } from 'zod';
import type { SeverityLevel } from '#app/lib/telemetry/severity.ts';

const timeInput = z
  .union([z.string().max(64), z.number()])
  .describe('RFC 3339, epoch milliseconds, or relative to now such as now-15m');

/** The request of `/api/v1/logs/search`. */
export const logSearchRequest = z.object({
  from: timeInput.default('now-15m'),
  to: timeInput.default('now'),
  query: z.string().max(10_000).default('').describe('Words and "phrases", all of which must be in the body'),
  language: z.enum(['lucene', 'sql']).default('lucene').describe('Only lucene for now'),
  source: z.string().max(100).default('logs').describe('Only the built-in source "logs" for now'),
  limit: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(200)
    .describe('Rows on a page; large rows make it end earlier'),
  cursor: z.string().max(200).optional().describe('nextCursor of the page before'),
  order: z.enum(['desc', 'asc']).default('desc').describe('desc: newest first'),
});
export type LogSearchRequest = z.output<typeof logSearchRequest>;

/** A flat attribute map; every value is text, as OpenTelemetry's exporter stores it. */
const attributes = z.record(z.string(), z.string());

/** One log record as the API and the screen see it. */
export const logRow = z.object({
  id: z.string().describe('Names this row for as long as it is stored'),
  timestamp: z.string().describe('RFC 3339 with nine decimals'),
  service: z.string(),
  severity: z.string().describe('As the sender wrote it; may be empty'),
  severityNumber: z.number().describe('OpenTelemetry severity number, 0 when unknown'),
  body: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  eventName: z.string(),
  attributes,
  resource: attributes,
  scope: z.object({ name: z.string(), version: z.string(), attributes }),
});
export type LogRow = z.output<typeof logRow>;

/** What a query cost. */
export const statistics = z.object({
  elapsedMs: z.number(),
  rowsRead: z.number(),
  bytesRead: z.number(),
});

/** A page of rows; without `nextCursor` it is the last one. */
export const logSearchResponse = z.object({
  rows: z.array(logRow),
  nextCursor: z.string().nullable(),
  statistics,
});
export type LogSearchResponse = z.output<typeof logSearchResponse>;

/** The request of the volume histogram above the list. */
export const logVolumeRequest = logSearchRequest.pick({ from: true, to: true, query: true });
export type LogVolumeRequest = z.output<typeof logVolumeRequest>;

/** Rows per interval and severity. A point is the interval's start in milliseconds, and its count. */
export interface LogVolumeResponse {
  readonly bucketMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly series: readonly {
    readonly severity: SeverityLevel;
    readonly points: readonly (readonly [number, number])[];
  }[];
  readonly statistics: z.output<typeof statistics>;
}
