// The sources that exist without being made: Maple's own tables, described as an admin would describe them.
import { BUILT_IN_SOURCES, type SourceDefinition, sourceInput } from './schema.ts';

/** Where the small tables that answer for a built-in source are. */
export interface BuiltInRollups {
  readonly volume: string | undefined;
  readonly attributes: string;
  readonly signal: 'logs' | 'traces';
}

export interface BuiltInSource extends SourceDefinition {
  readonly rollups: BuiltInRollups;
  /** The column that is given at arrival and rises with it. */
  readonly arrivalColumn: string | undefined;
}

const ATTRIBUTES_ROLLUP = 'otel_attributes_15m';

const logs: BuiltInSource = {
  ...sourceInput.parse({
    name: 'Logs',
    kind: 'log',
    table: 'otel_logs',
    expressions: {
      timestamp: 'Timestamp',
      order: 'toStartOfFiveMinutes(Timestamp)',
      body: 'Body',
      service: 'ServiceName',
      severity: 'SeverityText',
      severityNumber: 'SeverityNumber',
      traceId: 'TraceId',
      spanId: 'SpanId',
      eventName: 'EventName',
      attributes: 'LogAttributes',
      resource: 'ResourceAttributes',
      scope: 'ScopeAttributes',
      scopeName: 'ScopeName',
      scopeVersion: 'ScopeVersion',
      rowId: 'Id',
    },
    defaultColumns: ['timestamp', 'level', 'service', 'body'],
  }),
  id: 'logs',
  isBuiltIn: true,
  rollups: { volume: 'otel_logs_volume_1m', attributes: ATTRIBUTES_ROLLUP, signal: 'logs' },
  arrivalColumn: 'Id',
};

const traces: BuiltInSource = {
  ...sourceInput.parse({
    name: 'Traces',
    kind: 'trace',
    table: 'otel_traces',
    expressions: {
      timestamp: 'Timestamp',
      order: 'toStartOfFiveMinutes(Timestamp)',
      body: 'SpanName',
      service: 'ServiceName',
      traceId: 'TraceId',
      spanId: 'SpanId',
      parentSpanId: 'ParentSpanId',
      spanName: 'SpanName',
      spanKind: 'SpanKind',
      statusCode: 'StatusCode',
      statusMessage: 'StatusMessage',
      duration: 'Duration',
      attributes: 'SpanAttributes',
      resource: 'ResourceAttributes',
      scopeName: 'ScopeName',
      scopeVersion: 'ScopeVersion',
    },
    durationUnit: 'ns',
    defaultColumns: ['timestamp', 'service', 'name', 'duration', 'status'],
  }),
  id: 'traces',
  isBuiltIn: true,
  rollups: { volume: undefined, attributes: ATTRIBUTES_ROLLUP, signal: 'traces' },
  arrivalColumn: undefined,
};

const ALL: Readonly<Record<(typeof BUILT_IN_SOURCES)[number], BuiltInSource>> = { logs, traces };

/** The built-in source of this id or name (in any case), if it is one. */
export function builtInSource(idOrName: string): BuiltInSource | undefined {
  const id = idOrName.toLowerCase();
  return Object.hasOwn(ALL, id) ? ALL[id as keyof typeof ALL] : undefined;
}

/** All of them as definitions, logs first. */
export const builtInDefinitions: readonly SourceDefinition[] = BUILT_IN_SOURCES.map((id) => {
  const { rollups, arrivalColumn, ...definition } = ALL[id];
  return definition;
});
