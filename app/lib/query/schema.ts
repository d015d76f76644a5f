// What people's SQL asks and answers, and how far queries are: shared by the HTTP API, the server functions and the screen.
import { z } from 'zod';

/** The longest SQL, in UTF-16 units. */
export const MAX_SQL_LENGTH = 100_000;
/** Rows of an answer unless asked for otherwise, and at most. */
export const DEFAULT_ROWS = 10_000;
const MOST_ROWS = 100_000;

const scalar = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]);

/** The request of `/api/v1/query`. */
export const sqlRequest = z.object({
  sql: z.string().max(MAX_SQL_LENGTH).describe("One SELECT over the team's tables"),
  params: z
    .record(z.string().max(100), z.union([scalar, z.array(scalar).max(10_000)]))
    .default({})
    .describe('Values of {name:Type} placeholders'),
  source: z
    .string()
    .max(100)
    .optional()
    .describe("Id or name of a source: the SQL runs in its database; the team's own unless given"),
  limit: z.number().int().min(1).max(MOST_ROWS).default(DEFAULT_ROWS).describe('Rows of the answer at most'),
  operationId: z.uuid().optional().describe('Names the work for /api/v1/queries/{id}: progress and cancel'),
});
export type SqlRequest = z.output<typeof sqlRequest>;

/** The answer of `/api/v1/query`. */
export const sqlResponse = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string().describe('ClickHouse type') })),
  rows: z
    .array(z.array(z.unknown()))
    .describe('Values in the order of the columns; 64-bit integers and decimals as text'),
  totals: z.array(z.unknown()).optional().describe('What WITH TOTALS adds'),
  rowCount: z.number(),
  truncated: z
    .object({
      by: z.enum(['rows', 'bytes']),
      message: z.string().describe('Which limit was hit, and its value'),
      hint: z.string(),
    })
    .optional()
    .describe('The result has more rows than these'),
  statistics: z.object({ elapsedMs: z.number(), rowsRead: z.number(), bytesRead: z.number() }),
});
export type SqlResponse = z.output<typeof sqlResponse>;

/** An operation by the id that its client chose. */
export const operationQuestion = z.object({ id: z.uuid() });

/** How far an operation is. */
export const operationProgress = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'cancelling']),
  kind: z.string().describe('What it is, e.g. logs.search'),
  rowsRead: z.number(),
  totalRows: z.number().describe('Rows that it is expected to read; 0 while that is not known'),
  elapsedMs: z.number(),
});
export type OperationProgress = z.output<typeof operationProgress>;

/** An operation as the list of what runs shows it. */
export const runningOperation = operationProgress.extend({
  who: z.string().describe('Who started it'),
  isOwn: z.boolean(),
  mayCancel: z.boolean(),
  startedAtMs: z.number().describe('Milliseconds since 1970'),
  memoryBytes: z.number(),
  sql: z.string().optional().describe('The statement that it runs just now, for its owner and for admins'),
});

/** What the engine does by itself in the team's database. */
export const backgroundWork = z.object({
  kind: z.enum(['merge', 'mutation']),
  table: z.string(),
  what: z.string().describe('Days of a merge, or the command of a mutation'),
  elapsedSeconds: z.number(),
  progress: z.number().nullable().describe('From 0 to 1; null where it is not known'),
  rows: z.number(),
  bytes: z.number(),
  problem: z.string().describe('Why it failed the last time; empty when it did not'),
});
export type BackgroundWork = z.output<typeof backgroundWork>;

/** What can be named in SQL, for completion. */
export const sqlCatalogue = z.object({
  database: z.string(),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
    }),
  ),
  functions: z.array(z.string()),
});
export type SqlCatalogue = z.output<typeof sqlCatalogue>;
