// ClickHouse types as the search sees them: which comparisons a column takes, and whether it can be NULL.

/** What kind of values a column holds. */
export type TypeFamily =
  | 'string'
  /** FixedString: padded with NUL bytes. */
  | 'fixed'
  | 'enum'
  | 'uuid'
  | 'ip'
  | 'integer'
  | 'float'
  | 'bool'
  | 'time'
  | 'array'
  | 'map'
  | 'json'
  | 'other';

/** A ClickHouse type without its wrappers. */
export interface ValueType {
  readonly family: TypeFamily;
  /** The innermost name, e.g. `DateTime64`, `UInt8`. */
  readonly name: string;
  readonly nullable: boolean;
  /** Of an array's elements, of a map's values. */
  readonly element?: ValueType;
  /** Of a map's keys. */
  readonly key?: ValueType;
}

const FAMILIES: readonly (readonly [RegExp, TypeFamily])[] = [
  [/^String$/, 'string'],
  [/^FixedString$/, 'fixed'],
  [/^Enum(8|16)?$/, 'enum'],
  [/^UUID$/, 'uuid'],
  [/^IPv[46]$/, 'ip'],
  [/^U?Int(8|16|32|64|128|256)$/, 'integer'],
  [/^(B?Float(16|32|64)|Decimal(32|64|128|256)?)$/, 'float'],
  [/^Bool$/, 'bool'],
  [/^Date(32|Time|Time64)?$/, 'time'],
  [/^Array$/, 'array'],
  [/^Map$/, 'map'],
  [/^(JSON|Object)$/, 'json'],
];

const known = new Map<string, ValueType>();

/** Reads a type as ClickHouse writes it. Never fails: what it does not know is `other`, which is compared as text. */
export function readType(type: string): ValueType {
  let found = known.get(type);
  if (found === undefined) {
    found = parse(type.trim());
    // The types of all columns ever seen are few; a bound keeps a stranger from growing it.
    if (known.size < 10_000) known.set(type, found);
  }
  return found;
}

function parse(type: string): ValueType {
  const { name, inside } = split(type);
  const args = topLevel(inside);
  const last = args.at(-1) ?? '';
  if (name === 'Nullable') return { ...parse(last), nullable: true };
  if (name === 'LowCardinality' || name === 'SimpleAggregateFunction') return parse(last);
  const family = FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
  const base = { family, name, nullable: name === 'Variant' || name === 'Dynamic' };
  if (family === 'array') return { ...base, element: parse(last) };
  if (family === 'map') return { ...base, key: parse(args[0] ?? ''), element: parse(last) };
  return base;
}

function split(type: string): { name: string; inside: string } {
  const open = type.indexOf('(');
  if (open < 0) return { name: type, inside: '' };
  return { name: type.slice(0, open), inside: type.slice(open + 1, type.lastIndexOf(')')) };
}

/** The arguments of a type, split at the commas that are in no parentheses and no quotes. */
function topLevel(inside: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < inside.length; index += 1) {
    const char = inside[index];
    if (isQuoted) {
      if (char === '\\') index += 1;
      else if (char === "'") isQuoted = false;
    } else if (char === "'") isQuoted = true;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      found.push(inside.slice(start, index).trim());
      start = index + 1;
    }
  }
  found.push(inside.slice(start).trim());
  return found;
}
