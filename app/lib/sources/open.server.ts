// Makes a source ready for reading: describes its table, vets its expressions, and remembers that for half a minute.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { ident } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { buildSource } from './build.ts';
import type { BuiltInSource } from './builtin.ts';
import {
  newestFirst,
  plainColumn,
  type ResolvedExpressions,
  resolveExpressions,
} from './expressions.server.ts';
import { EXPRESSION_NAMES, EXPRESSIONS } from './fields.ts';
import { type AttributeKeys, type AttributeScope, keysFromRollup, keysFromSample } from './keys.server.ts';
import { applyOrder, parseOrder } from './order.ts';
import type { FieldProblem, SourceDefinition, SourceExpressions } from './schema.ts';
import { readTable, type TableInfo } from './table.server.ts';

interface Where {
  readonly clickhouse: ClickHouse;
  readonly database: string;
  /** The keys as they are remembered, or loaded; none when that fails. */
  readonly keysOf: (load: () => Promise<AttributeKeys>) => Promise<AttributeKeys>;
}

/**
 * A built-in source as the team's database has it. A column that an older table lacks is a field that the source lacks.
 * Throws `not_found` when the table is gone.
 */
export async function openBuiltIn(definition: BuiltInSource, where: Where): Promise<Source> {
  const { clickhouse, database, keysOf } = where;
  const { rollups, arrivalColumn } = definition;
  const [info, keys] = await Promise.all([
    readTable(clickhouse, database, definition.table),
    keysOf(() => keysFromRollup(clickhouse, ident(database, rollups.attributes), rollups.signal)),
  ]);
  if (info === undefined) throw tableGone(definition.name, database, definition.table);
  const { timestamp, ...expressions } = columnsOf(definition.expressions, info);
  if (timestamp === undefined)
    throw new AppError('not_found', `The table of the source "${definition.name}" has no timestamp column.`);
  return buildSource({
    definition,
    info,
    expressions: { ...expressions, timestamp },
    keys,
    rollups,
    rowIdIsArrival: arrivalColumn !== undefined,
  });
}

/**
 * A source that an admin made. Its expressions are vetted again, because its table may have changed since. Throws
 * `not_found` when the table is gone, `bad_request` that names the source and the field when an expression fails.
 */
export async function openCustom(definition: SourceDefinition, where: Where): Promise<Source> {
  const { clickhouse, database, keysOf } = where;
  const info = await readTable(clickhouse, database, definition.table);
  if (info === undefined) throw tableGone(definition.name, database, definition.table);
  const { fields, problems } = await resolveExpressions(clickhouse, info, definition.expressions);
  for (const name of EXPRESSION_NAMES) {
    const problem = problems[name];
    if (problem) throw brokenField(definition.name, EXPRESSIONS[name].label, problem);
  }
  const { timestamp } = fields;
  if (timestamp === undefined) throw new TypeError('a source without problems has a timestamp');
  const maps = [
    ...scopeOf('attributes', fields),
    ...scopeOf('resource', fields),
    ...scopeOf('scope', fields),
  ];
  const from = { ...info, newestFirst: newestFirst(info, fields) };
  const keys = await keysOf(() => keysFromSample(clickhouse, from, maps));
  return buildSource({
    definition,
    info,
    expressions: { ...fields, timestamp },
    keys,
    rollups: undefined,
    rowIdIsArrival: false,
  });
}

function scopeOf(scope: AttributeScope, fields: ResolvedExpressions) {
  const field = fields[scope];
  return field ? [{ scope, ...field }] : [];
}

function brokenField(source: string, field: string, problem: FieldProblem): AppError {
  return new AppError('bad_request', `The source "${source}" cannot be read. ${field}: ${problem.message}`, {
    hint: 'Its table has probably changed. An admin can mend the source under Settings.',
  });
}

/** What became of a source whose table is not there. */
export function tableGone(source: string, database: string, table: string): AppError {
  return new AppError(
    'not_found',
    `The table ${database}.${table} of the source "${source}" does not exist, or may not be read.`,
    { hint: 'Create the table again, or change or delete the source under Settings.' },
  );
}

/** Every expression of a built-in source is a column; the order needs none of its own. */
function columnsOf(texts: SourceExpressions, info: TableInfo): ResolvedExpressions {
  const found: ResolvedExpressions = {};
  for (const [name, text] of Object.entries(texts)) {
    const field = plainColumn(text, info.columns);
    if (field) found[name as keyof SourceExpressions] = field;
  }
  const call = info.sortingKey.startsWith(texts.order) ? parseOrder(texts.order, texts.timestamp) : undefined;
  if (call && found.timestamp)
    found.order = { expression: applyOrder(call, found.timestamp.expression), type: '', column: undefined };
  return found;
}
