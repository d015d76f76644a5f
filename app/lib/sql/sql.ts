// The only place SQL text is put together: fragments with bound parameters, and quoted identifiers.

/** The ClickHouse type a parameter is bound as, e.g. `String`, `UInt64`, `Array(String)`. */
export type ParamType = string;

/** A value that reaches ClickHouse as a query parameter, never as text. */
export interface Param {
  readonly kind: 'param';
  readonly type: ParamType;
  readonly value: ParamValue;
}

export type ParamValue = string | number | bigint | boolean | null | readonly ParamValue[];

/** A piece of SQL: text with parameters in their places. Immutable. */
export interface Fragment {
  readonly kind: 'fragment';
  readonly parts: readonly (string | Param)[];
}

/** SQL text with `{pN:Type}` placeholders, and the values they stand for. */
export interface RenderedSql {
  readonly text: string;
  readonly params: Readonly<Record<string, ParamValue>>;
}

/** Builds a fragment from a template. Interpolations are fragments or parameters; a bare value does not compile. */
export function sql(strings: TemplateStringsArray, ...values: readonly (Fragment | Param)[]): Fragment {
  const parts: (string | Param)[] = [];
  strings.forEach((text, index) => {
    if (text !== '') parts.push(text);
    const value = values[index];
    if (value === undefined) return;
    if (value.kind === 'param') parts.push(value);
    else parts.push(...value.parts);
  });
  return { kind: 'fragment', parts };
}

/** A bound parameter of a ClickHouse type. */
export function param(type: ParamType, value: ParamValue): Param {
  return { kind: 'param', type, value };
}

/** A bound `String`. */
export const str = (value: string): Param => param('String', value);

/** A bound `Int64` (a whole number, also as bigint). */
export const int = (value: number | bigint): Param => param('Int64', value);

/** A bound `DateTime64(9)` from nanoseconds since the epoch. */
export function nanos(value: bigint): Fragment {
  return sql`fromUnixTimestamp64Nano(${param('Int64', value)})`;
}

/** A quoted identifier; dots separate parts only when given as separate arguments. */
export function ident(...names: readonly string[]): Fragment {
  return raw(names.map(quoteIdentifier).join('.'));
}

/** Text that the program itself wrote. Never pass what a user or a sender wrote. */
export function raw(text: string): Fragment {
  return { kind: 'fragment', parts: [text] };
}

/**
 * SQL that a user wrote. Only the guard of lib/clickhouse may call this: it hands the text on when it is one SELECT or
 * one expression that reads nothing but the team's tables.
 */
export function vetted(text: string): Fragment {
  return { kind: 'fragment', parts: text === '' ? [] : [text] };
}

/** Joins fragments with a separator that the program itself wrote. */
export function join(fragments: readonly Fragment[], separator: string): Fragment {
  const parts: (string | Param)[] = [];
  fragments.forEach((fragment, index) => {
    if (index > 0) parts.push(separator);
    parts.push(...fragment.parts);
  });
  return { kind: 'fragment', parts };
}

/** All conditions, each in parentheses; `1` when there is none. */
export function and(conditions: readonly Fragment[]): Fragment {
  if (conditions.length === 0) return raw('1');
  return join(
    conditions.map((condition) => sql`(${condition})`),
    ' AND ',
  );
}

/** The text and parameters to send. Equal (type, value) pairs share one placeholder. */
export function render(fragment: Fragment): RenderedSql {
  const params: Record<string, ParamValue> = {};
  const names = new Map<string, string>();
  let text = '';
  for (const part of fragment.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const key = `${part.type}\u0000${typeof part.value}\u0000${JSON.stringify(part.value, bigintAsText)}`;
    let name = names.get(key);
    if (name === undefined) {
      name = `p${names.size}`;
      names.set(key, name);
      params[name] = part.value;
    }
    text += `{${name}:${part.type}}`;
  }
  return { text, params };
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** An identifier in backquotes, for SQL text that is not built from fragments. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
