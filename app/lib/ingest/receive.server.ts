// What every OTLP transport does with a request: who sends, bytes to rows, rows to the inserter, and the counts.
import type { Logger } from 'pino';
import type { Inserter } from '#app/lib/clickhouse/inserter.server.ts';
import { type AppError, type ErrorCode, toAppError } from '#app/lib/core/errors.ts';
import { type DecodedRequest, type DecodeOptions, decodeRequest, type Signal } from '#app/lib/otlp/decode.ts';
import type { Body } from './body.server.ts';
import type { IngestClaim, IngestQuota } from './quota.ts';
import type { Encoding } from './responses.ts';

/** Where a sender's records go. */
export interface IngestTarget {
  readonly database: string;
  readonly teamId: string;
  /** What Maple says about itself: it is no part of what the team may send. No key leads to such a target. */
  readonly isOwn?: boolean;
}

/** Where the records of a request go that was let in by what it presented. */
export interface Admission extends IngestTarget {
  readonly presented: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Finds the team of an ingest key, `undefined` when none was sent. Throws `unauthorized` or `forbidden`. */
export type ResolveIngest = (presented: string | undefined) => Promise<IngestTarget>;

/** What became of the records of a stored request. */
export interface Outcome {
  readonly accepted: number;
  readonly rejected: number;
  readonly message: string;
}

interface SignalStats {
  readonly requests: number;
  /** Bytes of the bodies after decompression. */
  readonly bytes: number;
  /** Records stored. */
  readonly accepted: number;
  /** Records of stored requests that were not valid. */
  readonly rejected: number;
}

export interface ReceiverStats {
  readonly signals: Readonly<Record<Signal, SignalStats>>;
  /** Requests that failed, by what was wrong. */
  readonly failed: Readonly<Partial<Record<ErrorCode, number>>>;
}

export interface Receiver {
  /** The target that a key opens, when its team may send just now. */
  authenticate(presented: string | undefined, signal: Signal): Promise<Admission>;
  /**
   * Decodes and stores one request. Resolves when ClickHouse has its valid records. Releases the body early. When the body was
   * long on its way, its key is asked about once more.
   */
  receive(target: IngestTarget | Admission, signal: Signal, encoding: Encoding, body: Body): Promise<Outcome>;
  /** Counts and logs a failed request; answers with the error to send. */
  failed(thrown: unknown, transport: string): AppError;
  readonly stats: ReceiverStats;
}

export interface ReceiverOptions {
  readonly inserter: Inserter;
  readonly resolveIngest: ResolveIngest;
  /** Whole days that a team's records of a signal are kept. Asked for every request. */
  readonly retentionDays: (teamId: string, signal: Signal) => number;
  /** How much the teams may send; without it as much as they like. */
  readonly quota?: IngestQuota;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const DAY_MS = 86_400_000;
const NS_PER_MS = 1_000_000n;

/**
 * How far ahead of our clock a record may be. A sender that stamps local time as UTC is at most 14 hours ahead; what
 * is further ahead would sit on top of every "latest" list, and outlive the retention.
 */
const FUTURE_MS = DAY_MS;

/** A key that is revoked while a body arrives stores nothing after this long. */
const RECHECK_MS = 500;

/** The same failure is logged at most this often; a sender that retries in a loop must not fill the log. */
const LOG_EVERY_MS = 10_000;

export function createReceiver(options: ReceiverOptions): Receiver {
  const { inserter, resolveIngest, retentionDays, quota, log, now = Date.now } = options;
  const stats = { logs: zero(), traces: zero(), metrics: zero() };
  const failed: Partial<Record<ErrorCode, number>> = {};
  const logged = new Map<string, number>();

  /** Times outside of what is kept are rejected: a row that retention drops at once would be acknowledged and lost. */
  function decodeOptions({ teamId }: IngestTarget, signal: Signal): DecodeOptions {
    const ms = now();
    return {
      nowNs: BigInt(ms) * NS_PER_MS,
      oldestNs: BigInt(ms - retentionDays(teamId, signal) * DAY_MS) * NS_PER_MS,
      newestNs: BigInt(ms + FUTURE_MS) * NS_PER_MS,
    };
  }

  async function recheck(target: IngestTarget | Admission, body: Body): Promise<void> {
    if (!('at' in target) || now() - target.at < RECHECK_MS) return;
    try {
      await resolveIngest(target.presented);
    } catch (thrown) {
      body.release();
      throw thrown;
    }
  }

  return {
    async authenticate(presented, signal) {
      const target = await resolveIngest(presented);
      quota?.admit(target.teamId, signal);
      const { database, teamId } = target;
      return { database, teamId, presented, at: now() };
    },

    async receive(target, signal, encoding, body) {
      const counts = stats[signal];
      counts.requests += 1;
      counts.bytes += body.bytes.length;
      await recheck(target, body);
      const claim = claimOf(quota, target, signal, body);
      try {
        const decoded = decodeAndRelease(signal, encoding, body, decodeOptions(target, signal));
        claim?.addRecords(decoded.accepted);
        if (decoded.blocks.length > 0) await inserter.insert(target.database, decoded.blocks);
        counts.accepted += decoded.accepted;
        counts.rejected += decoded.rejected;
        return { accepted: decoded.accepted, rejected: decoded.rejected, message: decoded.rejectedMessage };
      } catch (thrown) {
        claim?.giveBack();
        throw thrown;
      }
    },

    failed(thrown, transport) {
      const error = toAppError(thrown);
      failed[error.code] = (failed[error.code] ?? 0) + 1;
      const key = `${transport} ${error.code}`;
      const ms = now();
      if (ms - (logged.get(key) ?? Number.NEGATIVE_INFINITY) >= LOG_EVERY_MS) {
        logged.set(key, ms);
        // What is wrong with a body may quote from it, and bodies do not belong into the log.
        const reason = error.code === 'bad_request' ? undefined : error.message;
        const entry = { transport, code: error.code, reason, total: failed[error.code] };
        if (error.code === 'internal')
          log.error({ ...entry, err: error.cause ?? error }, 'OTLP request failed');
        else log.warn(entry, 'OTLP request refused');
      }
      return error;
    },

    get stats() {
      return { signals: structuredClone(stats), failed: { ...failed } };
    },
  };
}

/** Counts the body; one that is too much just now is forgotten at once. */
function claimOf(
  quota: IngestQuota | undefined,
  { teamId, isOwn }: IngestTarget,
  signal: Signal,
  body: Body,
): IngestClaim | undefined {
  if (isOwn) return undefined;
  try {
    return quota?.claim(teamId, signal, body.bytes.length);
  } catch (thrown) {
    body.release();
    throw thrown;
  }
}

/** No body at all is an empty request, in JSON too. */
function decodeAndRelease(
  signal: Signal,
  encoding: Encoding,
  body: Body,
  options: DecodeOptions,
): DecodedRequest {
  try {
    if (body.bytes.length === 0) return { blocks: [], accepted: 0, rejected: 0, rejectedMessage: '' };
    return decodeRequest(signal, encoding, body.bytes, options);
  } finally {
    body.release();
  }
}

function zero() {
  return { requests: 0, bytes: 0, accepted: 0, rejected: 0 };
}
