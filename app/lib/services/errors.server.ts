// Errors of services, grouped by what makes them the same.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { chooseInterval } from '#app/lib/reading/interval.ts';
import { reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import {
  type ErrorGroupRow,
  type ErrorTimesRow,
  errorGroupsQuery,
  errorTimesQuery,
} from '#app/lib/telemetry/services-errors.ts';
import { errorQuery } from './error-query.ts';
import { wholeOf } from './minutes.ts';
import type { ErrorGroupsRequest, ErrorGroupsResponse } from './schema.ts';

const QUARTER_MS = 900_000;
const POINTS = 30;

type ErrorGroup = ErrorGroupsResponse['groups'][number];

/** The most frequent groups that were seen in the range, the most frequent first. */
export function listErrorGroups(
  reader: SourceReader,
  tenant: Tenant,
  request: ErrorGroupsRequest,
  signal?: AbortSignal,
): Promise<ErrorGroupsResponse> {
  return reading(
    reader,
    tenant,
    'services.errors',
    { source: 'traces', operationId: request.operationId },
    signal,
    async (question) => {
      const range = parseTimeRange(request.from, request.to, question.nowMs);
      const { environment, service, limit } = request;
      const { database } = question.source;
      const { fromMs, toMs } = wholeOf(range, QUARTER_MS);
      const intervalMs = Math.max(QUARTER_MS, chooseInterval(toMs - fromMs, POINTS));
      const seconds = { from: fromMs / 1_000, to: toMs / 1_000, interval: intervalMs / 1_000 };
      const wanted = { database, ...range, ...seconds, environment, service, limit: limit + 1 };
      const rows = await question.query<ErrorGroupRow>(errorGroupsQuery(wanted));
      const shown = rows.slice(0, limit);
      const times =
        shown.length === 0 ? [] : await question.query<ErrorTimesRow>(errorTimesQuery(wanted, shown));
      const timesOf = new Map(times.map((row) => [`${row.fingerprint} ${row.service}`, row]));
      const points = { fromMs, intervalMs, count: Math.ceil((toMs - fromMs) / intervalMs) };
      return {
        groups: shown.map((row) => groupOf(row, timesOf.get(`${row.fingerprint} ${row.service}`), points)),
        isCut: rows.length > limit,
        intervalMs,
        fromMs,
        toMs,
        statistics: question.statistics,
      };
    },
  );
}

function groupOf(
  row: ErrorGroupRow,
  times: ErrorTimesRow | undefined,
  { fromMs, intervalMs, count }: { fromMs: number; intervalMs: number; count: number },
): ErrorGroup {
  const points = Array.from({ length: count }, (_, slot) => ({ ms: fromMs + slot * intervalMs, count: 0 }));
  for (const [slot, n] of row.points) {
    const point = points[slot];
    if (point) point.count += n;
  }
  return {
    fingerprint: row.fingerprint.padStart(16, '0'),
    service: row.service,
    type: row.type,
    message: row.message,
    topFrame: row.topFrame,
    count: Number(row.total),
    firstSeenMs: times?.firstMs ?? row.exampleMs,
    lastSeenMs: times?.lastMs ?? row.exampleMs,
    example: {
      traceId: row.exampleTrace,
      spanId: row.exampleSpan,
      message: row.exampleMessage,
      ms: row.exampleMs,
    },
    points,
    query: errorQuery(row),
  };
}
