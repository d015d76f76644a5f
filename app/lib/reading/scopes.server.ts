// Whether attributes named without a scope are the records' own or the resource's: one map is half the reading of two.
import type { TimeRange } from '#app/lib/core/time.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import { logKeysQuery } from '#app/lib/telemetry/logs-values.ts';
import type { Source, SourceAttributes } from '#app/lib/telemetry/source.ts';
import type { Reading } from './reading.server.ts';

/**
 * The same fields by names that mean the same for every record of the range: `resource.host` for `host`, where the index of
 * keys proves that no record has a `host` of its own. Without such an index, or a proof, a name stays as it is.
 */
export async function scopedNames(
  question: Reading,
  names: readonly string[],
  range: TimeRange,
): Promise<ReadonlyMap<string, string>> {
  const { source } = question;
  const scoped = new Map(names.map((name) => [name, name]));
  const { attributes, resource } = source;
  if (!hasKeyIndex(attributes, source) || !hasKeyIndex(resource, source)) return scoped;
  const loose = names.filter((name) => resolveField(name, source).scope === 'attribute');
  const ofResource = loose.filter((name) => !attributes?.keys.has(name) && resource?.keys.has(name));
  const own = loose.filter((name) => attributes?.keys.has(name) && !resource?.keys.has(name));
  await Promise.all(
    [
      { names: ofResource, prefix: 'resource.', other: attributes },
      { names: own, prefix: 'attributes.', other: resource },
    ].map(async ({ names: some, prefix, other }) => {
      if (some.length === 0 || other === undefined) return;
      const others = await question.query(logKeysQuery(source, range, other, some));
      if (others.length === 0) for (const name of some) scoped.set(name, prefix + name);
    }),
  );
  return scoped;
}

function hasKeyIndex(map: SourceAttributes | undefined, { indexes }: Source): boolean {
  return indexes.some(({ type, expression }) => type === 'text' && expression === `mapKeys(${map?.column})`);
}
