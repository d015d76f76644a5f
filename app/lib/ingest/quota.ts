// What a receiver asks before it takes something for a team.
import type { Signal } from '#app/lib/otlp/decode.ts';

/** How much teams may send. All of it throws AppErrors: `rate_limited` with `retryAfter`, and what can never pass `payload_too_large`. */
export interface IngestQuota {
  /** Before anything of a request is read: throws when its team may send nothing just now. */
  admit(teamId: string, signal: Signal): void;
  /** Before a body is decoded: counts its bytes, and throws when they are too many. */
  claim(teamId: string, signal: Signal, bytes: number): IngestClaim;
}

/** What a request has taken of its team's quota. */
export interface IngestClaim {
  /** Before the records are stored: counts them. When they are too many it throws, and the bytes are given back. */
  addRecords(records: number): void;
  /** They were not stored, so they do not count. */
  giveBack(): void;
}
