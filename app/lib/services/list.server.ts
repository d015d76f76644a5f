// The list of services, from the rollups per minute, quarter of an hour and hour.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import {
  type RedRow,
  redQuery,
  type ServiceSeenRow,
  servicesSeenQuery,
} from '#app/lib/telemetry/services-red.ts';
import {
  HOUR,
  partsOf,
  QUARTER,
  type RollupParts,
  type RollupRows,
  type Stretch,
  type Unsound,
} from '#app/lib/telemetry/services-rollup.ts';
import { type Minutes, minutesOf } from './minutes.ts';
import { readSound, settledTo } from './quarters.server.ts';
import { entryOf } from './red.ts';
import type { ServiceEntry, ServiceListRequest, ServiceListResponse } from './schema.ts';

const MOST_SERVICES = 5_000;
const HALF_HOUR_MS = 1_800_000;

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
      const minutes = minutesOfList(request, question.nowMs);
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

/** Points of half an hour would have to be read by quarters, which takes twice as long as hours: a list has hours instead. */
function minutesOfList(request: ServiceListRequest, nowMs: number): Minutes {
  const minutes = minutesFor(request, nowMs);
  if (minutes.intervalMs !== HALF_HOUR_MS) return minutes;
  const hours = Math.ceil((minutes.toMs - minutes.fromMs) / (2 * HALF_HOUR_MS));
  // The range may begin within the first one.
  return minutesFor({ ...request, points: hours + 1 }, nowMs);
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
  const settled = settledTo(question.nowMs);
  // Hours do not tell operations apart.
  const hoursTo = service === undefined ? settled : 0;
  const { interval, pointsFrom } = wantedOf(minutes);
  const has = (unit: number) => minutes.points === 0 || (interval % unit === 0 && pointsFrom % unit === 0);
  /** The range as it is read for its points, the period before, and the range for what needs no points. */
  const divided = (unsound: Unsound) => ({
    points: has(QUARTER)
      ? partsOf([range], has(HOUR) ? hoursTo : 0, unsound)
      : { minutes: [range], quarters: [], hours: [] },
    past: partsOf([before], hoursTo, unsound),
    now: partsOf([range], settled, unsound),
  });
  return readSound(
    question,
    (unsound) => {
      const { points, past, now } = divided(unsound);
      return allOf(points, past, now);
    },
    (unsound) => {
      const { points, past, now } = divided(unsound);
      return ask(
        { database, service, environment, ...allOf(past, points) },
        { database, service, environment: '', ...now },
      );
    },
  );
}

function allOf(...parts: readonly RollupParts[]): RollupParts {
  return {
    minutes: parts.flatMap(({ minutes }) => minutes),
    quarters: parts.flatMap(({ quarters }) => quarters),
    hours: parts.flatMap(({ hours }) => hours),
  };
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
