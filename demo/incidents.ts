// The named incidents: each happens every day at the same UTC time, so that any 24 hours hold all of them.

export const MINUTE_US = 60_000_000;
export const DAY_US = 86_400_000_000;

/** A named incident and its daily window, in minutes of the UTC day, end excluded. */
export interface Incident {
  readonly name: 'checkout-outage' | 'slow-database' | 'noisy-deploy' | 'memory-leak' | 'bot-traffic';
  readonly from: number;
  readonly to: number;
  /** What went wrong, in a sentence. */
  readonly story: string;
  /** A log search whose rows are all of it. */
  readonly search: string;
}

export type IncidentName = Incident['name'];

/** A minute of the UTC day. */
export function at(hour: number, minute: number): number {
  return hour * 60 + minute;
}

export const INCIDENTS: readonly Incident[] = [
  {
    name: 'memory-leak',
    from: at(1, 0),
    to: at(5, 0),
    story:
      'email keeps every rendered template since its nightly deploy; its memory climbs until the kernel kills it, four times, until the 05:00 deploy.',
    search: 'OOMKilled email',
  },
  {
    name: 'checkout-outage',
    from: at(9, 40),
    to: at(10, 5),
    story:
      'payment is deployed at 09:38 with a wrong provider address; charges time out after 3 s, checkout answers 503, the roll-back at 10:05 ends it.',
    search: '"PaymentUnavailable: charge for order"',
  },
  {
    name: 'slow-database',
    from: at(14, 10),
    to: at(14, 50),
    story:
      'a migration of inventory (deployed 14:08) drops the index on stock_items(product_id); inventory and product-catalog queries take seconds.',
    search: '"slow query on stock_items"',
  },
  {
    name: 'noisy-deploy',
    from: at(17, 0),
    to: at(17, 45),
    story: 'recommendation is deployed at 17:00 with a fallback that warns for every candidate it looks at.',
    search: '"feature vector missing"',
  },
  {
    name: 'bot-traffic',
    from: at(20, 30),
    to: at(21, 15),
    story:
      'one network (AS64496) scrapes the product pages with one user agent; the gateway starts to refuse with 429.',
    search: 'PriceHarvester',
  },
];

const byName = new Map(INCIDENTS.map((incident) => [incident.name, incident]));

/** The incident of this name. */
export function incident(name: IncidentName): Incident {
  return byName.get(name) as Incident;
}

/** A table of the incidents for the terminal, with the last window of each before `us`. */
export function describeIncidents(us: number): string {
  const time = (at: number) => new Date(at / 1000).toISOString().slice(0, 16).replace('T', ' ');
  return INCIDENTS.map(({ name, story, search }) => {
    const [from, to] = lastWindow(name, us);
    return `${name}   ${time(from)} to ${time(to).slice(11)} UTC\n  ${story}\n  search: ${search}`;
  }).join('\n\n');
}

/** Microseconds since the UTC midnight before. */
export function timeOfDay(us: number): number {
  return us % DAY_US;
}

/** Whether the incident is on at this time. */
export function isActive(name: IncidentName, us: number): boolean {
  const { from, to } = incident(name);
  const minute = timeOfDay(us) / MINUTE_US;
  return minute >= from && minute < to;
}

/** The last window of the incident that began before `us`, as [from, to) in microseconds. */
export function lastWindow(name: IncidentName, us: number): readonly [from: number, to: number] {
  const { from, to } = incident(name);
  const midnight = us - timeOfDay(us);
  const start = midnight + from * MINUTE_US;
  const shift = start <= us ? 0 : DAY_US;
  return [start - shift, midnight + to * MINUTE_US - shift];
}
