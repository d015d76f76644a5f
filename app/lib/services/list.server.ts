// The list of services, from the rollup per minute.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import {
  type RedRange,
  type RedRow,
  redQuery,
  type ServiceSeenRow,
  servicesSeenQuery,
} from '#app/lib/telemetry/services-red.ts';
import { type Minutes, minutesOf } from './minutes.ts';
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
      const range = redRange(question, minutes, request.environment);
      const wanted = { by: 'service', interval: minutes.intervalMs / 1_000, limit: MOST_SERVICES } as const;
      const [rows, seen] = await Promise.all([
        question.query<RedRow>(redQuery(range, wanted)),
        question.query<ServiceSeenRow>(servicesSeenQuery(range)),
      ]);
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

/** The range and the period of equal length before it. */
export function redRange({ source }: Reading, { fromMs, toMs }: Minutes, environment: string): RedRange {
  const [from, to] = [fromMs / 1_000, toMs / 1_000];
  return { database: source.database, before: Math.max(0, from - (to - from)), from, to, environment };
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
