// Sources and connections as the API, the settings screens and the metadata store know them.
import { z } from 'zod';

/** The sources that exist without being made: Maple's own tables. */
export const BUILT_IN_SOURCES = ['logs', 'traces'] as const;

const name = z.string().trim().min(1).max(80);
const identifier = z.string().trim().min(1).max(200);
/** A ClickHouse expression over the table's columns, as an admin writes it. Empty: the table has no such thing. */
const expression = z.string().trim().max(2_000);

export const sourceKind = z.enum(['log', 'trace', 'metric', 'session']);

/** Which expression of the table is which field. Names as in docs/sources.md. */
export const sourceExpressions = z.object({
  timestamp: expression.min(1, 'A source needs a timestamp.').describe('DateTime or DateTime64'),
  /** A coarser, monotonic function of the timestamp that leads the table's order key. */
  order: expression.default('').describe('e.g. toStartOfFiveMinutes(Timestamp)'),
  body: expression.default('').describe('Implicit (full-text) column: what words without a field search'),
  service: expression.default(''),
  severity: expression.default(''),
  severityNumber: expression.default(''),
  traceId: expression.default(''),
  spanId: expression.default(''),
  eventName: expression.default(''),
  attributes: expression.default('').describe('Map(String, String) or JSON'),
  resource: expression.default('').describe('Map(String, String) or JSON'),
  scope: expression.default('').describe('Map(String, String) or JSON'),
  scopeName: expression.default(''),
  scopeVersion: expression.default(''),
  rowId: expression.default('').describe('UInt64 that tells rows of one timestamp apart'),
  filter: expression.default('').describe('Holds for every row of the source'),
  spanName: expression.default(''),
  spanKind: expression.default(''),
  parentSpanId: expression.default(''),
  statusCode: expression.default(''),
  statusMessage: expression.default(''),
  duration: expression.default(''),
  sessionId: expression.default(''),
});
export type SourceExpressions = z.output<typeof sourceExpressions>;

/** What an admin enters. */
export const sourceInput = z.object({
  name,
  kind: sourceKind,
  connectionId: z.string().max(64).nullable().default(null).describe("null: Maple's own ClickHouse"),
  /** Ignored for Maple's own ClickHouse, where it is always the team's. */
  database: identifier.optional(),
  table: identifier,
  expressions: sourceExpressions,
  durationUnit: z.enum(['ns', 'us', 'ms', 's']).default('ns'),
  /** Columns that the list shows at first: field names of the search language. */
  defaultColumns: z.array(z.string().max(200)).max(50).default([]),
});
export type SourceInput = z.output<typeof sourceInput>;

/** A source as it is stored or built in. */
export interface SourceDefinition extends SourceInput {
  readonly id: string;
  readonly isBuiltIn: boolean;
}

/** What an admin enters for another ClickHouse server. */
export const connectionInput = z.object({
  name,
  url: z.string().trim().max(500).describe('http(s)://host:port of the HTTP interface'),
  username: z.string().trim().max(200).default('default'),
  /** Absent on update: the stored one stays. */
  password: z.string().max(500).optional(),
  database: identifier.default('default'),
});
export type ConnectionInput = z.output<typeof connectionInput>;

/** A connection as it is shown: never with its password. */
export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly hasPassword: boolean;
  readonly database: string;
}
