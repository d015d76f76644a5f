// How many requests there were between two times, in closed form: cumulative metrics need no state and never run backwards.
import { DAY_US, INCIDENTS, type IncidentName, MINUTE_US } from '../incidents.ts';
import { botLoad, load } from '../load.ts';
import { noise } from '../random.ts';

const MINUTES = 1440;
const KEPT_DAYS = 120;

/** All customers' requests, those during an incident, or the scraper's. */
export type Curve = 'all' | 'bots' | IncidentName;

const CURVES: readonly Curve[] = ['all', 'bots', ...INCIDENTS.map((incident) => incident.name)];

/** The integral of the load over time, for one seed. */
export class LoadIntegral {
  private readonly seed: number;
  private readonly days = new Map<number, Readonly<Record<Curve, Float64Array>>>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Seconds times load from `fromUs` to `toUs`; times the rate it is a number of requests. Grows with `toUs`. */
  between(curve: Curve, fromUs: number, toUs: number): number {
    if (toUs <= fromUs) return 0;
    const first = Math.floor(fromUs / DAY_US);
    const last = Math.floor(toUs / DAY_US);
    let sum = this.until(curve, last, toUs) - this.until(curve, first, fromUs);
    for (let day = first; day < last; day++) sum += this.day(day)[curve][MINUTES] as number;
    return sum;
  }

  /** From the day's midnight to `us`. */
  private until(curve: Curve, day: number, us: number): number {
    const table = this.day(day)[curve];
    const position = (us - day * DAY_US) / MINUTE_US;
    const minute = Math.floor(position);
    const before = table[minute] as number;
    return before + ((table[minute + 1] as number) - before) * (position - minute);
  }

  /** Sums up to each minute of a day. */
  private day(day: number): Readonly<Record<Curve, Float64Array>> {
    const known = this.days.get(day);
    if (known) return known;
    const tables = Object.fromEntries(
      CURVES.map((curve) => [curve, new Float64Array(MINUTES + 1)]),
    ) as Record<Curve, Float64Array>;
    for (let minute = 0; minute < MINUTES; minute++) {
      const us = day * DAY_US + minute * MINUTE_US;
      const jitter = 0.92 + 0.16 * noise(this.seed, day, minute);
      const all = 60 * load(this.seed, us) * jitter;
      for (const curve of CURVES)
        (tables[curve] as Float64Array)[minute + 1] = tables[curve][minute] as number;
      tables.all[minute + 1] = (tables.all[minute + 1] as number) + all;
      tables.bots[minute + 1] = (tables.bots[minute + 1] as number) + 60 * botLoad(us) * jitter;
      for (const { name, from, to } of INCIDENTS) {
        if (minute >= from && minute < to)
          tables[name][minute + 1] = (tables[name][minute + 1] as number) + all;
      }
    }
    if (this.days.size >= KEPT_DAYS) this.days.clear();
    this.days.set(day, tables);
    return tables;
  }
}
