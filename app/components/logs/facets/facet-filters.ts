// What a search text says about one field by its top-level terms, and the text with that changed. Pure.
// Everything else in the text stays as it was written.
import type { FieldNode, SearchNode } from '#app/lib/search/ast.ts';
import { parseSearch } from '#app/lib/search/parse.ts';
import { printSearch } from '#app/lib/search/print.ts';

/** The values of a field that a search asks for, or leaves out. */
export interface FacetFilter {
  /** One of them must hold; none: no matter. */
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

export const NO_FILTER: FacetFilter = { included: [], excluded: [] };

/** The filter that is set for a field (any of its names); undefined when the text has mistakes and cannot be changed. */
export function readFacet(text: string, names: readonly string[]): FacetFilter | undefined {
  const terms = topLevelTerms(text, names);
  if (!terms) return undefined;
  const included: string[] = [];
  const excluded: string[] = [];
  for (const { values, isExcluded } of termsOf(terms, names))
    (isExcluded ? excluded : included).push(...values);
  return { included: [...new Set(included)], excluded: [...new Set(excluded)] };
}

/** The text with exactly this filter for the field, written by its first name. Text with mistakes comes back unchanged. */
export function writeFacet(text: string, names: readonly string[], filter: FacetFilter): string {
  const terms = topLevelTerms(text, names);
  const [name = ''] = names;
  if (!terms) return text;
  const removed = new Set(termsOf(terms, names).map(({ node }) => node));
  const kept = terms.filter((term) => !removed.has(term) && term.kind !== 'all');
  const [only] = kept;
  const rest = removed.size === 0 ? text.trim() : kept.map(printTerm).join(' ');
  const base = kept.length === 1 && only?.kind === 'or' && removed.size === 0 ? `(${rest})` : rest;
  const included = valuesText(name, filter.included);
  const excluded = valuesText(name, filter.excluded);
  return [kept.length > 0 && base, included, excluded && `NOT ${excluded}`].filter(Boolean).join(' ');
}

/** A term as it stands beside others. */
function printTerm(term: SearchNode): string {
  const printed = printSearch(term);
  return term.kind === 'or' ? `(${printed})` : printed;
}

/** `level:error`, or `level:(error OR warn)`. */
function valuesText(field: string, values: readonly string[]): string {
  if (values.length === 0) return '';
  const printed = values.map((value) => printSearch(equals(field, value)));
  if (printed.length === 1) return printed[0] ?? '';
  const prefix = commonPrefix(field);
  return `${prefix}(${printed.map((text) => text.slice(prefix.length)).join(' OR ')})`;
}

/** How `field:` is printed, with its escapes. */
function commonPrefix(field: string): string {
  return printSearch(equals(field, 'x')).slice(0, -1);
}

function equals(field: string, value: string): FieldNode {
  const position = { from: 0, to: 0 };
  return { kind: 'field', field, fieldPosition: position, match: { kind: 'equals', value }, position };
}

function topLevelTerms(text: string, names: readonly string[]): readonly SearchNode[] | undefined {
  const { tree, diagnostics } = parseSearch(text, (name) => names.includes(name));
  if (diagnostics.length > 0) return undefined;
  return tree.kind === 'and' ? tree.terms : [tree];
}

interface FacetTerm {
  readonly node: SearchNode;
  readonly values: readonly string[];
  readonly isExcluded: boolean;
}

/** The terms that only ask for values of the field. */
function termsOf(terms: readonly SearchNode[], names: readonly string[]): FacetTerm[] {
  return terms.flatMap((node): FacetTerm[] => {
    const isExcluded = node.kind === 'not';
    const values = valuesOf(isExcluded ? node.term : node, names);
    return values ? [{ node, values, isExcluded }] : [];
  });
}

function valuesOf(node: SearchNode, names: readonly string[]): readonly string[] | undefined {
  if (node.kind === 'field' && names.includes(node.field) && node.match.kind === 'equals')
    return [node.match.value];
  if (node.kind !== 'or') return undefined;
  const values = node.terms.map((term) => (term.kind === 'field' ? valuesOf(term, names) : undefined));
  return values.every((value) => value !== undefined) ? values.flat() : undefined;
}
