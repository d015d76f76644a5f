// Records that are refused one by one while the rest of their request is kept: the accepted time window, and why.

import { AppError } from '#app/lib/core/errors.ts';
import { MAX_ITEMS, MAX_RECORD_BYTES } from './limits.ts';

const HEX_DIGITS = { 'trace id': 32, 'span id': 16 } as const;

/** The ids a record can carry. */
export type IdKind = keyof typeof HEX_DIGITS;

/** Times that records may have and the time of arrival, as 64-bit halves; all in nanoseconds since 1970. */
export interface Window {
  readonly oldestHigh: number;
  readonly oldestLow: number;
  readonly newestHigh: number;
  readonly newestLow: number;
  readonly nowHigh: number;
  readonly nowLow: number;
}

/** The largest DateTime64(9). */
const LATEST_NS = 0x7fff_ffff_ffff_ffffn;

/** Prepares a window for comparing; what DateTime64(9) cannot hold is outside of every window. */
export function createWindow(times: { nowNs: bigint; oldestNs: bigint; newestNs: bigint }): Window {
  const oldestNs = clamp(times.oldestNs);
  const newestNs = clamp(times.newestNs);
  const nowNs = clamp(times.nowNs);
  return {
    oldestHigh: high(oldestNs),
    oldestLow: low(oldestNs),
    newestHigh: high(newestNs),
    newestLow: low(newestNs),
    nowHigh: high(nowNs),
    nowLow: low(nowNs),
  };
}

const clamp = (ns: bigint): bigint => (ns < 0n ? 0n : ns > LATEST_NS ? LATEST_NS : ns);
const high = (ns: bigint): number => Number(ns >> 32n);
const low = (ns: bigint): number => Number(ns & 0xffff_ffffn);

/** Thrown for a mistake inside of one record, after noting what it is; always the same, as there may be very many. */
export const MISTAKE = new Error('a mistake in a record');

interface Reason {
  readonly text: string;
  count: number;
}

/** Collects why records of one request are refused. A record is flagged while it is read and counted at its end. */
export class Rejections {
  window: Window = createWindow({ nowNs: 0n, oldestNs: 0n, newestNs: 0n });
  /** Records refused so far. */
  total = 0;
  private flaggedFor: Reason | undefined;
  private readonly reasons = new Map<string, Reason>();

  /** Starts a request. */
  begin(window: Window): void {
    this.window = window;
    this.total = 0;
    this.flaggedFor = undefined;
    this.reasons.clear();
  }

  /** Refuses the record if its time is outside of the window. */
  checkTime(timeHigh: number, timeLow: number): void {
    const w = this.window;
    if (timeHigh < w.oldestHigh || (timeHigh === w.oldestHigh && timeLow < w.oldestLow)) {
      const example = isoTime(timeHigh, timeLow);
      this.flag(
        'old',
        () =>
          `older than the oldest time that is kept, ${isoTime(w.oldestHigh, w.oldestLow)} (for example ${example})`,
      );
    } else if (timeHigh > w.newestHigh || (timeHigh === w.newestHigh && timeLow > w.newestLow)) {
      const example = isoTime(timeHigh, timeLow);
      this.flag(
        'future',
        () => `too far in the future, after ${isoTime(w.newestHigh, w.newestLow)} (for example ${example})`,
      );
    }
  }

  /** Refuses the record for an id of the wrong length or alphabet. */
  badId(kind: IdKind): void {
    const digits = HEX_DIGITS[kind];
    this.flag(kind, () => `with a ${kind} that is not ${digits} hexadecimal digits (${digits / 2} bytes)`);
  }

  /** Refuses records for what is written in them; `example` tells where and what. */
  malformed(example: string): void {
    this.flag('malformed', () => `with a mistake (for example ${example})`);
  }

  /** Refuses the record for too many of something. */
  tooMany(what: 'attributes' | 'values in an array or map' | 'events' | 'links' | 'exemplars'): void {
    this.flag(what, () => `with more than ${MAX_ITEMS.toLocaleString('en-US')} ${what}`);
  }

  /** Refuses the record, resource or scope if what it takes in its columns is too big. */
  checkSize(bytes: number): void {
    if (bytes > MAX_RECORD_BYTES) this.flag('big', () => `larger than ${MAX_RECORD_BYTES >> 20} MiB`);
  }

  /** Refuses the record for values nested too deep. */
  tooDeep(limit: number): void {
    this.flag('deep', () => `with values nested more than ${limit} levels deep`);
  }

  private flag(key: string, explain: () => string): void {
    if (this.flaggedFor !== undefined) return;
    let reason = this.reasons.get(key);
    if (reason === undefined) {
      reason = { text: explain(), count: 0 };
      this.reasons.set(key, reason);
    }
    this.flaggedFor = reason;
  }

  /** True if something is wrong with the record in progress. */
  get flagged(): boolean {
    return this.flaggedFor !== undefined;
  }

  /** Throws `bad_request` if something is wrong with a resource or scope: what records share cannot be left out. */
  refuseShared(part: 'resource' | 'scope'): void {
    if (this.flaggedFor !== undefined)
      throw new AppError('bad_request', `The request has a ${part} ${this.flaggedFor.text}.`);
  }

  /** Ends a record, or as many at once as share what is wrong. True if it is refused. */
  refused(records = 1): boolean {
    if (this.flaggedFor === undefined) return false;
    this.flaggedFor.count += records;
    this.total += records;
    this.flaggedFor = undefined;
    return true;
  }

  /** All reasons as one sentence for `partial_success.error_message`; empty if nothing was refused. */
  message(unit: string): string {
    if (this.total === 0) return '';
    const reasons = [...this.reasons.values()].filter((reason) => reason.count > 0);
    return `Rejected ${unit}: ${reasons.map((reason) => `${reason.count} ${reason.text}`).join('; ')}.`;
  }
}

function isoTime(timeHigh: number, timeLow: number): string {
  const ms = (BigInt(timeHigh) * 0x1_0000_0000n + BigInt(timeLow)) / 1_000_000n;
  return new Date(Number(ms)).toISOString();
}
