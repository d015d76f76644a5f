// Sources and connections as the API, the settings screens and the metadata store know them.
import { z } from 'zod';

/** The sources that exist without being made: Maple's own tables. */
export const BUILT_IN_SOURCES = ['logs', 'traces'] as const;

const name = z.string().trim().min(1, 'Give it a name.').max(80);
const identifier = z.string().trim().min(1, 'This is needed.').max(200);
/** A ClickHouse expression over the table's columns, as an admin writes it. Empty: the table has no such thing. */
const expression = z.string().trim().max(2_000);

export const sourceKind = z.enum(['log', 'trace', 'metric', 'session']);
export type SourceKind = z.output<typeof sourceKind>;

/** Which expression of the table is which field. Names as in docs/sources.md. */
export const sourceExpressions = z.object({
  timestamp: expression.default('').describe('DateTime or DateTime64; every source needs one'),
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
  database: identifier
    .optional()
    .describe("The connection's unless given. Of Maple's own ClickHouse only that of the team"),
  table: identifier,
  expressions: sourceExpressions,
  durationUnit: z.enum(['ns', 'us', 'ms', 's']).default('ns'),
  /** Columns that the list shows at first: field names of the search language. */
  defaultColumns: z.array(z.string().max(200)).max(50).default([]),
});
export type SourceInput = z.output<typeof sourceInput>;

/** A source as it is stored or built in. */
export const sourceDefinition = sourceInput.extend({ id: z.string(), isBuiltIn: z.boolean() });
export type SourceDefinition = z.output<typeof sourceDefinition>;

/** What a picker of sources needs. */
export interface SourceSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly isBuiltIn: boolean;
  readonly defaultColumns: readonly string[];
}

/** What is wrong with one field of a form. */
export const fieldProblem = z.object({
  message: z.string(),
  position: z
    .object({ from: z.number().int(), to: z.number().int() })
    .optional()
    .describe('Where in the text of the field; half-open, UTF-16 offsets'),
  hint: z.string().optional(),
});
export type FieldProblem = z.output<typeof fieldProblem>;
/** Problems by field: `name`, `table`, `timestamp`, …, or `form` for what belongs to none. */
export const fieldProblems = z.record(z.string(), fieldProblem);
export type FieldProblems = z.output<typeof fieldProblems>;

/** What a test of a source that is not saved yet found. */
export const sourceCheck = z.object({
  problems: fieldProblems,
  types: z.record(z.string(), z.string()).describe('The ClickHouse type of each expression'),
  sample: z
    .record(z.string(), z.string())
    .nullable()
    .describe('One of the newest rows as text, by field; null when the table is empty or there are problems'),
});
export type SourceCheck = z.output<typeof sourceCheck>;

/** Where tables are looked for. */
export const tablesRequest = sourceInput.pick({ connectionId: true, database: true });
export type TablesRequest = z.output<typeof tablesRequest>;
export const tablesResponse = z.object({
  database: z.string(),
  databases: z.array(z.string()).describe('Those that can be chosen'),
  tables: z.array(
    z.object({
      name: z.string(),
      engine: z.string(),
      rows: z.number().nullable().describe('null: not known'),
    }),
  ),
});
export type TablesResponse = z.output<typeof tablesResponse>;

/** The table whose columns are looked at to fill in a source. */
export const detectRequest = sourceInput.pick({ connectionId: true, database: true, table: true });
export type DetectRequest = z.output<typeof detectRequest>;
export const detectResponse = z.object({
  source: sourceInput,
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
});
export type DetectResponse = z.output<typeof detectResponse>;

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
export const connection = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  username: z.string(),
  hasPassword: z.boolean(),
  database: z.string(),
});
export type Connection = z.output<typeof connection>;

/** What a test of a connection found. */
export const connectionCheck = z.object({
  problems: fieldProblems,
  version: z.string().nullable().describe('Of the server, when it answered'),
});
export type ConnectionCheck = z.output<typeof connectionCheck>;

/** Names one source or connection. */
export const byId = z.object({ id: z.string().min(1).max(100) });
/** A test of what is not saved yet, or of a change when it has the `id` of what is there. */
export const sourceTest = sourceInput.extend({ id: z.string().min(1).max(100).optional() });
export const connectionTest = connectionInput.extend({ id: z.string().min(1).max(100).optional() });
export const sourceChange = sourceInput.extend(byId.shape);
export const connectionChange = connectionInput.extend(byId.shape);
