// A table of a trace: what each service, or each operation of one, cost.
import { SPAN_STATUSES } from './columns.ts';
import { findOperations } from './operations.ts';
import type { TraceTree } from './tree-types.ts';

const ERROR = SPAN_STATUSES.indexOf('Error');

/** One row. Times are nanoseconds; `name` is '' in a table by service. */
export interface SpanStatistics {
  readonly service: string;
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  /** The sum of durations; of spans inside each other, each counts. */
  readonly total: number;
  /** The sum of self times. */
  readonly self: number;
  readonly min: number;
  readonly avg: number;
  /** By nearest rank: durations that were there. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The rows, the largest self time first. */
export function spanStatistics(tree: TraceTree, by: 'operation' | 'service'): SpanStatistics[] {
  const { columns } = tree;
  const operations = findOperations(columns);
  const group = by === 'operation' ? operations.of : columns.service;
  const groups = by === 'operation' ? operations.count : columns.services.length;
  const sums = sumUp(tree, group, groups);
  const rows: SpanStatistics[] = [];
  for (let i = 0; i < groups; i++) {
    const durations = sums.durations.subarray(sums.from[i], sums.from[i + 1]).sort();
    if (durations.length === 0) continue;
    const service = by === 'operation' ? (operations.service[i] as number) : i;
    const total = sums.total[i] as number;
    rows.push({
      service: columns.services[service] ?? '',
      name: by === 'operation' ? (columns.names[operations.name[i] as number] ?? '') : '',
      count: durations.length,
      errors: sums.errors[i] as number,
      total,
      self: sums.self[i] as number,
      min: durations[0] as number,
      avg: total / durations.length,
      p50: percentile(durations, 0.5),
      p95: percentile(durations, 0.95),
      p99: percentile(durations, 0.99),
      max: durations.at(-1) as number,
    });
  }
  return rows.sort((a, b) => b.self - a.self);
}

/** Sums by group, and the durations of each group in one piece: those of group i are `from[i] .. from[i + 1]`. */
function sumUp({ columns, self: selfTimes }: TraceTree, group: Uint32Array, groups: number) {
  const { count, duration, status } = columns;
  const from = new Uint32Array(groups + 1);
  const [total, self, errors] = [new Float64Array(groups), new Float64Array(groups), new Uint32Array(groups)];
  for (let span = 0; span < count; span++) {
    const at = group[span] as number;
    from[at + 1] = (from[at + 1] as number) + 1;
    total[at] = (total[at] as number) + (duration[span] as number);
    self[at] = (self[at] as number) + (selfTimes[span] as number);
    if (status[span] === ERROR) errors[at] = (errors[at] as number) + 1;
  }
  for (let i = 1; i <= groups; i++) from[i] = (from[i] as number) + (from[i - 1] as number);
  const next = from.slice();
  const durations = new Float64Array(count);
  for (let span = 0; span < count; span++) {
    const at = group[span] as number;
    const place = next[at] as number;
    next[at] = place + 1;
    durations[place] = duration[span] as number;
  }
  return { from, total, self, errors, durations };
}

/** Of sorted values, the smallest that at least this share of all does not exceed. */
function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
