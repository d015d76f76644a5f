// The one registry of fields: what a name means for a source, for the compiler, completion, columns, facets and grouping.
import { closestWord } from '#app/lib/core/closest-word.ts';
import { AppError, type Position } from '#app/lib/core/errors.ts';
import { type Fragment, ident, sql } from '#app/lib/sql/sql.ts';
import type { Source, SourceAttributes, SourceField } from '#app/lib/telemetry/source.ts';
import type { KnowsField } from './ast.ts';
import {
  attributeEntry,
  columnAsAttributes,
  type Entry,
  entriesExist,
  entriesText,
} from './field-attributes.ts';
import { eventAttribute, OWN_FIELDS, type OwnField } from './field-own.ts';
import { readType, type ValueType } from './field-types.ts';
import { existsSql, kindOf, numberSql, textSql } from './field-values.ts';
import { levelExistsSql, levelSql } from './predicates-severity.ts';

export type FieldKind =
  | 'severity'
  | 'keyword'
  | 'text'
  | 'number'
  | 'duration'
  | 'time'
  | 'boolean'
  | 'other';

/** `attribute`: without a scope, so the record's own attributes first and then the resource's. */
export type FieldScope = 'source' | 'column' | 'attributes' | 'resource' | 'scope' | 'attribute';

/** Where a field's value is kept: what the predicates are made of. */
export type FieldStorage =
  | { readonly kind: 'severity'; readonly text: Fragment | undefined; readonly number: Fragment | undefined }
  | {
      readonly kind: 'value';
      readonly expression: Fragment;
      readonly type: ValueType;
      /** How equality reads texts: ignoring case (span kinds and statuses), or as a hexadecimal id. */
      readonly reading: 'exact' | 'caseless' | 'hex';
      /** Nanoseconds of the unit in which a duration is stored, as a power of ten. */
      readonly durationExponent: number | undefined;
      /** Whether this is the source's body, which may have a text index. */
      readonly isBody: boolean;
    }
  /** Places to look in, the first that has the key counts. Never empty. */
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] };

export interface ResolvedField {
  /** The canonical name: `level`, `service`, `attributes.http.route`, and the key itself when there is no scope. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly scope: FieldScope;
  /** A String expression, `''` when a row does not have the field. For `level` it is the level, not the sender's word. */
  readonly text: Fragment;
  /** A Nullable(Float64) expression, in the unit of the column, for fields that can be numbers. */
  readonly number?: Fragment;
  /** Whether a row has the field and it is not empty: a UInt8 expression that is never NULL. */
  readonly exists: Fragment;
  readonly storage: FieldStorage;
}

/** A field that the source is known to have. */
export interface KnownField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: FieldKind;
  readonly scope: FieldScope;
}

/**
 * What a name means: the source's own fields and their aliases, `event.attributes.x` of spans, then a real column, then the key of a map or JSON column
 * (`Column.key`), then `attributes.x`, `resource.x` and `scope.x`, then an attribute: of the record, else of the resource.
 * An unknown name is an attribute when the source has any; else throws `bad_request` with the closest known names.
 */
export function resolveField(name: string, source: Source, position?: Position): ResolvedField {
  const found =
    resolveOwn(name, source) ??
    resolveEventAttribute(name, source) ??
    resolveColumn(name, source) ??
    resolveColumnKey(name, source) ??
    resolveAttribute(name, source);
  if (found) return found;
  const [closest] = closestFields(name, source);
  throw new AppError('bad_request', `${source.name} has no field "${clip(name)}".`, {
    ...(position && { position }),
    hint: closest ? `Did you mean ${closest}?` : 'The fields are the columns of the table.',
  });
}

/** Whether a name is a field, a column or an attribute that has been seen. */
export function knowsField(source: Source): KnowsField {
  return (name) =>
    ownField(name, source) !== undefined ||
    resolveEventAttribute(name, source) !== undefined ||
    source.columns.some((column) => column.name === name) ||
    splitColumnKey(name, source) !== undefined ||
    SCOPES.some(({ prefix, of }) => name.length > prefix.length && name.startsWith(prefix) && of(source)) ||
    source.attributes?.keys.has(name) === true ||
    source.resource?.keys.has(name) === true;
}

