// The version of a bucket's count: later ones are greater, and two Maples never make the same. Pure.

/** Versions of one millisecond. */
const PER_MS = 2n ** 20n;

/** A version made at `nowMs`, greater than `last`. `random`: from 0 to below 1. */
export function nextVersion(nowMs: number, last: bigint, random: number): bigint {
  const chance = BigInt(Math.floor(random * Number(PER_MS)));
  const byClock = BigInt(nowMs) * PER_MS + chance;
  // A clock that was set back must not make a new count look old.
  return byClock > last ? byClock : last + 1n + chance;
}

/** When a version was made, milliseconds since the epoch. */
export function versionMs(version: bigint): number {
  return Number(version / PER_MS);
}
