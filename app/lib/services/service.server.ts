// One service: its requests by operation, its deploys and its instances.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import {
  type RedRow,
  redQuery,
  type ServiceSeenRow,
  servicesSeenQuery,
} from '#app/lib/telemetry/services-red.ts';
import { readDeploys, readInstances } from './instances.server.ts';
import { entries, minutesFor, readRed, wantedOf } from './list.server.ts';
import { pointsOf, redBefore, redOf } from './red.ts';
import type { ServiceRequest, ServiceResponse } from './schema.ts';

const MOST_OPERATIONS = 500;

/** Throws `not_found` when the service had no span in the range. */
export function readService(
  reader: SourceReader,
  tenant: Tenant,
  request: ServiceRequest,
  signal?: AbortSignal,
): Promise<ServiceResponse> {
  return reading(
    reader,
    tenant,
    'services.service',
    { source: 'traces', operationId: request.operationId },
    signal,
    async (question) => {
      const { service, environment } = request;
      const minutes = minutesFor(request, question.nowMs);
      const wanted = wantedOf(minutes);
      const running = { service, environment, minutes };
      const [[rows, operations, seen], deploys, { instances, instancesFromMs }] = await Promise.all([
        readRed(question, minutes, environment, service, (red, whole) =>
          Promise.all([
            question.query<RedRow>(redQuery(red, { ...wanted, by: 'service', limit: 1 })),
            question.query<RedRow>(redQuery(red, { ...wanted, by: 'operation', limit: MOST_OPERATIONS })),
            question.query<ServiceSeenRow>(servicesSeenQuery(whole, environment)),
          ]),
        ),
        readDeploys(question, running),
        readInstances(question, running),
      ]);
      const [entry] = entries(rows, seen, minutes, request.apdexMs);
      const [row] = rows;
      if (entry === undefined || row === undefined) throw unknownService(service, environment);
      const total = Number(row.total);
      const { fromMs, toMs, intervalMs } = minutes;
      return {
        service: entry,
        operations: operations
          .filter(({ requests }) => Number(requests) > 0)
          .map((operation) => ({
            name: operation.name,
            kind: operation.kind,
            ...redOf(operation, minutes),
            before: redBefore(operation, minutes),
            timeShare: total === 0 ? 0 : Number(operation.total) / total,
            points: pointsOf(operation, minutes),
          })),
        deploys: await deploys(Number(row.requestsBefore) === 0),
        instances,
        instancesFromMs,
        fromMs,
        toMs,
        intervalMs,
        statistics: question.statistics,
      };
    },
  );
}

function unknownService(service: string, environment: string): AppError {
  const where = environment === '' ? '' : ` in the environment "${environment}"`;
  return new AppError(
    'not_found',
    `The service "${service.slice(0, 200)}" sent no spans in this time${where}.`,
    {
      hint: 'Choose a longer range, or look at /api/v1/traces/services for those that did.',
    },
  );
}
