// Finds the changes of a service's version among the versions that were seen minute by minute. Pure.

/** A version in a minute. */
export interface SeenVersion {
  /** Seconds since the epoch. */
  readonly minute: number;
  readonly version: string;
  /** Its first span there, nanoseconds since the epoch; the start of the minute where that is not known. */
  readonly firstNs: bigint;
  readonly isExact: boolean;
}

/** What is known of a version in a quarter of an hour, minute by minute. */
export function minutesOfQuarter(row: {
  readonly quarter: number;
  readonly version: string;
  readonly minutes: number;
  readonly first: string;
}): SeenVersion[] {
  const found: SeenVersion[] = [];
  const first = BigInt(row.first);
  for (let index = 0; index < 15; index += 1) {
    if ((row.minutes & (1 << index)) === 0) continue;
    const minute = row.quarter + index * 60;
    const startNs = BigInt(minute) * 1_000_000_000n;
    // The first span of a quarter lies in the first of its minutes.
    const isExact = found.length === 0;
    found.push({ minute, version: row.version, firstNs: isExact ? first : startNs, isExact });
  }
  return found;
}

/** A change of version. */
export interface Deploy {
  readonly version: string;
  readonly previous: string | null;
  /** The first span seen of it, nanoseconds since the epoch. */
  readonly firstNs: bigint;
  /** Not: `firstNs` is the start of the minute in which it came. */
  readonly isExact: boolean;
}

/**
 * The changes in order. A version that was never seen before is a change, and so is one that comes back after the one that
 * replaced it was alone for at least one minute (a rollback). The first version is one only when
 * `isNew`: nothing was there before.
 */
export function deploysOf(seen: readonly SeenVersion[], isNew: boolean): Deploy[] {
  const minutes = [...new Set(seen.map(({ minute }) => minute))].sort((a, b) => a - b);
  const deploys: Deploy[] = [];
  /** The place in `minutes` where each version was seen last. */
  const lastSeen = new Map<string, number>();
  let current: string | null = null;
  for (const [place, minute] of minutes.entries()) {
    const here = seen
      .filter((each) => each.minute === minute)
      .sort((a, b) => (a.firstNs < b.firstNs ? -1 : a.firstNs > b.firstNs ? 1 : 0));
    for (const { version, firstNs, isExact } of here) {
      const last = lastSeen.get(version);
      const isBack = version !== current && last !== undefined && place - last > 1;
      if (last === undefined || isBack) {
        if (current !== null || isNew) deploys.push({ version, previous: current, firstNs, isExact });
        current = version;
      }
      lastSeen.set(version, place);
    }
  }
  return deploys;
}
