// What runs a service: instances and deploys, from a bounded number of its spans.
import { msToNanos } from '#app/lib/core/time.ts';
import type { Reading } from '#app/lib/reading/reading.server.ts';
import {
  type InstanceRange,
  type InstanceRow,
  instancesQuery,
  type VersionRow,
  type VersionStartRow,
  versionStartsQuery,
  versionsQuery,
} from '#app/lib/telemetry/services-instances.ts';
import { type Deploy, deploysOf, minutesOfQuarter } from './deploys.ts';
import type { Minutes } from './minutes.ts';
import type { ServiceResponse } from './schema.ts';

const HOUR_MS = 3_600_000;
/** Instances are read from the spans: of longer ranges those of the last hour, or where that has none of the last six. */
const READ_MS = [HOUR_MS, 6 * HOUR_MS];
const MOST_INSTANCES = 200;
/** Of the changes that are known to the minute, so many are looked up to the moment, the newest. */
const MOST_EXACT = 20;
const MINUTE_NS = 60_000_000_000n;
/** What more spans would add is not worth the wait. */
const ENOUGH = { max_rows_to_read: 20_000_000, read_overflow_mode: 'break' };

/** Which service's spans, and when. */
export interface RunningRange {
  readonly service: string;
  readonly environment: string;
  readonly minutes: Minutes;
}

/** The instances at the end of the range, and from when on they were looked for. */
export async function readInstances(
  question: Reading,
  { minutes, ...rest }: RunningRange,
): Promise<{ readonly instances: ServiceResponse['instances']; readonly instancesFromMs: number }> {
  const { toMs } = minutes;
  let fromMs = toMs;
  let rows: InstanceRow[] = [];
  for (const lengthMs of READ_MS) {
    if (rows.length > 0 || fromMs <= minutes.fromMs) break;
    fromMs = Math.max(minutes.fromMs, Math.min(toMs, question.nowMs) - lengthMs);
    const range = rangeOf(question, rest, fromMs, toMs);
    rows = await question.query<InstanceRow>(instancesQuery(range, MOST_INSTANCES), ENOUGH);
  }
  return {
    instancesFromMs: fromMs,
    instances: rows
      .filter(({ id }) => id !== '')
      .map(({ id, pod, host, version, spans, errors, p95, lastMs }) => ({
        id,
        pod,
        host,
        version,
        spans: Number(spans),
        errors: Number(errors),
        p95: p95 ?? 0,
        lastSeenMs: lastMs,
      })),
  };
}

/** The changes of service.version in the range. `isNew`: the service was not there in the period before. */
export async function readDeploys(
  question: Reading,
  { minutes, ...rest }: RunningRange,
): Promise<(isNew: boolean) => Promise<ServiceResponse['deploys']>> {
  const { fromMs, toMs } = minutes;
  const range = rangeOf(question, rest, fromMs, toMs);
  const rows = await question.query<VersionRow>(versionsQuery(range));
  // The first quarter of an hour began before the range: what ran then is known, but is not of the range.
  const seen = rows.flatMap(minutesOfQuarter).filter(({ minute }) => minute * 1_000 < toMs);
  return async (isNew) => {
    const deploys = deploysOf(seen, isNew).filter(({ firstNs }) => firstNs >= range.fromNs);
    const starts = await exactStarts(question, range, deploys);
    return deploys.map((deploy) => ({
      ms: Number((starts.get(deploy) ?? deploy.firstNs) / 1_000_000n),
      version: deploy.version,
      previous: deploy.previous,
    }));
  };
}

async function exactStarts(
  question: Reading,
  range: InstanceRange,
  deploys: readonly Deploy[],
): Promise<Map<Deploy, bigint>> {
  const unsure = deploys.filter(({ isExact }) => !isExact).slice(-MOST_EXACT);
  if (unsure.length === 0) return new Map();
  const changes = unsure.map(({ version, firstNs }) => ({
    version,
    fromNs: firstNs,
    toNs: firstNs + MINUTE_NS,
  }));
  const rows = await question.query<VersionStartRow>(versionStartsQuery(range, changes), ENOUGH);
  return new Map(
    rows.flatMap(({ index, first }): [Deploy, bigint][] => {
      const deploy = unsure[Number(index)];
      return deploy === undefined ? [] : [[deploy, BigInt(first)]];
    }),
  );
}

function rangeOf(
  { source }: Reading,
  { service, environment }: Omit<RunningRange, 'minutes'>,
  fromMs: number,
  toMs: number,
): InstanceRange {
  const { database } = source;
  return { database, service, environment, fromNs: msToNanos(fromMs), toNs: msToNanos(toMs) };
}
