// The service map, from the rollups of edges.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { type BucketRow, bucketsQuery } from '#app/lib/telemetry/services-edges.ts';
import { type EdgeHourRow, edgeHoursQuery } from '#app/lib/telemetry/services-hours.ts';
import {
  type MapEdgeRow,
  type MapServiceRow,
  mapEdgesQuery,
  mapServicesQuery,
} from '#app/lib/telemetry/services-map.ts';
import { HOUR, partsOf, type Stretch, type Unsound } from '#app/lib/telemetry/services-rollup.ts';
import { countedMs, mapOf } from './map-shape.ts';
import { wholeOf } from './minutes.ts';
import { readSound, settledTo } from './quarters.server.ts';
import type { ServiceMapRequest, ServiceMapResponse } from './schema.ts';

const BUCKET_MS = 300_000;
const MOST_EDGES = 5_000;
/** What fewer hours save is less than asking for them takes. */
const FEWEST_HOURS = 2;

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
      const stretches: Stretch[] = [[range.from, range.to]];
      const { database } = range;
      const divide = (unsound: Unsound) => partsOf(stretches, settledTo(question.nowMs), unsound);
      const hours = summedHours(question, range);
      const [[edges, services], counted] = await Promise.all([
        readSound(question, divide, (unsound) => {
          const rows = { database, environment: '', ...divide(unsound) };
          return Promise.all([
            hours.then((held) =>
              question.query<MapEdgeRow>(mapEdgesQuery({ ...range, hours: held }, rows, service, MOST_EDGES)),
            ),
            question.query<MapServiceRow>(mapServicesQuery(rows, environment)),
          ]);
        }),
        question.query<BucketRow>(bucketsQuery(database, range)),
      ]);
      const pastMs = Math.max(0, Math.min(toMs, question.nowMs) - fromMs);
      const environments = new Set(services.flatMap((row) => row.environments));
      return {
        ...mapOf(edges, services, service),
        environments: [...environments].filter((name) => name !== '').sort(),
        fromMs,
        toMs,
        pastMs,
        countedMs: countedMs(counted, pastMs, fromMs + pastMs),
        statistics: question.statistics,
      };
    },
  );
}

/** The whole hours of a range whose edges are summed up, and are still what was counted. */
async function summedHours(
  question: Reading,
  { database, from, to }: { readonly database: string; readonly from: number; readonly to: number },
): Promise<EdgeHourRow[]> {
  const whole = { from: Math.ceil(from / HOUR) * HOUR, to: Math.floor(to / HOUR) * HOUR };
  if (whole.to - whole.from < FEWEST_HOURS * HOUR) return [];
  const rows = await question.query<EdgeHourRow>(edgeHoursQuery({ database, ...whole }));
  return rows.filter(({ holds }) => holds === 1);
}
