// Finds the changes of a service's version among the versions that were seen minute by minute. Pure.

/** A version in a minute: seconds since the epoch, and its first span there, nanoseconds since the epoch. */
export interface SeenVersion {
  readonly minute: number;
  readonly version: string;
  readonly firstNs: bigint;
}

/** A change of version. */
export interface Deploy {
  readonly version: string;
  readonly previous: string | null;
  /** The first span seen of it, nanoseconds since the epoch. */
  readonly firstNs: bigint;
  /** The minute looked at before that, seconds since the epoch: it came after that. */
  readonly after: number | undefined;
}

/**
 * The changes in order. A version that was never seen before is a change, and so is one that comes back after the one that
 * replaced it was alone for at least one of the minutes looked at (a rollback). The first version is one only when
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
    for (const { version, firstNs } of here) {
      const last = lastSeen.get(version);
      const isBack = version !== current && last !== undefined && place - last > 1;
      if (last === undefined || isBack) {
        const after = place === 0 ? undefined : minutes[place - 1];
        if (current !== null || isNew) deploys.push({ version, previous: current, firstNs, after });
        current = version;
      }
      lastSeen.set(version, place);
    }
  }
  return deploys;
}
