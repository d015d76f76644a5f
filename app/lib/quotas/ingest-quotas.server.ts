// What teams may send: per second by buckets in memory, per day by the counts that outlive a restart.
import type { IngestQuota as Quota } from '#app/lib/auth/team-settings.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Signal } from '#app/lib/otlp/decode.ts';
import { TokenBucket } from './bucket.ts';
import type { IngestDays } from './ingest-days.server.ts';
import { RecentRate } from './recent-rate.ts';
import { atMost, type QuotaName } from './schema.ts';

/** Seconds' worth that may come at once, so that a sender who collects for a while is not refused. */
const BURST_SECONDS = 5;
/** Nobody is told to wait longer: a quota may be raised before the day is over. */
const LONGEST_WAIT_SECONDS = 300;
const DAY_SECONDS = 86_400;
/** So long a quota counts as reached after a request was refused. */
const LATELY_MS = 60_000;

/** What is used of one quota now. */
export interface QuotaUse {
  readonly used: number;
  /** Whether a request was refused because of it within the last minute. */
  readonly isRefusing: boolean;
}

interface IngestQuotasOptions {
  readonly quotaOf: (teamId: string) => Quota;
  readonly days: IngestDays;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds of a clock that does not go back. */
  readonly elapsed?: () => number;
}

/** One team's. */
interface Meter {
  readonly buckets: Map<QuotaName, { readonly perSecond: number; readonly bucket: TokenBucket }>;
  readonly refusedAt: Map<QuotaName, number>;
  readonly bytes: RecentRate;
  readonly records: RecentRate;
}

/** Who takes in telemetry asks this before: see `IngestQuota` there. */
export function createIngestQuotas(options: IngestQuotasOptions) {
  const { quotaOf, days, now = Date.now, elapsed = () => performance.now() } = options;
  const meters = new Map<string, Meter>();

  function meterOf(teamId: string): Meter {
    const found = meters.get(teamId);
    if (found) return found;
    const made = {
      buckets: new Map(),
      refusedAt: new Map(),
      bytes: new RecentRate(),
      records: new RecentRate(),
    };
    meters.set(teamId, made);
    return made;
  }

  /** The bucket of a quota per second; undefined when there is none. A changed quota begins with a full one. */
  function bucketOf(teamId: string, name: QuotaName): TokenBucket | undefined {
    const { buckets } = meterOf(teamId);
    const perSecond = quotaOf(teamId)[name];
    if (perSecond === undefined) {
      buckets.delete(name);
      return undefined;
    }
    const found = buckets.get(name);
    if (found?.perSecond === perSecond) return found.bucket;
    const bucket = new TokenBucket(perSecond, perSecond * BURST_SECONDS, elapsed());
    buckets.set(name, { perSecond, bucket });
    return bucket;
  }

  function refuse(teamId: string, signal: Signal, name: QuotaName, waitSeconds: number): never {
    days.add(teamId, days.today(), signal, { refused: 1 });
    meterOf(teamId).refusedAt.set(name, elapsed());
    throw new AppError(
      'rate_limited',
      `The team may send ${atMost(name, quotaOf(teamId)[name] ?? 0)}; this is more than what is left of it.`,
      {
        hint: 'An administrator of this installation sets that quota: Settings, Limits.',
        retryAfter: Math.ceil(Math.min(Math.max(waitSeconds, 0.1), LONGEST_WAIT_SECONDS) * 10) / 10,
      },
    );
  }

  function untilTomorrow(): number {
    return DAY_SECONDS - (Math.floor(now() / 1_000) % DAY_SECONDS);
  }

  /** Takes from the bucket and from the day, or refuses and takes nothing. */
  function take(
    teamId: string,
    signal: Signal,
    day: number,
    kind: 'bytes' | 'records',
    amount: number,
  ): void {
    const perDay = kind === 'bytes' ? 'bytesPerDay' : 'recordsPerDay';
    const perSecond = kind === 'bytes' ? 'bytesPerSecond' : 'recordsPerSecond';
    const ofDay = quotaOf(teamId)[perDay];
    if (ofDay !== undefined) {
      if (amount > ofDay) {
        days.add(teamId, days.today(), signal, { refused: 1 });
        throw new AppError(
          'payload_too_large',
          `The team may send ${atMost(perDay, ofDay)}; this request alone is more.`,
          { hint: 'Send smaller batches.' },
        );
      }
      if (days.todays(teamId)[kind] + amount > ofDay) refuse(teamId, signal, perDay, untilTomorrow());
    }
    const taken = bucketOf(teamId, perSecond)?.take(amount, elapsed());
    if (taken && !taken.isTaken) refuse(teamId, signal, perSecond, taken.waitSeconds);
    days.add(teamId, day, signal, { [kind]: amount });
    meterOf(teamId)[kind].add(amount, elapsed());
  }

  return {
    admit(teamId: string, signal: Signal): void {
      const quota = quotaOf(teamId);
      for (const [name, kind] of PER_DAY) {
        const most = quota[name];
        if (most !== undefined && days.todays(teamId)[kind] >= most)
          refuse(teamId, signal, name, untilTomorrow());
      }
      for (const name of ['bytesPerSecond', 'recordsPerSecond'] as const) {
        const wait = bucketOf(teamId, name)?.waitSeconds(elapsed()) ?? 0;
        if (wait > 0) refuse(teamId, signal, name, wait);
      }
    },

    claim(teamId: string, signal: Signal, bytes: number) {
      const day = days.today();
      take(teamId, signal, day, 'bytes', bytes);
      let held = { bytes, records: 0 };
      const giveBack = () => {
        const meter = meterOf(teamId);
        meter.buckets.get('bytesPerSecond')?.bucket.giveBack(held.bytes);
        meter.buckets.get('recordsPerSecond')?.bucket.giveBack(held.records);
        days.add(teamId, day, signal, { bytes: -held.bytes, records: -held.records });
        meter.bytes.add(-held.bytes, elapsed());
        meter.records.add(-held.records, elapsed());
        held = { bytes: 0, records: 0 };
      };
      return {
        addRecords(records: number): void {
          try {
            take(teamId, signal, day, 'records', records);
          } catch (error) {
            giveBack();
            throw error;
          }
          held = { ...held, records };
        },
        giveBack,
      };
    },

    /** What a team uses of each quota, whether one is set or not. */
    usedBy(teamId: string): Record<QuotaName, QuotaUse> {
      const { bytes, records, refusedAt } = meterOf(teamId);
      const ofDay = days.todays(teamId);
      const ms = elapsed();
      const use = (name: QuotaName, used: number): QuotaUse => ({
        used,
        isRefusing: ms - (refusedAt.get(name) ?? Number.NEGATIVE_INFINITY) < LATELY_MS,
      });
      return {
        bytesPerSecond: use('bytesPerSecond', bytes.perSecond(ms)),
        recordsPerSecond: use('recordsPerSecond', records.perSecond(ms)),
        bytesPerDay: use('bytesPerDay', ofDay.bytes),
        recordsPerDay: use('recordsPerDay', ofDay.records),
      };
    },
  };
}

const PER_DAY = [
  ['bytesPerDay', 'bytes'],
  ['recordsPerDay', 'records'],
] as const;

export type IngestQuotas = ReturnType<typeof createIngestQuotas>;
