// What a log search asks and answers, shared by the HTTP API, the server functions and the screen.

import { z } from 'zod';
import { fieldName, partial, selection, statistics, unknownField } from '#app/lib/reading/schema.ts';

/** The request of `/api/v1/logs/search`. */
export const logSearchRequest = selection.extend({
  columns: z.array(fieldName).max(50).default([]).describe('Fields whose values come in rows[].columns'),
  attributes: z
    .boolean()
    .default(true)
    .describe(
      'false: rows come without attributes, resource and scope, which makes sparse matches twice as fast',
    ),
  ids: z
    .boolean()
    .default(true)
    .describe('false: rows come without the ids of trace and span, which are as slow to read as the text'),
  limit: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(200)
    .describe('Rows on a page; large rows make it end earlier'),
  cursor: z.string().max(300).optional().describe('nextCursor of the page before'),
  order: z.enum(['desc', 'asc']).default('desc').describe('desc: newest first'),
});
export type LogSearchRequest = z.output<typeof logSearchRequest>;

/** A flat attribute map; every value is text, as OpenTelemetry's exporter stores it. */
const attributes = z.record(z.string(), z.string());

/** One log record as the API and the screen see it. */
const logRow = z.object({
  id: z.string().describe('Names this row for as long as it is stored'),
  timestamp: z.string().describe('RFC 3339 with nine decimals'),
  service: z.string(),
  severity: z.string().describe('As the sender wrote it; may be empty'),
  severityNumber: z.number().describe('OpenTelemetry severity number, 0 when unknown'),
  body: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  eventName: z.string(),
  attributes: attributes.describe('In a table without attributes: its other columns'),
  resource: attributes,
  scope: z.object({ name: z.string(), version: z.string(), attributes }),
  columns: attributes.optional().describe('The values of the columns that were asked for'),
});
export type LogRow = z.output<typeof logRow>;

/** A page of rows; without `nextCursor` it is the last one. */
export const logSearchResponse = z.object({
  rows: z.array(logRow),
  nextCursor: z.string().nullable(),
  partial: partial.nullable(),
  unknownFields: z.array(unknownField),
  hint: z.string().nullable().describe('What to do about an empty answer, if there is something'),
  statistics,
});
export type LogSearchResponse = z.output<typeof logSearchResponse>;

/** The request of `/api/v1/logs/aggregate`. */
export const logAggregateRequest = selection.extend({
  interval: z
    .string()
    .max(16)
    .default('auto')
    .describe('Width of a point: 10s, 1m, 1h…; auto: about 100 points; none: one point for all'),
  groupBy: z.array(fieldName).max(5).default([]),
  aggregate: z
    .string()
    .max(300)
    .default('count')
    .describe('count, rate, or count_distinct|sum|avg|min|max|p50|p75|p90|p95|p99(field)'),
  limit: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('Series; the rest is summed up as "other" where that is possible'),
});
export type LogAggregateRequest = z.output<typeof logAggregateRequest>;

/** Series over time. `labels` has the value of each groupBy field; a group by `level` has the level's name. */
export const logAggregateResponse = z.object({
  series: z.array(
    z.object({
      labels: attributes,
      isOther: z.literal(true).optional().describe('All groups without a series of their own; no labels'),
      points: z.array(z.tuple([z.number(), z.number()])).describe('[start of the interval in ms, value]'),
    }),
  ),
  intervalMs: z.number(),
  fromMs: z.number(),
  toMs: z.number(),
  /** Whether series were left out or summed up as other. */
  isCut: z.boolean(),
  partial: partial.nullable(),
  hint: z.string().nullable().describe('Why records that match have no value, when that is known'),
  statistics,
});
export type LogAggregateResponse = z.output<typeof logAggregateResponse>;

/** The request of `/api/v1/logs/facets`. */
export const logFacetsRequest = selection.extend({
  fields: z.array(fieldName).min(1).max(50),
  limit: z.number().int().min(1).max(1_000).default(10).describe('Values of each field'),
  contains: z.string().max(200).default('').describe('Only values that contain this, ignoring case'),
});
export type LogFacetsRequest = z.output<typeof logFacetsRequest>;

