// Keys of map and JSON columns: their value as text, and whether a row has them.
import { and, type Fragment, ident, join, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { Source, SourceAttributes, SourceColumn } from '#app/lib/telemetry/source.ts';
import { readType, type ValueType } from './field-types.ts';
import { textSql } from './field-values.ts';
import { attributeIndexes } from './predicates-indexes.ts';

/** One key in one map or JSON column. */
export interface Entry {
  /** A String expression, `''` without the key. For a map of texts it is what the indexes on its values serve. */
  readonly text: Fragment;
  /** Whether the row has the key, also with an empty value. Never NULL. */
  readonly has: Fragment;
  /** Holds for every row that has the key, and is served by an index on the keys. */
  readonly keyFilter: Fragment | undefined;
  /** Holds for every row where the key has this (not empty) value, and is served by an index on the pairs. */
  readonly pairFilter: ((values: readonly string[]) => Fragment) | undefined;
}

/** The entry for a key of a source's attributes. */
export function attributeEntry(attributes: SourceAttributes, key: string, source: Source): Entry {
  const type = readType(attributes.type);
  if (type.family === 'json') return jsonEntry(attributes, key);
  const { expression, column } = attributes;
  // Reading the keys alone is a fraction of reading the map; only of a plain column are they a column of their own.
  const has = column
    ? sql`has(${ident(column, 'keys')}, ${str(key)})`
    : sql`mapContains(${expression}, ${str(key)})`;
  const value = sql`${expression}[${str(key)}]`;
  return {
    text: mapText(value, has, type),
    has,
    ...attributeIndexes(attributes, key, source),
  };
}

/** A column as attributes, when it has keys. */
export function columnAsAttributes(column: SourceColumn): SourceAttributes | undefined {
  const type = readType(column.type);
  if (type.family !== 'json' && !(type.family === 'map' && isText(type.key))) return undefined;
  return { expression: ident(column.name), type: column.type, column: column.name, keys: new Set() };
}

/** The first entry that a row has decides. */
export function entriesText(entries: readonly Entry[]): Fragment {
  const [first, ...others] = entries;
  if (!first) return raw("''");
  return others.length === 0 ? first.text : sql`if(${first.has}, ${first.text}, ${entriesText(others)})`;
}

/** Whether the row has one of the entries, also with an empty value. */
export function entriesHave(entries: readonly Entry[]): Fragment {
  return join(
    entries.map(({ has }) => has),
    ' OR ',
  );
}

/** Whether the entry that decides has a value that is not empty. */
export function entriesExist(entries: readonly Entry[]): Fragment {
  return decided(entries, ({ text, keyFilter }) =>
    keyFilter ? sql`${keyFilter} AND ${text} != ''` : sql`${text} != ''`,
  );
}

/** A condition on the entry that decides, as an OR whose sides indexes can serve one by one. */
export function decided(entries: readonly Entry[], condition: (entry: Entry) => Fragment): Fragment {
  const [only, ...others] = entries;
  if (only && others.length === 0) return condition(only);
  const cases = entries.map((entry, index) =>
    and([condition(entry), ...entries.slice(0, index).map(({ has }) => sql`NOT ${has}`)]),
  );
  return join(
    cases.map((one) => sql`(${one})`),
    ' OR ',
  );
}

function isText(type: ValueType | undefined): boolean {
  return type?.family === 'string' || type?.family === 'fixed';
}

function mapText(value: Fragment, has: Fragment, type: ValueType): Fragment {
  const element = type.element ?? readType('String');
  const text = textSql(value, element);
  // The default of other types is a text too: '0', 'false'.
  return element.family === 'string' ? text : sql`if(${has}, ${text}, '')`;
}

/** Letters that the engine takes for its own notation of types and sub-objects, some of which hang it. */
const JSON_NOTATION = /[`^@:[\]\\]|^\.|\.\.|\.$/;

function jsonEntry({ expression, column }: SourceAttributes, key: string): Entry {
  const none = { keyFilter: undefined, pairFilter: undefined };
  if (JSON_NOTATION.test(key)) return { text: raw("''"), has: raw('0'), ...none };
  const value = column ? ident(column, key) : sql`getSubcolumn(${expression}, ${str(key)})`;
  return {
    text: sql`ifNull(toString(${value}), '')`,
    has: sql`isNotNull(${value})`,
    ...none,
  };
}
