// Rate, errors and duration of the matching spans over time.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { readInterval } from '#app/lib/reading/interval.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import type { SearchNode } from '#app/lib/search/ast.ts';
import { compileTree, fieldsOf } from '#app/lib/search/compile.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { SpanRows } from '#app/lib/telemetry/traces.ts';
import {
  RED_FIELDS,
  type RedAddsUpRow,
  type RedRow,
  redAddsUpQuery,
  redQuery,
  redRollupQuery,
  redSource,
} from '#app/lib/telemetry/traces-charts.ts';
import { wholeMillis } from './range.ts';
import type { RedRequest, RedResponse } from './schema.ts';

/** Points for the intervals that have spans. */
export function traceRed(
  reader: SourceReader,
  tenant: Tenant,
  request: RedRequest,
  signal?: AbortSignal,
): Promise<RedResponse> {
  return reading(reader, tenant, 'traces.red', request, signal, async (question) => {
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { fromMs, toMs } = wholeMillis(range);
    const chosenMs = readInterval(request.interval, toMs - fromMs);
    // Points of ten minutes would be read by minutes, those of a quarter of an hour are kept.
    const intervalMs = request.interval === 'auto' && chosenMs === TEN_MINUTES_MS ? QUARTER_MS : chosenMs;
    if (intervalMs === undefined)
      throw new AppError('bad_request', 'Rate, errors and duration need an interval.', {
        hint: 'Use auto, or a length such as 30s, 5m or 1h.',
      });
    const { condition, tree } = await searchCondition(request, question);
    const intervalNs = BigInt(intervalMs) * 1_000_000n;
    const rows = await readPoints(question, { range, condition }, tree, intervalNs);
    const points = rows.map(({ slot, spans, errors, durations }) => ({
      ms: Number(slot) * intervalMs,
      count: Number(spans),
      errors: Number(errors),
      p50: durations[0] ?? 0,
      p95: durations[1] ?? 0,
      p99: durations[2] ?? 0,
    }));
    return {
      intervalMs,
      fromMs,
      toMs,
      points: points.sort((a, b) => a.ms - b.ms),
      partial: null,
      statistics: question.statistics,
    };
  });
}

const TEN_MINUTES_MS = 600_000;
const QUARTER_MS = 900_000;
const MINUTE_NS = 60_000_000_000n;
const FIVE_MINUTES_NS = 5n * MINUTE_NS;
const QUARTER_NS = 15n * MINUTE_NS;

/** From the rollup for searches about nothing but what it tells apart, and where it knows all spans; else from the spans. */
async function readPoints(
  question: Reading,
  rows: SpanRows,
  tree: SearchNode | undefined,
  intervalNs: bigint,
): Promise<readonly RedRow[]> {
  const { source } = question;
  const unitNs = intervalNs % QUARTER_NS === 0n ? QUARTER_NS : FIVE_MINUTES_NS;
  const inner = innerRange(rows.range, BigInt(question.nowMs - 60_000) * 1_000_000n, unitNs);
  if (inner && tree !== undefined && intervalNs % MINUTE_NS === 0n) {
    const rollup = rollupFor(source, tree, unitNs);
    if (rollup !== undefined) {
      const condition = compileTree(tree, rollup).condition;
      const rollups = [{ source: rollup, rows: { range: inner, condition } }];
      // The rollups are asked and checked at once: as a rule they are sound.
      const [[sums], known] = await Promise.all([
        question.query<RedAddsUpRow>(redAddsUpQuery(source, inner, rollups)),
        question.query<RedRow>(redRollupQuery(source, rows, intervalNs, inner, rollups)),
      ]);
      if (Number(sums?.stored) === Number(sums?.known)) return known;
    }
  }
  return question.query<RedRow>(redQuery(source, rows, intervalNs));
}

/** The smallest rollup that tells apart what a search is about; undefined when there is none. Points of quarters are read by quarters. */
function rollupFor(source: Source, tree: SearchNode, unitNs: bigint): Source | undefined {
  const fields = [...fieldsOf(tree, source)];
  if (!fields.every((name) => RED_FIELDS.has(name))) return undefined;
  if (unitNs < QUARTER_NS) return redSource(source, 'minute');
  return redSource(source, fields.every((name) => name === 'kind') ? 'all' : 'quarter');
}

/**
 * The whole units of a range that are settled: the count of their spans is known from the primary index alone. The ends are
 * read from the spans: few of them, where the minutes of all services lie among those of the day.
 */
function innerRange({ fromNs, toNs }: TimeRange, settledNs: bigint, unitNs: bigint): TimeRange | undefined {
  const end = toNs < settledNs ? toNs : settledNs;
  const from = ((fromNs + unitNs - 1n) / unitNs) * unitNs;
  const to = (end / unitNs) * unitNs;
  return from < to ? { fromNs: from, toNs: to } : undefined;
}
