// Edits of a search text by clicks: filters on a field are added, replaced and removed as terms that all must hold. What a
// person typed stays as it was written.
import type { FieldNode, SearchNode, ValueMatch } from './ast.ts';
import * as terms from './grammar.terms.gen.ts';
import { parseSearch, searchParser } from './parse.ts';
import { printAlternatives, printSearch } from './print.ts';

/** Rows whose field has this value, or with `negate` those where it does not. */
export interface FieldFilter {
  readonly field: string;
  readonly value: string;
  readonly negate?: boolean;
}

/**
 * The text with the filter added; as it was when it has it already. The opposite filter goes. Including a second value of a
 * field widens the first to `field:(a OR b)`: a field has one value.
 */
export function addFilter(text: string, filter: FieldFilter): string {
  const { field, value, negate = false } = filter;
  const conjuncts = readConjuncts(text, field);
  if (conjuncts.some((it) => holdsFilter(it, negate, value))) return text;
  const cleared = withoutValue(conjuncts, filter, !negate);
  const same = negate ? -1 : cleared.findIndex((it) => it.filter?.negate === false && it.filter.values);
  const widened = cleared[same];
  if (widened?.filter?.values)
    return render(text, cleared.with(same, rewritten(widened, field, [...widened.filter.values, value])));
  return append(text, cleared, printFilter(field, [value], negate));
}

/** The text with this filter as the only one on its field. */
export function onlyFilter(text: string, { field, value, negate = false }: FieldFilter): string {
  const others = readConjuncts(text, field).filter((it) => !it.filter);
  return append(text, others, printFilter(field, [value], negate));
}

/** The text without the filters on a field: those on one value, included or excluded, or all of them, ranges too. */
export function removeFilter(text: string, field: string, value?: string): string {
  const conjuncts = readConjuncts(text, field);
  if (value === undefined)
    return render(
      text,
      conjuncts.filter((it) => !it.filter),
    );
  const included = withoutValue(conjuncts, { field, value }, true);
  return render(text, withoutValue(included, { field, value }, false));
}

/** How the text filters by a field: by one of its values, or without `value` in any way at all. */
export function hasFilter(text: string, field: string, value?: string): 'include' | 'exclude' | undefined {
  const found = readConjuncts(text, field).filter((it) => it.filter);
  const matches = (negate: boolean) =>
    found.some((it) => (value === undefined ? it.filter?.negate === negate : holdsFilter(it, negate, value)));
  return matches(false) ? 'include' : matches(true) ? 'exclude' : undefined;
}

/** The values of a field that the text asks for, and those that it leaves out. */
export function filteredValues(
  text: string,
  field: string,
): { readonly included: readonly string[]; readonly excluded: readonly string[] } {
  const found = readConjuncts(text, field).flatMap(({ filter }) => (filter?.values ? [filter] : []));
  const of = (negate: boolean) => [
    ...new Set(found.filter((it) => it.negate === negate).flatMap(({ values }) => values ?? [])),
  ];
  return { included: of(false), excluded: of(true) };
}

/** The text with the field between two bounds, both included; undefined is open, both undefined is no filter. */
export function rangeFilter(
  text: string,
  field: string,
  from: string | number | undefined,
  to: string | number | undefined,
): string {
  const others = readConjuncts(text, field).filter((it) => !it.filter?.isRange);
  const match = rangeMatch(from?.toString(), to?.toString());
  return match ? append(text, others, printSearch(fieldNode(field, match))) : render(text, others);
}

const NOWHERE = { from: 0, to: 0 };

function rangeMatch(from: string | undefined, to: string | undefined): ValueMatch | undefined {
  const bound = (value: string) => ({ value, position: NOWHERE });
  if (from !== undefined && to !== undefined)
    return { kind: 'range', from: bound(from), to: bound(to), includesFrom: true, includesTo: true };
  if (from !== undefined) return { kind: 'compare', operator: '>=', bound: bound(from) };
  if (to !== undefined) return { kind: 'compare', operator: '<=', bound: bound(to) };
  return undefined;
}

/** One of the terms that all must hold: a piece of the text, or a new one. */
interface Conjunct {
  readonly from: number;
  readonly to: number;
  /** Its place among the text's terms. */
  readonly index: number;
  /** What stands there instead. */
  readonly text?: string;
  /** Whether it needs brackets beside others. */
  readonly hasOr: boolean;
  /** Set when the term is about the field that is asked about and nothing else. */
  readonly filter: Filter | undefined;
}

