// What every question to a source asks and answers: which rows, what it cost, and why it is not the whole answer.
import { z } from 'zod';

export const timeInput = z
  .union([z.string().max(64), z.number()])
  .describe('RFC 3339, epoch milliseconds, or relative to now such as now-15m');

/** The name of a field in the search language: `level`, `attributes.http.route`, a column, an attribute. */
export const fieldName = z.string().min(1).max(200);

/** The longest search, in UTF-16 units. */
const MAX_QUERY_LENGTH = 100_000;

/** Which rows a question is about. */
export const selection = z.object({
  from: timeInput.default('now-15m'),
  to: timeInput.default('now'),
  query: z.string().max(MAX_QUERY_LENGTH).default('').describe('In the search language, or a SQL condition'),
  language: z.enum(['lucene', 'sql']).default('lucene').describe('sql: query is a condition as after WHERE'),
  source: z.string().max(100).default('logs').describe('Id or name of a source'),
  /** Chosen by the client, so that it can ask for progress and cancel. */
  operationId: z.uuid().optional().describe('Names the work for /api/v1/queries/{id}: progress and cancel'),
});

/** What a query cost. */
export const statistics = z.object({
  elapsedMs: z.number(),
  rowsRead: z.number(),
  bytesRead: z.number(),
});

/** Why an answer is not the whole one. Absent answers are not the same as empty ones. */
export const partial = z.object({
  limit: z.enum(['time', 'rows', 'memory', 'bytes']),
  message: z.string().describe('Which limit was hit, and its value'),
  hint: z.string(),
  searchedTo: z
    .string()
    .optional()
    .describe('RFC 3339: up to here, in the order of the search, all is found'),
});
export type Partial = z.output<typeof partial>;

/** A field of the search that no record of the source has had lately. */
export const unknownField = z.object({
  name: z.string(),
  position: z.object({ from: z.number(), to: z.number() }),
  closest: z.array(z.string()),
});

export type UnknownField = z.output<typeof unknownField>;
