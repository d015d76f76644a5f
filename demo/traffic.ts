// Time and seed in, telemetry out: the shop's traffic in slices of ten seconds, each on its own and always the same.
import { botRequest, shopRequest } from './flows.ts';
import { botLoad, load } from './load.ts';
import type { Piece } from './model.ts';
import { Pods } from './pods.ts';
import { Random } from './random.ts';

/** Length of a slice in microseconds; slice n begins at n times this. */
export const SLICE_US = 10_000_000;

/** The shop for one seed: makes the telemetry of any slice of time. */
export class Traffic {
  private readonly seed: number;
  private readonly pods: Pods;

  constructor(seed: number) {
    this.seed = seed;
    this.pods = new Pods(seed);
  }

  /**
   * The requests that begin in slice `index`, at `rate` shop requests per second on the day's average.
   * Depends on seed, index and rate alone; a request may end after its slice.
   */
  *slice(index: number, rate: number): Generator<Piece> {
    const start = index * SLICE_US;
    const rng = new Random(this.seed, index, 1);
    const seconds = SLICE_US / 1e6;
    const customers = rng.poisson(rate * seconds * load(this.seed, start));
    const bots = rng.poisson(rate * seconds * botLoad(start));
    for (let i = 0; i < customers + bots; i++) {
      const at = start + Math.floor(rng.float() * SLICE_US);
      yield i < customers ? shopRequest(rng, this.pods, at) : botRequest(rng, this.pods, at);
    }
  }
}