interface Filter {
  readonly negate: boolean;
  /** When it is equality with one of these. */
  readonly values: readonly string[] | undefined;
  readonly isRange: boolean;
}

/** The terms on the first level; the whole text is one when there is an OR among them. The field counts as known. */
function readConjuncts(text: string, field: string): readonly Conjunct[] {
  const knows = (name: string) => name === field;
  const cursor = searchParser(knows).parse(text).cursor();
  const pieces: { from: number; to: number }[] = [];
  let start: number | undefined;
  let hasOr = false;
  if (cursor.firstChild())
    do {
      if (cursor.type.id === terms.Or) hasOr = true;
      else if (cursor.type.id === terms.Not) start ??= cursor.from;
      else if (cursor.type.id !== terms.And) {
        pieces.push({ from: start ?? cursor.from, to: cursor.to });
        start = undefined;
      }
    } while (cursor.nextSibling());
  const [first, last] = [pieces[0], pieces.at(-1)];
  const whole = hasOr && first && last ? [{ from: first.from, to: last.to }] : pieces;
  return whole
    .map((it) => ({ ...it, tree: parseSearch(text.slice(it.from, it.to), knows).tree }))
    .map(({ from, to, tree }, index) => ({ from, to, index, hasOr, filter: asFilter(tree, field), tree }))
    .filter(({ tree }) => tree.kind !== 'all');
}

function asFilter(tree: SearchNode, field: string): Filter | undefined {
  if (tree.kind === 'not') {
    const inner = asFilter(tree.term, field);
    return inner && { ...inner, negate: !inner.negate };
  }
  const alternatives = tree.kind === 'or' ? tree.terms : [tree];
  const nodes = alternatives.filter((it): it is FieldNode => it.kind === 'field' && it.field === field);
  if (nodes.length < alternatives.length) return undefined;
  const values = nodes.flatMap(({ match }) => (match.kind === 'equals' ? [match.value] : []));
  return {
    negate: false,
    values: values.length === nodes.length ? values : undefined,
    isRange: nodes.every(({ match }) => match.kind === 'range' || match.kind === 'compare'),
  };
}

function holdsFilter({ filter }: Conjunct, negate: boolean, value: string): boolean {
  return filter?.negate === negate && filter.values?.includes(value) === true;
}

/** The terms without this value among what they include, or with `negate` exclude. */
function withoutValue(
  conjuncts: readonly Conjunct[],
  { field, value }: FieldFilter,
  negate: boolean,
): readonly Conjunct[] {
  return conjuncts.flatMap((it) => {
    if (!holdsFilter(it, negate, value)) return [it];
    const left = it.filter?.values?.filter((other) => other !== value) ?? [];
    return left.length === 0 ? [] : [rewritten(it, field, left)];
  });
}

/** The term about other values of its field. */
function rewritten(conjunct: Conjunct, field: string, values: readonly string[]): Conjunct {
  const negate = conjunct.filter?.negate ?? false;
  const filter = { negate, values, isRange: false };
  return { ...conjunct, text: printFilter(field, values, negate), hasOr: false, filter };
}

function printFilter(field: string, values: readonly string[], negate: boolean): string {
  return (negate ? '-' : '') + printAlternatives(field, values);
}

function fieldNode(field: string, match: ValueMatch): FieldNode {
  return { kind: 'field', field, fieldPosition: NOWHERE, match, position: NOWHERE };
}

function append(text: string, conjuncts: readonly Conjunct[], term: string): string {
  const rest = render(text, conjuncts);
  if (rest === '') return term;
  return conjuncts.some((it) => it.hasOr) ? `(${rest}) ${term}` : `${rest} ${term}`;
}

/** The terms as text, with what stood between those that were neighbours. */
function render(text: string, conjuncts: readonly Conjunct[]): string {
  let out = '';
  let before: Conjunct | undefined;
  for (const it of conjuncts) {
    if (before) out += it.index === before.index + 1 ? text.slice(before.to, it.from) || ' ' : ' ';
    out += it.text ?? text.slice(it.from, it.to);
    before = it;
  }
  return out;
}
