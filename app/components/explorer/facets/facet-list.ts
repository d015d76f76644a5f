// Which facets there are, in which order, and which are open at first. Pure.
import type { LogFieldsResponse } from '#app/lib/logs/schema.ts';
import type { FacetPins } from '#app/lib/saved/schema.ts';

type Field = LogFieldsResponse['fields'][number];

export interface FacetSection {
  readonly title: string;
  readonly facets: readonly FacetField[];
}

export interface FacetField {
  readonly name: string;
  /** All names that the search language has for it, `name` first. */
  readonly names: readonly string[];
  readonly kind: Field['kind'];
  /** Records that have it, as far as known. */
  readonly count: number | null;
}

/** Fields whose values are all different, or the text itself: nothing to choose from. Nor is there in maps and times. */
const NOT_A_FACET = new Set(['body', 'timestamp', 'trace_id', 'span_id', 'parent_span_id', 'id']);
const TITLES: Readonly<Record<Field['scope'], string>> = {
  source: 'Fields',
  column: 'Columns',
  attributes: 'Attributes',
  resource: 'Resource',
  scope: 'Scope',
};

/**
 * Pinned facets first (the team's, then one's own, once each), then those of the source, its columns, and attributes by how
 * many records have them. `filter` leaves those whose name contains it.
 */
export function facetSections(fields: readonly Field[], pins: FacetPins, filter: string): FacetSection[] {
  const wanted = filter.trim().toLowerCase();
  const usable = fields.filter(
    ({ name, kind }) =>
      !NOT_A_FACET.has(name) && kind !== 'time' && kind !== 'other' && name.toLowerCase().includes(wanted),
  );
  const pinned = [...new Set([...pins.team, ...pins.user])];
  const byName = new Map(usable.map((field) => [field.name, toFacet(field)]));
  const sections: FacetSection[] = [
    {
      title: 'Pinned',
      facets: pinned
        // A pinned field may have had no record lately.
        .map((name) => byName.get(name) ?? { name, names: [name], kind: 'keyword' as const, count: null })
        .filter(({ name }) => name.toLowerCase().includes(wanted)),
    },
  ];
  for (const scope of ['source', 'attributes', 'resource', 'column', 'scope'] as const) {
    const own = usable.filter((field) => field.scope === scope && !pinned.includes(field.name));
    const ordered = scope === 'source' ? own : own.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0));
    sections.push({ title: TITLES[scope], facets: ordered.map(toFacet) });
  }
  return sections.filter(({ facets }) => facets.length > 0);
}

function toFacet({ name, aliases, kind, count }: Field): FacetField {
  return { name, names: [name, ...aliases], kind, count };
}
