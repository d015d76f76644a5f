// Trace search on a real engine against what the same spans say in memory: every order, every page, whatever the trees are.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { formatNanos } from '#app/lib/core/time.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import {
  createTestReader,
  migrateTestDatabase,
  type TestReader,
  testTenant as tenant,
} from '#app/lib/logs/testing.ts';
import { type TraceSummary, traceSearchRequest } from './schema.ts';
import { searchTraces } from './search.server.ts';
import {
  arbitrarySpans,
  clearSpans,
  type ExpectedTrace,
  expectedTraces,
  insertSpans,
  type TestSpan,
  testId,
} from './testing.ts';

const NOW = Date.now();
const END = BigInt(NOW) * 1_000_000n;
const DAY = 86_400_000;
/** A run walks through dozens of pages; a busy machine takes its time. */
const PATIENCE_MS = 300_000;
const RANGE = { fromNs: END - BigInt(DAY) * 1_000_000n, toNs: END };

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const search = (request: object) =>
  searchTraces(reader, tenant, traceSearchRequest.parse({ from: NOW - DAY, to: NOW, ...request }));

/** All pages; `between` runs after each of them. */
async function walk(request: object, between?: () => Promise<void>): Promise<TraceSummary[][]> {
  const pages: TraceSummary[][] = [];
  let cursor: string | undefined;
  do {
    const answer = await search({ ...request, cursor });
    pages.push(answer.traces);
    cursor = answer.nextCursor ?? undefined;
    await between?.();
  } while (cursor !== undefined);
  return pages;
}

const SORTS = {
  newest: ({ newestNs }: ExpectedTrace) => newestNs,
  slowest: ({ durationNs }: ExpectedTrace) => durationNs,
  spans: ({ spans }: ExpectedTrace) => BigInt(spans),
  errors: ({ errors }: ExpectedTrace) => BigInt(errors),
};
type Sort = keyof typeof SORTS;
const SEARCHES: readonly { query: string; matches: (span: TestSpan) => boolean }[] = [
  { query: '', matches: () => true },
  { query: 'service:cart', matches: ({ service }) => service === 'cart' },
  { query: 'status:error', matches: ({ status }) => status === 'Error' },
  { query: 'http.route:"/a"', matches: ({ attributes }) => attributes['http.route'] === '/a' },
  {
    query: 'duration:>=250ms kind:server',
    matches: (s) => s.durationNs >= 250_000_000n && s.kind === 'Server',
  },
  // Several conditions: the whole range is searched at once.
  {
    query: 'service:cart kind:server duration:<900ms',
    matches: ({ service, kind, durationNs }) =>
      service === 'cart' && kind === 'Server' && durationNs < 900_000_000n,
  },
  // And for what looks like an id.
  { query: `trace_id:${testId(3, 16)}`, matches: ({ traceId }) => traceId === testId(3, 16) },
];

/** A summary in the words of the reference. */
function shown(trace: TraceSummary) {
  const { traceId, startTime, durationNs, spanCount, errorCount, services, rootService, rootName, hasRoot } =
    trace;
  return {
    traceId,
    startTime,
    durationNs,
    spanCount,
    errorCount,
    services: Object.fromEntries(services.map(({ name, spans }) => [name, spans])),
    root: { service: rootService, name: rootName, isRoot: hasRoot },
  };
}

function expected({ traceId, startNs, durationNs, spans, errors, services, root }: ExpectedTrace) {
  return {
    traceId,
    startTime: formatNanos(startNs),
    durationNs: Number(durationNs),
    spanCount: spans,
    errorCount: errors,
    services,
    root,
  };
}

/** Both in the order of ids. */
function sameTraces(found: readonly TraceSummary[], wanted: readonly ExpectedTrace[]): void {
  const byId = (a: { traceId: string }, b: { traceId: string }) => (a.traceId < b.traceId ? -1 : 1);
  expect(found.map(shown).sort(byId)).toEqual(wanted.map(expected).sort(byId));
}

describe('all pages of a search hold each trace once, in order', () => {
  test.each(Object.keys(SORTS) as Sort[])(
    '%s',
    async (sort) => {
      await fc.assert(
        fc.asyncProperty(
          arbitrarySpans(END),
          fc.constantFrom(...SEARCHES),
          fc.integer({ min: 2, max: 9 }),
          fc.constantFrom(
            {},
            { minDuration: '250ms' },
            { maxDuration: 5_000 },
            { minDuration: '1us', maxDuration: '400s' },
          ),
          async (spans, { query, matches }, limit, bounds) => {
            await clearSpans(clickhouse);
            // In two inserts, as late spans come: traces are then in several rows of the summaries.
            await insertSpans(
              clickhouse,
              spans.filter((_, index) => index % 3 > 0),
            );
            await insertSpans(
              clickhouse,
              spans.filter((_, index) => index % 3 === 0),
            );
            reader.forget();
            const wanted = expectedTraces(spans, RANGE, matches).filter(
              ({ durationNs }) =>
                (!('minDuration' in bounds) ||
                  durationNs >= (bounds.minDuration === '1us' ? 1_000n : 250_000_000n)) &&
                (!('maxDuration' in bounds) ||
                  durationNs <= (bounds.maxDuration === 5_000 ? 5_000_000_000n : 400_000_000_000n)),
            );
            const pages = await walk({ query, sort, limit, ...bounds });
            sameTraces(pages.flat(), wanted);
            const matched = new Map(wanted.map((trace) => [trace.traceId, trace.matched]));
            for (const trace of pages.flat())
              if (trace.matched !== null) expect(trace.matched).toBe(matched.get(trace.traceId));
            const measures = new Map(wanted.map((trace) => [trace.traceId, SORTS[sort](trace)]));
            const order = pages.flat().map(({ traceId }) => measures.get(traceId) ?? -1n);
            expect(order).toEqual(order.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
            for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
          },
        ),
        { numRuns: 8 },
      );
    },
    PATIENCE_MS,
  );
});
