// The service map, from the rollup of edges.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { type BucketRow, bucketsQuery } from '#app/lib/telemetry/services-edges.ts';
import {
  type MapEdgeRow,
  type MapServiceRow,
  mapEdgesQuery,
  mapServicesQuery,
} from '#app/lib/telemetry/services-map.ts';
import { countedTo, mapOf } from './map-shape.ts';
import { wholeOf } from './minutes.ts';
import type { ServiceMapRequest, ServiceMapResponse } from './schema.ts';

const BUCKET_MS = 300_000;
const MOST_EDGES = 5_000;

/** The map of the five minutes that the range touches, each as a whole. */
export function readServiceMap(
  reader: SourceReader,
  tenant: Tenant,
  request: ServiceMapRequest,
  signal?: AbortSignal,
): Promise<ServiceMapResponse> {
  return reading(
    reader,
    tenant,
    'services.map',
    { source: 'traces', operationId: request.operationId },
    signal,
    async (question) => {
      const { fromMs, toMs } = wholeOf(parseTimeRange(request.from, request.to, question.nowMs), BUCKET_MS);
      const { environment, service } = request;
      const range = {
        database: question.source.database,
        from: fromMs / 1_000,
        to: toMs / 1_000,
        environment,
      };
      const [edges, services, counted] = await Promise.all([
        question.query<MapEdgeRow>(mapEdgesQuery(range, service, MOST_EDGES)),
        question.query<MapServiceRow>(mapServicesQuery(range)),
        question.query<BucketRow>(bucketsQuery(range.database, range)),
      ]);
      const environments = new Set(services.flatMap((row) => row.environments));
      return {
        ...mapOf(edges, services, service),
        environments: [...environments].filter((name) => name !== '').sort(),
        fromMs,
        toMs,
        countedToMs: countedTo(counted, Math.min(toMs, question.nowMs)),
        statistics: question.statistics,
      };
    },
  );
}
