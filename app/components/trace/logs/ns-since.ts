// Points in time against the base of a trace. Pure.

/** Nanoseconds from `baseNs` (epoch nanoseconds) to a timestamp of RFC 3339 with up to nine decimals. */
export function nsSince(baseNs: bigint, timestamp: string): number {
  const ms = Date.parse(`${timestamp.slice(0, 19)}Z`);
  const decimals = (/\.(\d{1,9})/.exec(timestamp)?.[1] ?? '').padEnd(9, '0');
  return Number(BigInt(ms) * 1_000_000n + BigInt(decimals) - baseNs);
}
