// What a group is made of in SQL, and what its keys are called in the answer. Pure.
import { type ResolvedField, resolveField } from '#app/lib/search/fields.ts';
import { type Fragment, sql } from '#app/lib/sql/sql.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import type { Source } from '#app/lib/telemetry/source.ts';

export interface Grouping {
  /** Expressions over the source. */
  readonly keys: readonly Fragment[];
  /** The labels of a group by the values of its keys; undefined for the group of all others, which has no keys. */
  labels(values: readonly string[]): Record<string, string> | undefined;
}

/**
 * Groups by fields. The level comes from two columns that are far cheaper to group by than what follows from them: with
 * `byParts` several groups can have the same labels, for values that can be added up. `scoped` are names that mean the same.
 */
export function grouping(
  names: readonly string[],
  source: Source,
  byParts: boolean,
  scoped?: ReadonlyMap<string, string>,
): Grouping {
  const fields = names.map((name) => {
    const field = resolveField(scoped?.get(name) ?? name, source);
    return { name, field, isParts: byParts && field.storage.kind === 'severity' };
  });
  return {
    keys: fields.flatMap(({ field, isParts }) => (isParts ? levelParts(field) : [field.text])),
    labels(values) {
      if (values.length === 0 && fields.length > 0) return undefined;
      let at = 0;
      const next = () => values[at++] ?? '';
      return Object.fromEntries(
        fields.map(({ name, isParts }) => {
          if (!isParts) return [name, next()];
          const severityNumber = Number(next());
          return [name, severityLevel({ severityNumber, severity: next() })];
        }),
      );
    },
  };
}

function levelParts({ storage }: ResolvedField): Fragment[] {
  if (storage.kind !== 'severity') return [];
  return [storage.number ?? sql`0`, storage.text ?? sql`''`];
}
