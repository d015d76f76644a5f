// Time and seed in, telemetry out: the shop's traffic in slices of ten seconds, each on its own and always the same.
import { botLoad, load } from './load.ts';
import { EXPORT_US, exportMetrics } from './metrics/export.ts';
import { LoadIntegral } from './metrics/integral.ts';
import { KIND, type Piece, type Span } from './model.ts';
import { Pods } from './pods.ts';
import { Random, weighted } from './random.ts';
import { backgroundEvent, podStart } from './requests/background.ts';
import { botRequest, shopRequest } from './requests/flows.ts';

/** Length of a slice in microseconds; slice n begins at n times this. */
export const SLICE_US = 10_000_000;

/** Background events for each shop request. */
const BACKGROUND_SHARE = 0.4;
/** Records for each shop request, its share of background events and the scraper's visits included. */
const RECORDS_SHARE = { logs: 6.2, traces: 11.3 } as const;

type EventKind = 'shop' | 'bot' | 'background';

/** The shop for one seed: makes the telemetry of any slice of time. */
export class Traffic {
  private readonly seed: number;
  private readonly pods: Pods;
  private readonly integral: LoadIntegral;

  constructor(seed: number) {
    this.seed = seed;
    this.pods = new Pods(seed);
    this.integral = new LoadIntegral(seed);
  }

  /** The rate at which there are about `records` logs or spans (or both) between two times. */
  rateFor(records: number, signals: ReadonlySet<string>, fromUs: number, toUs: number): number {
    const each =
      (signals.has('logs') ? RECORDS_SHARE.logs : 0) + (signals.has('traces') ? RECORDS_SHARE.traces : 0);
    return records / (each * this.integral.between('all', fromUs, toUs));
  }

  /**
   * What begins in slice `index`, at `rate` shop requests per second on the day's average: requests, background events,
   * process starts, and the metric exports that are due. Depends on seed, index and rate alone. A request may end after
   * its slice; its piece says when.
   */
  *slice(index: number, rate: number): Generator<Piece> {
    const endUs = (index + 1) * SLICE_US;
    const exporting = endUs % EXPORT_US === 0;
    const spans: Span[] = [];
    for (const piece of this.events(index, rate)) {
      yield piece;
      if (exporting) for (const span of piece.spans) if (span.kind === KIND.server) spans.push(span);
    }
    if (exporting)
      yield* exportMetrics({ seed: this.seed, rate, pods: this.pods, integral: this.integral }, endUs, spans);
  }

  /** The part of a slice that has spans and logs. */
  private *events(index: number, rate: number): Generator<Piece> {
    const start = index * SLICE_US;
    const seconds = SLICE_US / 1e6;
    const rng = new Random(this.seed, index, 1);
    const customers = rng.poisson(rate * seconds * load(this.seed, start));
    const bots = rng.poisson(rate * seconds * botLoad(start));
    const background = rng.poisson(rate * BACKGROUND_SHARE * seconds);
    yield* this.starts(rng, start);
    for (let i = 0; i < customers + bots + background; i++) {
      yield this.event(
        rng,
        start,
        SLICE_US,
        i < customers ? 'shop' : i < customers + bots ? 'bot' : 'background',
      );
    }
  }

  /**
   * Requests and background events of slice `index` in the usual mix, for as long as the caller wants more: for a
   * given number of records instead of a rate. They begin between `fromUs` and `toUs`.
   */
  *endless(index: number, fromUs: number, toUs: number): Generator<Piece> {
    const start = index * SLICE_US;
    const from = Math.max(start, fromUs);
    const length = Math.min(start + SLICE_US, toUs) - from;
    const rng = new Random(this.seed, index, 2);
    const shop = load(this.seed, start);
    const kind = weighted<EventKind>([
      ['shop', shop],
      ['bot', botLoad(start)],
      ['background', shop * BACKGROUND_SHARE],
    ]);
    while (true) yield this.event(rng, from, length, kind(rng));
  }

  private *starts(rng: Random, start: number): Generator<Piece> {
    for (const pod of this.pods.all(start + SLICE_US - 1))
      if (pod.startUs >= start) yield podStart(rng, this.pods, pod);
  }

  private event(rng: Random, from: number, length: number, kind: EventKind): Piece {
    const at = from + Math.floor(rng.float() * length);
    if (kind === 'shop') return shopRequest(rng, this.pods, at);
    return kind === 'bot' ? botRequest(rng, this.pods, at) : backgroundEvent(rng, this.pods, at);
  }
}
