// A deploy is found on the real engine, at its first span, wherever in a quarter of an hour it happens.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant } from '#app/lib/logs/testing.ts';
import { serviceRequest } from './schema.ts';
import { readService } from './service.server.ts';
import { insertSpans, type TestSpan } from './testing-spans.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T10:00:00Z');
const NOW = START + 30 * MINUTE;
/** Seconds into the quarter: each of its minutes, in turn at its start and at its end, where it has spans of both versions. */
const PHASES = Array.from({ length: 15 }, (_, minute) => minute * 60 + (minute % 2) * 59);
const deployMs = (phase: number) => START + phase * 1_000;

/** Three spans a second apart, every minute from twenty before the deploy to nine after it. */
function spansOf(phase: number): TestSpan[] {
  return Array.from({ length: 90 }, (_, index) => {
    const minute = Math.floor(index / 3) - 20;
    return {
      traceId: `${phase}-${index}`,
      spanId: `${phase}-${index}`,
      parentId: '',
      service: `phase-${phase}`,
      name: 'run',
      kind: 'Server',
      ms: deployMs(phase) + minute * MINUTE + (index % 3) * 1_000,
      duration: 1_000_000,
      isError: false,
      attributes: {},
      resource: { 'service.version': minute < 0 ? '1.0.0' : '1.1.0' },
      links: [],
    };
  });
}

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
  const spans = PHASES.flatMap(spansOf);
  for (let from = 0; from < spans.length; from += 600)
    await insertSpans(clickhouse, spans.slice(from, from + 600));
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const deploysOf = async (phase: number, from: number) =>
  (
    await readService(
      reader,
      testTenant,
      serviceRequest.parse({ service: `phase-${phase}`, from, to: deployMs(phase) + 10 * MINUTE }),
    )
  ).deploys;

test.each([
  ['of an hour and more', 60],
  ['that begins a minute before it', 1],
])('a deploy in every minute, in a range %s', async (_how, minutes) => {
  const found = [];
  for (const phase of PHASES) {
    const deploys = await deploysOf(phase, deployMs(phase) - minutes * MINUTE);
    // Where nothing was there before, the first version is one too.
    found.push([phase, deploys.filter(({ previous }) => previous !== null)]);
  }
  expect(found).toEqual(
    PHASES.map((phase) => [phase, [{ ms: deployMs(phase), version: '1.1.0', previous: '1.0.0' }]]),
  );
});
