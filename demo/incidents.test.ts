// Each named incident shows inside its window and not outside.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SearchNode } from '#app/lib/search/ast.ts';
import { parseSearch } from '#app/lib/search/parse.ts';
import { describeIncidents, INCIDENTS, isActive, lastWindow } from './incidents.ts';
import { type LogRecord, STATUS } from './model.ts';
import { bodyOf, clock, type Gathered, gather, serviceOf } from './testing.ts';

const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');

function share<T>(list: readonly T[], test: (item: T) => boolean): number {
  return list.length === 0 ? 0 : list.filter(test).length / list.length;
}

const seconds = (span: { startUs: number; endUs: number }) => (span.endUs - span.startUs) / 1e6;

/** The figure that tells an incident from ordinary time. */
const SIGNS: Record<string, (all: Gathered) => number> = {
  'checkout-outage': ({ spans }) =>
    share(
      spans.filter((span) => span.name === 'POST /api/checkout'),
      (span) => span.statusCode === STATUS.error,
    ),
  'slow-database': ({ spans }) =>
    share(
      spans.filter((span) => span.name.endsWith('InventoryService/GetStock')),
      (span) => seconds(span) > 0.5,
    ),
  'noisy-deploy': ({ logs }) =>
    share(
      logs,
      (log) => serviceOf(log) === 'recommendation' && bodyOf(log).startsWith('feature vector missing'),
    ),
  'memory-leak': ({ points }) =>
    share(
      points.filter((point) => point.name === 'process.memory.usage' && serviceOf(point) === 'email'),
      (point) => point.type === 'sum' && point.value > 250e6,
    ),
  'bot-traffic': ({ spans }) =>
    share(
      spans.filter((span) => span.parentSpanId === ''),
      (span) => span.attributes['client.as.number'] === 64_496,
    ),
};

test.each(INCIDENTS.map((incident) => [incident.name, incident] as const))(
  '%s is plain to see in its window only',
  (name, incident) => {
    const sign = SIGNS[name] as (all: Gathered) => number;
    const options = name === 'memory-leak' ? { rate: 0.1 } : { rate: 9, stride: 3 };
    // Late in the window: a leak takes time to show.
    const end = clock(0, name === 'memory-leak' ? 110 : incident.to);
    expect(sign(gather(end - 300e6, end, options))).toBeGreaterThan(0.25);
    expect(
      sign(gather(clock(0, incident.from) - 900e6, clock(0, incident.from) - 600e6, options)),
    ).toBeLessThan(0.02);
    expect(sign(gather(clock(0, incident.to) + 60e6, clock(0, incident.to) + 360e6, options))).toBeLessThan(
      0.02,
    );
  },
);

/** Whether the body holds the words and phrases of a search, as ClickHouse would say. */
function has(log: LogRecord, node: SearchNode): boolean {
  if (node.kind === 'and') return node.terms.every((term) => has(log, term));
  if (node.kind !== 'text' || (node.match.kind !== 'word' && node.match.kind !== 'substring'))
    throw new Error('The searches of incidents are words and phrases.');
  const body = bodyOf(log).toLowerCase();
  const text = node.match.value.toLowerCase();
  return node.match.kind === 'substring' ? body.includes(text) : body.split(/[^a-z0-9]+/).includes(text);
}

test.each(INCIDENTS.map((incident) => [incident.name, incident.search, incident] as const))(
  '%s is found by %s',
  (_, search, incident) => {
    const { tree, diagnostics } = parseSearch(search);
    expect(diagnostics).toEqual([]);
    const hits = (fromUs: number, toUs: number) =>
      gather(fromUs, toUs, { rate: 3 }).logs.filter((log) => has(log, tree)).length;
    // The first kill of the leak comes 50 minutes after it begins.
    const start = clock(0, incident.from + (incident.name === 'memory-leak' ? 49 : 0));
    expect(hits(start, start + 150e6)).toBeGreaterThan(0);
    expect(hits(clock(0, incident.from) - 150e6, clock(0, incident.from))).toBe(0);
    expect(readme).toContain(search);
    expect(describeIncidents(clock(23))).toContain(search);
  },
);

test('a deploy precedes the checkout outage: the failing charges come from the new version', () => {
  const { spans, logs } = gather(clock(9, 36), clock(10, 8), { rate: 4, stride: 3 });
  const charges = spans.filter((span) => span.name.endsWith('PaymentService/Charge') && span.kind === 2);
  const version = (span: (typeof charges)[number]) =>
    String(span.resource.attributes['service.version']).split('.')[2];
  const failed = charges.filter((span) => span.statusCode === STATUS.error);
  expect(failed.length).toBeGreaterThan(10);
  expect(new Set(failed.map(version))).toEqual(new Set(['1']));
  expect(new Set(charges.map(version))).toEqual(new Set(['0', '1']));
  expect(logs.some((log) => bodyOf(log).includes('api-eu2.paywell.example'))).toBe(true);
});

test('the leak ends in kills and restarts', () => {
  const logs = [110, 160, 210, 260].flatMap(
    (minute) => gather(clock(0, minute), clock(0, minute + 1), { rate: 0.1 }).logs,
  );
  const kills = logs.filter((log) => serviceOf(log) === 'email' && bodyOf(log).includes('OOMKilled'));
  expect(kills).toHaveLength(8);
  expect(kills.every((log) => log.severityNumber === 21)).toBe(true);
});

test('the last window of an incident is today once it began, else yesterday', () => {
  expect(lastWindow('checkout-outage', clock(9, 40))).toEqual([clock(9, 40), clock(10, 5)]);
  expect(lastWindow('checkout-outage', clock(9, 39))).toEqual([
    clock(9, 40) - 86_400e6,
    clock(10, 5) - 86_400e6,
  ]);
  expect(isActive('checkout-outage', clock(10, 5))).toBe(false);
});
