// What a group is made of in SQL, and what its keys are called in the answer. Pure.
import { type ResolvedField, resolveField } from '#app/lib/search/fields.ts';
import { type Fragment, param, sql } from '#app/lib/sql/sql.ts';
import { SEVERITIES } from '#app/lib/telemetry/severity.ts';
import type { Source } from '#app/lib/telemetry/source.ts';

export interface Grouping {
  /** Expressions over the source. */
  readonly keys: readonly Fragment[];
  /** The labels of a group by the values of its keys; undefined for the group of all others, which has no keys. */
  labels(values: readonly string[]): Record<string, string> | undefined;
}

/** Groups by fields. `scoped` are names that mean the same. */
export function grouping(
  names: readonly string[],
  source: Source,
  scoped?: ReadonlyMap<string, string>,
): Grouping {
  const fields = names.map((name) => ({ name, ...keyOf(resolveField(scoped?.get(name) ?? name, source)) }));
  return {
    keys: fields.map(({ key }) => key),
    labels(values) {
      if (values.length === 0 && fields.length > 0) return undefined;
      return Object.fromEntries(fields.map(({ name, label }, at) => [name, label(values[at] ?? '')]));
    },
  };
}

/** A level is grouped by as a number: the engine takes half the time of what it takes for words. */
function keyOf({ storage, text }: ResolvedField): {
  readonly key: Fragment;
  readonly label: (value: string) => string;
} {
  if (storage.kind !== 'severity') return { key: text, label: (value) => value };
  return {
    key: rankOf(storage),
    label: (rank) => SEVERITIES[SEVERITIES.length - Number(rank)]?.level ?? 'unset',
  };
}

/** 1 for the least severe level, one more for each level above it, 0 for none: `severityLevel` in SQL, as a number. */
function rankOf({ number, text }: { number: Fragment | undefined; text: Fragment | undefined }): Fragment {
  const words = SEVERITIES.flatMap(({ words: some }, at) =>
    some.map((word) => ({ word, rank: SEVERITIES.length - at })),
  );
  const texts = param(
    'Array(String)',
    words.map(({ word }) => word),
  );
  const ranks = param(
    'Array(UInt8)',
    words.map(({ rank }) => rank),
  );
  const byWord = text === undefined ? sql`0` : sql`transform(lower(${text}), ${texts}, ${ranks}, toUInt8(0))`;
  // Every level has four numbers.
  return number === undefined
    ? byWord
    : sql`if(${number} > 0, toUInt8(intDiv(least(${number}, 24) + 3, 4)), ${byWord})`;
}