/** Own fields, columns, and the attribute keys seen lately, with every name that means them. */
export function sourceFields(source: Source): readonly KnownField[] {
  const found: KnownField[] = [];
  const names = new Set<string>();
  const add = (field: KnownField) => {
    if (names.has(field.name)) return;
    names.add(field.name);
    found.push(field);
  };
  for (const own of OWN_FIELDS) {
    const resolved = resolveOwn(own.name, source);
    if (resolved) add({ name: own.name, aliases: own.aliases, kind: resolved.kind, scope: 'source' });
  }
  for (const column of source.columns) {
    const resolved = resolveColumn(column.name, source);
    if (resolved?.scope === 'column')
      add({ name: column.name, aliases: [], kind: resolved.kind, scope: 'column' });
  }
  for (const key of source.attributes?.keys ?? [])
    add({ name: key, aliases: [`attributes.${key}`], kind: 'keyword', scope: 'attributes' });
  for (const key of source.resource?.keys ?? [])
    add({ name: key, aliases: [`resource.${key}`], kind: 'keyword', scope: 'resource' });
  for (const key of source.scope?.keys ?? [])
    add({ name: `scope.${key}`, aliases: [], kind: 'keyword', scope: 'scope' });
  return found;
}

/** Whether a field has been seen: false for an attribute whose key is not among those seen lately. */
export function isSeen(name: string, source: Source): boolean {
  const { scope } = resolveField(name, source);
  if (scope === 'source' || scope === 'column') return true;
  const scoped = SCOPES.find(({ prefix }) => name.startsWith(prefix));
  if (scoped && scope !== 'attribute')
    return scoped.of(source)?.keys.has(name.slice(scoped.prefix.length)) ?? false;
  return source.attributes?.keys.has(name) === true || source.resource?.keys.has(name) === true;
}

/** Up to three known names that are near to a mistyped one, the nearest first. */
export function closestFields(name: string, source: Source): readonly string[] {
  const names = allNames(source);
  const found: string[] = [];
  while (found.length < 3) {
    const next = closestWord(
      name,
      found.length === 0 ? names : names.filter((known) => !found.includes(known)),
    );
    if (next === undefined) break;
    found.push(next);
  }
  return found;
}

const namesOf = new WeakMap<Source, readonly string[]>();

function allNames(source: Source): readonly string[] {
  let names = namesOf.get(source);
  if (!names) {
    names = [...new Set(sourceFields(source).flatMap((field) => [field.name, ...field.aliases]))];
    namesOf.set(source, names);
  }
  return names;
}

const SCOPES: readonly {
  prefix: string;
  scope: 'attributes' | 'resource' | 'scope';
  of(source: Source): SourceAttributes | undefined;
}[] = [
  { prefix: 'attributes.', scope: 'attributes', of: (source) => source.attributes },
  { prefix: 'resource.', scope: 'resource', of: (source) => source.resource },
  { prefix: 'scope.', scope: 'scope', of: (source) => source.scope },
];

function ownField(name: string, source: Source): OwnField | undefined {
  return OWN_FIELDS.find((own) => (own.name === name || own.aliases.includes(name)) && own.isIn(source));
}

function resolveOwn(name: string, source: Source): ResolvedField | undefined {
  const own = ownField(name, source);
  if (!own) return undefined;
  if (own.reading === 'severity') return severityField(source);
  const field = own.of(source);
  return field && valueField(own.name, 'source', field, own);
}

function severityField(source: Source): ResolvedField {
  const storage = {
    kind: 'severity',
    text: source.severity && textSql(source.severity.expression, readType(source.severity.type)),
    number: source.severityNumber && wholeNumber(source.severityNumber),
  } as const;
  return {
    name: 'level',
    kind: 'severity',
    scope: 'source',
    text: levelSql(storage),
    ...(storage.number && { number: sql`toFloat64(${storage.number})` }),
    exists: levelExistsSql(storage),
    storage,
  };
}

