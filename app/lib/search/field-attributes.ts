// Keys of map and JSON columns: their value as text, and whether a row has them.
import { type Fragment, ident, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { Source, SourceAttributes, SourceColumn } from '#app/lib/telemetry/source.ts';
import { readType, type ValueType } from './field-types.ts';
import { textSql } from './field-values.ts';
import { allOf, anyOf, isOneOf } from './predicates-combine.ts';
import { attributeIndexes } from './predicates-indexes.ts';

/** One key in one map or JSON column. */
export interface Entry {
  /** A String expression, `''` without the key. */
  readonly text: Fragment;
  /** Whether the row has the key, also with an empty value. Never NULL. Reads the keys, and does not make a map be read. */
  readonly has: Fragment;
  /** The same for conditions that indexes answer on their own. */
  readonly hasByIndex: Fragment;
  /** The row has the key with a value that is not empty. */
  readonly exists: Fragment;
  /** The row has the key with one of the values. */
  equalsAnyOf(values: readonly string[]): Fragment;
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
  const plain = plainEntry(mapText(sql`${expression}[${str(key)}]`, has, type), has);
  const indexes = attributeIndexes(attributes, source);
  const hasByIndex = indexes.keys ? sql`mapContains(${expression}, ${str(key)})` : has;
  const { items } = indexes;
  if (!items) return plain;
  const equalsAnyOf = (values: readonly string[]) => hasItem(items, key, values);
  return {
    ...plain,
    hasByIndex,
    exists: indexes.keys ? sql`${hasByIndex} AND NOT ${equalsAnyOf([''])}` : plain.exists,
    equalsAnyOf,
  };
}

/** An item is the text of a pair as ClickHouse writes it; the engine reckons it, so the two cannot differ. */
function hasItem(items: Fragment, key: string, values: readonly string[]): Fragment {
  const [value] = values;
  if (values.length === 1 && value !== undefined)
    return sql`has(${items}, toString((${str(key)}, ${str(value)})))`;
  return sql`hasAny(${items}, arrayMap(v -> toString((${str(key)}, v)), ${param('Array(String)', values)}))`;
}

/** A missing key reads as an empty text, so the empty value needs the key. */
function plainEntry(text: Fragment, has: Fragment): Entry {
  return {
    text,
    has,
    hasByIndex: has,
    exists: sql`${text} != ''`,
    equalsAnyOf: (values) => {
      const full = values.filter((value) => value !== '');
      return anyOf([
        ...(full.length > 0 ? [isOneOf(text, full)] : []),
        ...(full.length < values.length ? [sql`${text} = '' AND ${has}`] : []),
      ]);
    },
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

/** Whether the entry that decides has a value that is not empty. */
export function entriesExist(entries: readonly Entry[]): Fragment {
  return decidedByIndex(entries, ({ exists }) => exists);
}

/** A condition on the entry that decides, as an OR of conditions on one column each: indexes can serve them one by one. */
export function decided(entries: readonly Entry[], condition: (entry: Entry) => Fragment): Fragment {
  return decidedBy(entries, condition, ({ has }) => has);
}

/** The same for conditions that indexes answer without reading the column. */
export function decidedByIndex(entries: readonly Entry[], condition: (entry: Entry) => Fragment): Fragment {
  return decidedBy(entries, condition, ({ hasByIndex }) => hasByIndex);
}

function decidedBy(
  entries: readonly Entry[],
  condition: (entry: Entry) => Fragment,
  has: (entry: Entry) => Fragment,
): Fragment {
  return anyOf(
    entries.map((entry, index) =>
      allOf([...entries.slice(0, index).map((earlier) => sql`NOT ${has(earlier)}`), condition(entry)]),
    ),
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
  if (JSON_NOTATION.test(key)) return plainEntry(raw("''"), raw('0'));
  const value = column ? ident(column, key) : sql`getSubcolumn(${expression}, ${str(key)})`;
  return plainEntry(sql`ifNull(toString(${value}), '')`, sql`isNotNull(${value})`);
}
