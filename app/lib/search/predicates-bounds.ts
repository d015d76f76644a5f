// Comparisons and ranges with their bounds read: as numbers, durations or sizes when all of them are, else as texts.
import { AppError, type Position } from '#app/lib/core/errors.ts';
import type { Bound, ValueMatch } from './ast.ts';
import { type BoundValue, compareDecimals, type Decimal, readBound, shift } from './bounds.ts';

export type Operator = '>' | '>=' | '<' | '<=';

/** One end. `value` is a number as written, nanoseconds or bytes; undefined for a text. */
export interface Comparison {
  readonly operator: Operator;
  readonly bound: Bound;
  readonly kind: 'number' | 'duration' | 'size' | 'text';
  readonly value: Decimal | undefined;
}

/** The ends of a comparison or range without reading them: none for `[* TO *]`. */
export function ends(
  match: Extract<ValueMatch, { kind: 'compare' | 'range' }>,
): readonly { operator: Operator; bound: Bound }[] {
  if (match.kind === 'compare') return [{ operator: match.operator, bound: match.bound }];
  return [
    ...(match.from ? [{ operator: match.includesFrom ? '>=' : '>', bound: match.from } as const] : []),
    ...(match.to ? [{ operator: match.includesTo ? '<=' : '<', bound: match.to } as const] : []),
  ];
}

/**
 * The ends, all of one kind. A bare number beside a duration is milliseconds, beside a size it is bytes; anything else that
 * differs makes both texts. Throws `bad_request` for a range of numbers that ends before it begins.
 */
export function readComparisons(
  match: Extract<ValueMatch, { kind: 'compare' | 'range' }>,
): readonly Comparison[] {
  const read = ends(match).map((end) => ({ ...end, read: readBound(end.bound.value) }));
  const kinds = new Set(read.map(({ read: { kind } }) => kind));
  const kind = commonKind(kinds);
  const comparisons = read.map(({ operator, bound, read: value }) => ({
    operator,
    bound,
    kind,
    value: kind === 'text' ? undefined : inKind(value, kind),
  }));
  refuseBackwards(comparisons.map(({ bound, value }) => ({ position: bound.position, value })));
  return comparisons;
}

/** Throws `bad_request` when the first of two ends is above the second. */
export function refuseBackwards(
  ordered: readonly { readonly position: Position; readonly value: Decimal | undefined }[],
): void {
  const [from, to] = ordered;
  if (from?.value && to?.value && compareDecimals(from.value, to.value) > 0)
    throw new AppError('bad_request', 'The range ends before it begins.', {
      position: { from: from.position.from, to: to.position.to },
      hint: 'Write the smaller end first.',
    });
}

function commonKind(kinds: ReadonlySet<BoundValue['kind']>): BoundValue['kind'] {
  const [first = 'text', second] = [...kinds].filter((kind) => kind !== 'number');
  if (second !== undefined || first === 'text')
    return kinds.size === 1 && kinds.has('number') ? 'number' : 'text';
  return first;
}

function inKind(bound: BoundValue, kind: BoundValue['kind']): Decimal | undefined {
  if (bound.kind === 'text') return undefined;
  return bound.kind === 'number' && kind === 'duration' ? shift(bound.value, 6) : bound.value;
}
