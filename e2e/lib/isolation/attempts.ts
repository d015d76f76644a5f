// What somebody would send who knows every id of the other team: for each door, its own fields filled with them.
import type { Door } from '#scripts/lib/isolation/doors.ts';
import type { THEIR } from './world.ts';

export interface Attempt {
  readonly fields: Readonly<Record<string, unknown>>;
  /** In place of `$id` in a path. */
  readonly id?: string;
  /** What a page could claim to be in; only the server's own counts. */
  readonly context: unknown;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Described {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}

/** The paths of the OpenAPI document. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Described>>>>;

/** All attempts at a door: with each of the other team's ids as `id`, and with each of its sources as the source. */
export function attemptsAt(door: Door, their: typeof THEIR, paths: Paths): Attempt[] {
  const known = door.kind === 'operation' ? fieldsOf(door, paths) : undefined;
  // It would do what it is for, e.g. leave the team, and takes nothing that could be another's.
  if (known?.size === 0 && door.method !== 'GET' && !door.name.includes('$')) return [];
  const base = valuesOf(their);
  const tenant = {
    teamId: their.team,
    teamSlug: their.slug,
    database: their.database,
    scopes: ['read', 'write', 'admin'],
  };
  const context = { tenant, person: { actor: { kind: 'user', userId: their.user, isInstanceAdmin: true } } };
  const variants = [
    {},
    { source: undefined, sql: 'SELECT * FROM otel_logs', query: '*' },
    { source: undefined, connectionId: null, database: their.database },
    { source: undefined, kind: 'trace', table: `${their.database}.otel_traces`, connectionId: null },
  ];
  const attempts = [
    their.source,
    their.connection,
    their.saved,
    their.invitation,
    their.key,
    their.user,
    their.team,
  ].flatMap((id) =>
    variants.map((variant) => ({ id, values: { ...base, id, ...variant } as Record<string, unknown> })),
  );
  const made = attempts.map(({ id, values }) => ({
    id,
    context,
    fields: Object.fromEntries(
      Object.entries(known ? pick(values, known) : values).filter(([, value]) => value !== undefined),
    ),
  }));
  // Without an id and without a source many of them are the same.
  const distinct = new Map(
    made.map((it) => [JSON.stringify([/\$(?!traceId)/.test(door.name) && it.id, it.fields]), it]),
  );
  return [...distinct.values()];
}

/** A value for every name that a field may have. */
function valuesOf(their: typeof THEIR): Record<string, unknown> {
  return {
    from: 'now-1h',
    to: 'now',
    query: '',
    baseline: { from: 'now-2h', to: 'now-1h' },
    sql: `SELECT * FROM ${their.database}.otel_logs`,
    language: 'lucene',
    source: their.source,
    sourceId: their.source,
    connectionId: their.connection,
    database: their.database,
    table: 'otel_logs',
    traceId: their.trace,
    spanId: their.span,
    service: their.service,
    userId: their.user,
    memberId: their.user,
    keyId: their.key,
    teamId: their.team,
    allowedSources: [their.source],
    operationId: '0198c5f0-0000-7000-8000-000000000002',
    name: 'probe',
    email: 'probe@example.com',
    role: 'viewer',
    scopes: ['read'],
    fields: ['service'],
    field: 'service',
    kind: 'log',
    visibility: 'team',
    url: 'http://127.0.0.1:9',
    username: 'probe',
    token: 'a token',
    expressions: { timestamp: 'Timestamp', body: `(SELECT any(Body) FROM ${their.database}.otel_logs)` },
    owner: 'team',
    scope: 'team',
    confirm: 'not its name',
  };
}

function fieldsOf(
  { name, method }: Door,
  paths: Paths,
): Map<string, { schema: Schema; isRequired: boolean }> {
  const described = paths[name.replaceAll(/\$(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  const fields = new Map<string, { schema: Schema; isRequired: boolean }>();
  for (const it of described?.parameters ?? []) {
    if (it.in === 'query') fields.set(it.name, { schema: it.schema ?? {}, isRequired: it.required ?? false });
  }
  const body = described?.requestBody?.content['application/json'].schema;
  for (const [field, schema] of Object.entries(body?.properties ?? {}))
    fields.set(field, { schema, isRequired: body?.required?.includes(field) ?? false });
  return fields;
}

function pick(
  values: Record<string, unknown>,
  known: ReadonlyMap<string, { schema: Schema; isRequired: boolean }>,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [field, { schema, isRequired }] of known) {
    if (field in values) picked[field] = values[field];
    else if (isRequired) picked[field] = anyValueOf(schema);
  }
  return picked;
}

function anyValueOf(schema: Schema): unknown {
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  switch (schema.type) {
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return 'probe';
  }
}
