// Reads the aggregate of a request: `count`, `rate`, or a function of a field such as `p95(duration)`.
import { AppError } from '#app/lib/core/errors.ts';

type AggregateName = 'count' | 'rate' | 'count_distinct' | 'sum' | 'avg' | 'min' | 'max' | 'quantile';

export interface AggregateFunction {
  readonly name: AggregateName;
  /** Absent for `count` and `rate`. */
  readonly field: string | undefined;
  /** For `quantile`: between 0 and 1. */
  readonly quantile: number;
}

const OF_FIELD = /^(count_distinct|sum|avg|min|max|p50|p75|p90|p95|p99)\((.+)\)$/s;

/** Throws `bad_request` for anything else. */
export function readAggregate(text: string): AggregateFunction {
  if (text === 'count' || text === 'rate') return { name: text, field: undefined, quantile: 0 };
  const [, name = '', field = ''] = OF_FIELD.exec(text.trim()) ?? [];
  if (name === '')
    throw new AppError('bad_request', 'The aggregate is not one that Maple knows.', {
      hint: 'Use count, rate, or count_distinct, sum, avg, min, max, p50, p75, p90, p95 or p99 of a field: avg(duration).',
    });
  if (/^p\d/.test(name))
    return { name: 'quantile', field: field.trim(), quantile: Number(name.slice(1)) / 100 };
  return { name: name as AggregateName, field: field.trim(), quantile: 0 };
}
