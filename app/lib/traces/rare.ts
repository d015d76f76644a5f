// Whether a search is about something that hardly any span has: then all of its range is searched at once. Pure.
import type { SearchNode } from '#app/lib/search/ast.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import type { Source } from '#app/lib/telemetry/source.ts';

/** What ids look like: UUIDs, and runs of hexadecimal digits. */
const ID = /^(?=.*\d)[0-9a-f-]{15,64}$/i;

/** A guess: a wrong one costs time, never traces. */
export function isRare(tree: SearchNode | undefined): boolean {
  if (tree?.kind === 'and') return tree.terms.some(isRare);
  return tree?.kind === 'field' && tree.match.kind === 'equals' && ID.test(tree.match.value);
}

/** As many conditions at once are seldom met by what is newest. */
const NARROW = 3;

/** Whether so many conditions have to hold that a page is likely to need much of the range, which is one of Maple's own tables. */
export function isNarrow(tree: SearchNode | undefined, source: Source): boolean {
  return source.rollups !== undefined && tree?.kind === 'and' && tree.terms.length >= NARROW;
}

/**
 * Whether the engine can tell at once that a search is about something rare: it asks for the value of an attribute, and the
 * table has an index of those.
 */
export function mayBeRare(tree: SearchNode | undefined, source: Source): boolean {
  if (source.rollups === undefined) return false;
  if (tree?.kind === 'and') return tree.terms.some((term) => mayBeRare(term, source));
  if (tree?.kind !== 'field' || tree.match.kind !== 'equals' || tree.match.value === '') return false;
  return resolveField(tree.field, source).storage.kind === 'entries';
}
