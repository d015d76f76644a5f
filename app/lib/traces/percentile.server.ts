// Where a duration stands among the spans of the same operation in the day before.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { msToNanos, type TimeRange } from '#app/lib/core/time.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import {
  countedPercentileQuery,
  LEVELS,
  type PercentileRow,
  redSource,
  storedPercentileQuery,
} from '#app/lib/telemetry/traces-charts.ts';
import { clamped } from './range.ts';
import { rankAmong } from './rank.ts';
import type { PercentileRequest, PercentileResponse } from './schema.ts';

const DAY_NS = 86_400_000_000_000n;

export function spanPercentile(
  reader: SourceReader,
  tenant: Tenant,
  request: PercentileRequest,
  signal?: AbortSignal,
): Promise<PercentileResponse> {
  return reading(reader, tenant, 'traces.percentile', request, signal, async (question) => {
    const { row, rank } = await readPercentiles(question, request, dayBefore(request.atMs));
    const spans = Number(row?.spans ?? 0);
    const [p50 = 0, p95 = 0, p99 = 0] = spans === 0 ? [] : (row?.durations ?? []);
    return { spans, rank: spans === 0 ? null : rank, p50, p95, p99, statistics: question.statistics };
  });
}

/** From the rollup, which has a digest for each minute; where it has none, from the spans. */
async function readPercentiles(question: Reading, request: PercentileRequest, range: TimeRange) {
  const { source } = question;
  const rollup = redSource(source);
  if (rollup) {
    const [row] = await question.query<PercentileRow>(storedPercentileQuery(rollup, request, range));
    if (Number(row?.spans ?? 0) > 0)
      return { row, rank: rankAmong(request.durationNs, row?.durations.slice(3) ?? [], LEVELS) };
  }
  const durationNs = BigInt(Math.floor(Math.min(request.durationNs, 2 ** 62)));
  const statement = countedPercentileQuery(source, request, range, durationNs);
  const [row] = await question.query<PercentileRow>(statement);
  return { row, rank: Number(row?.quicker ?? 0) / Math.max(1, Number(row?.spans ?? 0)) };
}

/** The day that ends with the span's own minute. */
function dayBefore(atMs: number): TimeRange {
  const minute = msToNanos(Math.max(0, Math.min(atMs, 4_294_967_294_000))) / 60_000_000_000n;
  const end = (minute + 1n) * 60_000_000_000n;
  return { fromNs: clamped(end - DAY_NS), toNs: clamped(end) };
}
