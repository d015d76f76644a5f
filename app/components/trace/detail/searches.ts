// The searches that one goes on to from a span: spans like it, and logs around it. Pure.
import { addFilter } from '#app/lib/search/edit.ts';
import type { SpanDetail } from '#app/lib/traces/schema.ts';

/** A range as the URL has it. */
interface RangeText {
  readonly from: string;
  readonly to: string;
}

const MINUTE_MS = 60_000;
const AROUND_MS = 5 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The last hour where the time lies well within it, so that it goes on with the clock; else half an hour on both sides. */
export function searchRange(ms: number, nowMs: number): RangeText {
  const age = nowMs - ms;
  if (age >= 0 && age < HOUR_MS - AROUND_MS) return { from: 'now-1h', to: 'now' };
  return rangeAround(ms, ms, HOUR_MS / 2);
}

/** From so long before the first time until so long after the last, five minutes unless given. All are epoch milliseconds. */
export function rangeAround(fromMs: number, toMs: number, aroundMs = AROUND_MS): RangeText {
  return { from: isoTime(Math.floor(fromMs - aroundMs)), to: isoTime(Math.ceil(toMs + aroundMs)) };
}

/** Times that a date cannot have become the nearest that it can. */
function isoTime(ms: number): string {
  return new Date(Math.max(0, Math.min(ms, 253_402_300_799_000))).toISOString();
}

/** A search text for several fields, each with its one value; those without a value are left out. */
export function searchFor(filters: readonly (readonly [field: string, value: string | undefined])[]): string {
  return filters.reduce((text, [field, value]) => (value ? addFilter(text, { field, value }) : text), '');
}

/** Spans of the same operation. */
export function similarSpans({ service, name, kind }: Pick<SpanDetail, 'service' | 'name' | 'kind'>): string {
  return searchFor([
    ['service', service],
    ['name', name],
    ['kind', kind === 'Unspecified' ? undefined : kind],
  ]);
}

interface Place {
  readonly label: string;
  readonly field: string;
  readonly value: string;
}

/** Of each kind the first that is there. */
const PLACES = [
  [
    ['pod', 'k8s.pod.name'],
    ['container', 'container.id'],
  ],
  [
    ['host', 'host.name'],
    ['node', 'k8s.node.name'],
  ],
] as const;

/** Where the span ran, as its resource says: what it ran in, and on which machine. */
export function placesOf(resource: Readonly<Record<string, string>>): readonly Place[] {
  return PLACES.flatMap((kind) =>
    kind
      .flatMap(([label, field]) => {
        const value = resource[field];
        return value ? [{ label, field, value }] : [];
      })
      .slice(0, 1),
  );
}