/** A severity number that is never NULL; 0 is none. */
function wholeNumber({ expression, type }: SourceField): Fragment {
  const { family, nullable } = readType(type);
  if (family !== 'integer') return sql`toInt32OrZero(${textSql(expression, readType(type))})`;
  return nullable ? sql`ifNull(${expression}, 0)` : expression;
}

/** A column that a role reads is that role's field, but for the two columns that make the level together. */
function resolveColumn(name: string, source: Source): ResolvedField | undefined {
  const column = source.columns.find((candidate) => candidate.name === name);
  if (!column) return undefined;
  const roles = OWN_FIELDS.filter(
    (field) => field.reading !== 'severity' && field.of(source)?.column === name,
  );
  // A span's name is also what words are about.
  const own = roles.find((field) => field.name !== 'body') ?? roles[0];
  if (own) return resolveOwn(own.name, source);
  const field = { expression: ident(name), type: column.type, column: name };
  return valueField(name, 'column', field, undefined);
}

function valueField(
  name: string,
  scope: FieldScope,
  field: SourceField & { readonly unit?: keyof typeof EXPONENTS },
  own: OwnField | undefined,
): ResolvedField {
  const type = readType(field.type);
  const number = numberSql(field.expression, type);
  return {
    name,
    kind: own?.kind ?? kindOf(type),
    scope,
    text: own && type.family === 'array' ? listText(field.expression) : textSql(field.expression, type),
    ...(number && { number }),
    exists: existsSql(field.expression, type),
    storage: {
      kind: 'value',
      expression: field.expression,
      type,
      reading: own?.reading === 'caseless' || own?.reading === 'hex' ? own.reading : 'exact',
      durationExponent: field.unit && EXPONENTS[field.unit],
      isBody: own?.name === 'body',
    },
  };
}

/** The elements as people read them: of a span there is mostly one. */
function listText(list: Fragment): Fragment {
  return sql`arrayStringConcat(${list}, ', ')`;
}

const EVENT_ATTRIBUTES = 'event.attributes.';

/** What the events of a span have for a key. */
function resolveEventAttribute(name: string, source: Source): ResolvedField | undefined {
  if (!name.startsWith(EVENT_ATTRIBUTES) || name.length === EVENT_ATTRIBUTES.length) return undefined;
  const field = eventAttribute(source, name.slice(EVENT_ATTRIBUTES.length));
  return (
    field && {
      ...valueField(name, 'column', field, undefined),
      kind: 'keyword',
      text: listText(field.expression),
    }
  );
}

const EXPONENTS = { ns: 0, us: 3, ms: 6, s: 9 } as const;

/** `Column.key` of a map or JSON column. */
function resolveColumnKey(name: string, source: Source): ResolvedField | undefined {
  const split = splitColumnKey(name, source);
  return split && entriesField(name, 'column', [attributeEntry(split.attributes, split.key, source)]);
}

function splitColumnKey(name: string, source: Source) {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const column = source.columns.find((candidate) => candidate.name === name.slice(0, dot));
    const attributes = column && columnAsAttributes(column);
    if (attributes && dot + 1 < name.length) return { attributes, key: name.slice(dot + 1) };
  }
  return undefined;
}

function resolveAttribute(name: string, source: Source): ResolvedField | undefined {
  for (const { prefix, scope, of } of SCOPES) {
    const attributes = of(source);
    if (attributes && name.startsWith(prefix) && name.length > prefix.length)
      return entriesField(name, scope, [attributeEntry(attributes, name.slice(prefix.length), source)]);
  }
  const places = [source.attributes, source.resource].filter((place) => place !== undefined);
  if (places.length === 0) return undefined;
  return entriesField(
    name,
    'attribute',
    places.map((place) => attributeEntry(place, name, source)),
  );
}

function entriesField(name: string, scope: FieldScope, entries: readonly Entry[]): ResolvedField {
  const text = entriesText(entries);
  return {
    name,
    kind: 'keyword',
    scope,
    text,
    number: sql`toFloat64OrNull(${text})`,
    exists: entriesExist(entries),
    storage: { kind: 'entries', entries },
  };
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