const logFacet = z.object({
  name: z.string(),
  values: z.array(z.object({ value: z.string(), count: z.number() })),
  /** How many distinct values there are, as far as known; more than `values` has when some were left out. */
  distinct: z.number(),
  /** Set when the counts are of the newest so many matching records only. */
  sampled: z.number().nullable(),
  /** For fields whose values are numbers: the ends of the range. */
  numeric: z.object({ min: z.number(), max: z.number() }).nullable(),
  partial: partial.nullable().describe('Why this facet has no values, when a limit was reached'),
});
export const logFacetsResponse = z.object({
  fields: z.array(logFacet),
  partial: partial.nullable().describe('That of the first facet that has one'),
  statistics,
});
export type LogFacetsResponse = z.output<typeof logFacetsResponse>;

/** The request of `/api/v1/logs/fields`: which fields there are. */
export const logFieldsRequest = selection.pick({ from: true, to: true, source: true });
export type LogFieldsRequest = z.output<typeof logFieldsRequest>;

export const logFieldsResponse = z.object({
  fields: z.array(
    z.object({
      name: z.string().describe('As it is written in a search'),
      aliases: z.array(z.string()),
      kind: z.enum(['severity', 'keyword', 'text', 'number', 'duration', 'time', 'boolean', 'other']),
      scope: z.enum(['source', 'column', 'attributes', 'resource', 'scope']),
      /** Records that have it in the range, as far as known. */
      count: z.number().nullable(),
    }),
  ),
  columns: z
    .array(
      z.object({
        name: z.string(),
        type: z.string().describe('As ClickHouse writes it'),
        unit: z.enum(['ns', 'us', 'ms', 's']).nullable().describe('Of the column with durations'),
        scope: z
          .enum(['attributes', 'resource', 'scope'])
          .nullable()
          .describe('Of a map: the fields that are its keys'),
      }),
    )
    .describe('What a search in SQL is made of'),
  statistics,
});
export type LogFieldsResponse = z.output<typeof logFieldsResponse>;

/** The request of `/api/v1/logs/values`: completion of the values of one field. Independent of the search. */
export const logValuesRequest = selection.pick({ from: true, to: true, source: true }).extend({
  field: fieldName,
  prefix: z.string().max(200).default('').describe('Values that begin so, or else contain it, ignoring case'),
  limit: z.number().int().min(1).max(200).default(20),
});
export type LogValuesRequest = z.output<typeof logValuesRequest>;

export const logValuesResponse = z.object({
  values: z.array(z.object({ value: z.string(), count: z.number() })),
  /** False when there may be others, or counts are of a sample. */
  complete: z.boolean(),
  statistics,
});
export type LogValuesResponse = z.output<typeof logValuesResponse>;

/** The request of `/api/v1/logs/context`: rows around one row, in order of time. */
export const logContextRequest = selection.omit({ from: true, to: true }).extend({
  id: z.string().max(100).describe('The id of a row'),
  before: z.number().int().min(0).max(1_000).default(50),
  after: z.number().int().min(0).max(1_000).default(50),
});
export type LogContextRequest = z.output<typeof logContextRequest>;

export const logContextResponse = z.object({
  /** Oldest first: those before, the row itself, those after. The row is there also when it does not match the query. */
  rows: z.array(logRow),
  hasBefore: z.boolean(),
  hasAfter: z.boolean(),
  statistics,
});
export type LogContextResponse = z.output<typeof logContextResponse>;

/** The request of `/api/v1/logs/export`: all matching rows, streamed. */
export const logExportRequest = selection.extend({
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
  columns: z
    .array(fieldName)
    .max(50)
    .default([])
    .describe('csv: these columns after timestamp and body; none: all the usual ones'),
  order: z.enum(['desc', 'asc']).default('desc'),
});
export type LogExportRequest = z.output<typeof logExportRequest>;

/** The request of `/api/v1/logs/tail`: rows as they arrive, by server-sent events. */
export const logTailRequest = selection.pick({ query: true, language: true, source: true });
export type LogTailRequest = z.output<typeof logTailRequest>;
