// Conditions put together with AND, OR and NOT, keeping track of whether they can be NULL.
import { and, type Fragment, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';

/** A condition. Under NOT, a NULL has to become "does not hold" first; elsewhere the two are the same. */
export interface Predicate {
  readonly sql: Fragment;
  readonly nullable: boolean;
}

export function sure(condition: Fragment): Predicate {
  return { sql: condition, nullable: false };
}

export const ALWAYS: Predicate = sure(raw('1'));
export const NEVER: Predicate = sure(raw('0'));

/** One of the conditions, each in parentheses when there are several; `0` when there is none. */
export function anyOf(conditions: readonly Fragment[]): Fragment {
  const [only, ...others] = conditions;
  if (!only) return raw('0');
  if (others.length === 0) return only;
  return join(
    conditions.map((condition) => sql`(${condition})`),
    ' OR ',
  );
}

/** All conditions, each in parentheses when there are several; `1` when there is none. */
export function allOf(conditions: readonly Fragment[]): Fragment {
  const [only, ...others] = conditions;
  return only && others.length === 0 ? only : and(conditions);
}

export function conjunction(predicates: readonly Predicate[]): Predicate {
  return { sql: allOf(predicates.map((one) => one.sql)), nullable: predicates.some((one) => one.nullable) };
}

export function disjunction(predicates: readonly Predicate[]): Predicate {
  return { sql: anyOf(predicates.map((one) => one.sql)), nullable: predicates.some((one) => one.nullable) };
}

export function negation(predicate: Predicate): Predicate {
  return sure(predicate.nullable ? sql`NOT ifNull(${predicate.sql}, 0)` : sql`NOT (${predicate.sql})`);
}

/** A text is one of the values; there is at least one. */
export function isOneOf(text: Fragment, values: readonly string[]): Fragment {
  const [value] = values;
  if (values.length === 1 && value !== undefined) return sql`${text} = ${str(value)}`;
  return sql`${text} IN ${param('Array(String)', values)}`;
}
