// What can be completed in a condition of SQL: the columns of the table by their real names, and the keys of its maps. Pure.
import type { LogFieldsResponse } from '#app/lib/logs/schema.ts';
import type { CompletionField } from '#app/lib/search/completion-rank.ts';

const UNITS = { ns: 'nanoseconds', us: 'microseconds', ms: 'milliseconds', s: 'seconds' } as const;

export function sqlFields(
  columns: LogFieldsResponse['columns'],
  fields: readonly LogFieldsResponse['fields'][number][],
): CompletionField[] {
  const keys = columns.flatMap(({ name, scope }) =>
    scope === null
      ? []
      : fields
          .filter((field) => field.scope === scope)
          .map((field) => ({
            name: `${name}['${escaped(keyOf(field.name, scope))}']`,
            type: 'key',
            ...(field.count !== null && { count: field.count }),
          })),
  );
  const own = columns.map(({ name, type, unit }) => ({
    name: /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/.test(name) ? name : `\`${name.replace(/[`\\]/g, '\\$&')}\``,
    type: unit === null ? type : `${type}, ${UNITS[unit]}`,
    // Before the keys that begin the same.
    count: Number.MAX_SAFE_INTEGER,
  }));
  return [...own, ...keys];
}

/** Fields of a map may be named with their scope. */
function keyOf(name: string, scope: string): string {
  return name.startsWith(`${scope}.`) ? name.slice(scope.length + 1) : name;
}

function escaped(key: string): string {
  return key.replace(/['\\]/g, '\\$&');
}
