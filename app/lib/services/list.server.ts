// The list of services, from the rollups per minute and quarter of an hour.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import {
  type RedRow,
  redQuery,
  type ServiceSeenRow,
  servicesSeenQuery,
} from '#app/lib/telemetry/services-red.ts';
import { inQuarters, QUARTER, type RollupRows, type Stretch } from '#app/lib/telemetry/services-rollup.ts';
import { type Minutes, minutesOf } from './minutes.ts';
import { readQuarters } from './quarters.server.ts';
import { entryOf } from './red.ts';
import type { ServiceEntry, ServiceListRequest, ServiceListResponse } from './schema.ts';

const MOST_SERVICES = 5_000;

/** Every service that had a span in the range. */
export function listServices(
  reader: SourceReader,
  tenant: Tenant,
  request: ServiceListRequest,
  signal?: AbortSignal,
): Promise<ServiceListResponse> {
  return reading(
    reader,
    tenant,
    'services.list',
    { source: 'traces', operationId: request.operationId },
    signal,
    async (question) => {
      const minutes = minutesFor(request, question.nowMs);
      const [rows, seen] = await readRed(question, minutes, request.environment, undefined, (red, whole) =>
        Promise.all([
          question.query<RedRow>(
            redQuery(red, { ...wantedOf(minutes), by: 'service', limit: MOST_SERVICES }),
          ),
          question.query<ServiceSeenRow>(servicesSeenQuery(whole, request.environment)),
        ]),
      );
      const { fromMs, toMs, intervalMs } = minutes;
      return {
        services: entries(rows, seen, minutes, request.apdexMs),
        environments: environmentsOf(seen),
        fromMs,
        toMs,
        intervalMs,
        statistics: question.statistics,
      };
    },
  );
}

/** The whole minutes of a request's range. */
export function minutesFor(
  { from, to, points }: Pick<ServiceListRequest, 'from' | 'to'> & { readonly points: number },
  nowMs: number,
): Minutes {
  return minutesOf(parseTimeRange(from, to, nowMs), points, nowMs);
}

/**
 * Asks for the range and the period of equal length before it. `ask` is given the rows of both in the environment, and the rows of the
 * range in all environments.
 */
export function readRed<Answer>(
  question: Reading,
  minutes: Minutes,
  environment: string,
  service: string | undefined,
  ask: (both: RollupRows, range: RollupRows) => Promise<Answer>,
): Promise<Answer> {
  const [from, to] = [minutes.fromMs / 1_000, minutes.toMs / 1_000];
  const before: Stretch = [Math.max(0, from - (to - from)), from];
  const range: Stretch = [from, to];
  const { database } = question.source;
  return readQuarters(question, [before, range], (unsound) => {
    const isOfQuarters = (minutes.intervalMs / 1_000) % QUARTER === 0 || minutes.points === 0;
    const now = inQuarters([range], unsound);
    const then = inQuarters([before], unsound);
    const points = isOfQuarters ? now : { minutes: [range], quarters: [] };
    const both = {
      minutes: [...then.minutes, ...points.minutes],
      quarters: [...then.quarters, ...points.quarters],
    };
    return ask({ database, service, environment, ...both }, { database, service, environment: '', ...now });
  });
}

/** How the points of a range are counted. */
export function wantedOf({ fromMs, pointsFromMs, intervalMs }: Minutes) {
  return { from: fromMs / 1_000, pointsFrom: pointsFromMs / 1_000, interval: intervalMs / 1_000 };
}

/** Rows of those that were seen, the busiest first. */
export function entries(
  rows: readonly RedRow[],
  seen: readonly ServiceSeenRow[],
  minutes: Minutes,
  apdexMs: number,
): ServiceEntry[] {
  const lastSeen = new Map(seen.map(({ service, last }) => [service, last * 1_000]));
  return rows
    .flatMap((row) => {
      const last = lastSeen.get(row.service) ?? 0;
      return last === 0 ? [] : [entryOf(row, minutes, apdexMs, last)];
    })
    .sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1));
}

export function environmentsOf(seen: readonly ServiceSeenRow[]): string[] {
  return [...new Set(seen.flatMap(({ environments }) => environments))].filter((name) => name !== '').sort();
}
