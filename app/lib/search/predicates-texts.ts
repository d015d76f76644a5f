// Comparing values that are stored as texts: as numbers, durations or sizes when the bound is one, else by their bytes.
import { type Fragment, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { DURATION_UNITS, decimalToNumber, SIZE_UNITS } from './bounds.ts';
import type { Comparison } from './predicates-bounds.ts';
import { allOf } from './predicates-combine.ts';

/**
 * All comparisons hold for a text. Texts that are not numbers (`nan` and infinities are none) do not match numeric bounds;
 * a duration may be stored with its unit, or as milliseconds, a size with its unit or as bytes. Never NULL.
 */
export function textCompare(text: Fragment, comparisons: readonly Comparison[]): Fragment {
  const kind = comparisons[0]?.kind ?? 'text';
  if (kind === 'text')
    return allOf([
      sql`${text} != ''`,
      ...comparisons.map(({ operator, bound }) => sql`${text} ${raw(operator)} ${str(bound.value)}`),
    ]);
  const number = kind === 'number' ? sql`toFloat64OrNull(${text})` : unitNumber(text, kind);
  const conditions = comparisons.map(({ operator, value }) => {
    const bound = value ? decimalToNumber(value) : 0;
    return sql`${number} ${raw(operator)} ${param('Float64', kind === 'number' ? bound : Math.floor(bound + 0.5))}`;
  });
  // One open end would take in the infinity on that side.
  if (!comparisons.some(({ operator }) => operator.startsWith('<'))) conditions.push(sql`${number} < inf`);
  if (!comparisons.some(({ operator }) => operator.startsWith('>'))) conditions.push(sql`${number} > -inf`);
  // Says nothing new, but an index on a map's keys understands it.
  return sql`${text} != '' AND ifNull(${allOf(conditions)}, 0)`;
}

/** A text with or without a unit as whole nanoseconds or bytes: rounding takes back what floating point added. */
function unitNumber(text: Fragment, kind: 'duration' | 'size'): Fragment {
  const units = kind === 'duration' ? Object.entries(DURATION_UNITS) : Object.entries(SIZE_UNITS);
  const bare = kind === 'duration' ? 1_000_000 : 1;
  const fold = kind === 'duration' ? (name: string) => name : (name: string) => name.toLowerCase();
  const names = units.map(([name]) => fold(name)).sort((a, b) => b.length - a.length);
  const subject = kind === 'duration' ? text : sql`lower(${text})`;
  const pattern = str(`(${names.join('|')})$`);
  const factors = sql`transform(extract(${subject}, ${pattern}), ${param('Array(String)', ['', ...units.map(([name]) => fold(name))])}, ${param('Array(Float64)', [bare, ...units.map(([, factor]) => Number(factor))])}, 0)`;
  return sql`floor(toFloat64OrNull(replaceRegexpOne(${subject}, ${pattern}, '')) * ${factors} + 0.5)`;
}
