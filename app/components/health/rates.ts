// Rates between the samples of the last minutes. Pure.
import type { HealthSample } from '#app/lib/health/schema.ts';

type Sum = 'accepted' | 'bytes' | 'failed' | 'queries';

/** A second's worth of a sum between each two samples; one value less than there are samples. A sum never falls. */
export function ratesOf(samples: readonly HealthSample[], key: Sum): number[] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index];
    if (before === undefined || sample.atMs <= before.atMs) return 0;
    return Math.max(0, ((sample[key] - before[key]) * 1_000) / (sample.atMs - before.atMs));
  });
}
