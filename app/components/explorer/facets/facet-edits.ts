// What a click on a facet does to the search text. Pure.
import { addFilter, filteredValues, onlyFilter, removeFilter } from '#app/lib/search/edit.ts';

/** The values of a field that a search asks for, or leaves out. */
export interface FacetFilter {
  /** One of them must hold; none: no matter. */
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

export type FacetEdit = 'include' | 'exclude' | 'only' | 'clear';

/** The filter on a field, whichever of its names the search uses. */
export function readFacet(text: string, names: readonly string[]): FacetFilter {
  const found = names.map((name) => filteredValues(text, name));
  return {
    included: found.flatMap(({ included }) => included),
    excluded: found.flatMap(({ excluded }) => excluded),
  };
}

/**
 * The filter in the letters of the listed values, for fields whose case does not matter: `status:error` chooses `Error`.
 * `written` is how the search has a listed value, for taking it out again.
 */
export function asListed(
  filter: FacetFilter,
  values: readonly string[],
): FacetFilter & { readonly written: (value: string) => string } {
  const listed = new Map(values.map((value) => [value.toLowerCase(), value]));
  const align = (value: string) => listed.get(value.toLowerCase()) ?? value;
  const all = [...filter.included, ...filter.excluded];
  return {
    included: [...new Set(filter.included.map(align))],
    excluded: [...new Set(filter.excluded.map(align))],
    written: (value) => all.find((own) => align(own) === value) ?? value,
  };
}

/** The text after a click on one value. `clear` takes the value out again, included or excluded. */
export function editFacet(text: string, names: readonly string[], value: string, edit: FacetEdit): string {
  const field = usedName(text, names);
  switch (edit) {
    case 'include':
      return addFilter(text, { field, value });
    case 'exclude':
      return addFilter(text, { field, value, negate: true });
    case 'only':
      return onlyFilter(clearFacet(text, names), { field, value });
    case 'clear':
      return removeFilter(text, field, value);
  }
}

/** The text without any filter on the field. */
export function clearFacet(text: string, names: readonly string[]): string {
  return names.reduce((rest, name) => removeFilter(rest, name), text);
}

/** The text without the values it asks for: a facet shows what one could choose instead. */
export function withoutIncluded(text: string, names: readonly string[]): string {
  return names.reduce(
    (rest, name) =>
      filteredValues(rest, name).included.reduce((left, value) => removeFilter(left, name, value), rest),
    text,
  );
}

/** The name that the text already uses for the field, else its first. */
function usedName(text: string, names: readonly string[]): string {
  const used = names.find((name) => {
    const { included, excluded } = filteredValues(text, name);
    return included.length + excluded.length > 0;
  });
  return used ?? names[0] ?? '';
}
