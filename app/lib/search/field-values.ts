// A column's value as text, as a number, and whether there is one.
import { type Fragment, raw, sql } from '#app/lib/sql/sql.ts';
import type { ValueType } from './field-types.ts';
import type { FieldKind } from './fields.ts';

/** A String expression that is never NULL: `''` where there is no value. */
export function textSql(expression: Fragment, type: ValueType): Fragment {
  const text = bareTextSql(expression, type);
  return type.nullable ? sql`ifNull(${text}, '')` : text;
}

/** The same, NULL where the value is. */
export function bareTextSql(expression: Fragment, type: ValueType): Fragment {
  if (type.family === 'string') return expression;
  if (type.family === 'fixed') return sql`trimRight(toString(${expression}), ${raw("'\\0'")})`;
  return sql`toString(${expression})`;
}

/** A Nullable(Float64) expression, where values can be numbers. A text that is not a number is NULL. */
export function numberSql(expression: Fragment, type: ValueType): Fragment | undefined {
  switch (type.family) {
    case 'integer':
    case 'float':
    case 'bool':
      return sql`toFloat64(${expression})`;
    case 'string':
    case 'fixed':
    case 'other':
      return sql`toFloat64OrNull(${bareTextSql(expression, type)})`;
    default:
      return undefined;
  }
}

/** Whether there is a value and it is not empty; never NULL. */
export function existsSql(expression: Fragment, type: ValueType): Fragment {
  switch (type.family) {
    case 'array':
    case 'map':
      return sql`notEmpty(${expression})`;
    case 'string':
      return sql`${textSql(expression, type)} != ''`;
    case 'fixed':
    case 'json':
    case 'other':
      return sql`${textSql(expression, type)} NOT IN ('', '{}')`;
    default:
      return type.nullable ? sql`isNotNull(${expression})` : raw('1');
  }
}

/** How a column is shown and compared when no role says it. */
export function kindOf(type: ValueType): FieldKind {
  switch (type.family) {
    case 'integer':
    case 'float':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'time':
      return 'time';
    case 'array':
    case 'map':
    case 'json':
    case 'other':
      return 'other';
    default:
      return 'keyword';
  }
}
