// Puts another name in the place of a field's. Pure.
import type { Position } from '#app/lib/core/errors.ts';
import { addFilter } from '#app/lib/search/edit.ts';

/** The search with `name` where the field at `position` was. */
export function fixName(query: string, { from, to }: Position, name: string): string {
  // A filter's text has the name as it must be written.
  const written = addFilter('', { field: name, value: 'x' }).replace(/:x$/, '');
  return query.slice(0, from) + written + query.slice(to);
}
