// The decoder against the bytes of the real engine, whatever it is told about low cardinality and the size of blocks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { SPAN_WIRE } from '#app/lib/traces/wire.ts';
import type { SpanColumns } from './columns.ts';
import { SpanDecoder } from './native-decode.ts';

const SPANS = 150_000;
const NAMES = 300;
/** Columns of the wire from a number, each of its type. */
const EXPRESSIONS: Record<(typeof SPAN_WIRE)[number]['name'], string> = {
  start: '1700000000000000000 + (number * 7919) % 1000003 * 1000',
  duration: 'number * 3',
  id: 'cityHash64(number)',
  parentId: 'if(number = 0, 0, cityHash64(intDiv(number, 10)))',
  oddId: `if(number % 1000 = 1, 'odd ' || toString(number), '')`,
  service: `'service ' || toString(number % 3)`,
  name: `'GET /' || toString(number % ${NAMES})`,
  kind: 'number % 6',
  status: 'number % 3',
  events: 'number % 65536',
  exceptions: '0',
  links: '1',
};

const test: { engine?: Awaited<ReturnType<typeof startTestEngine>> } = {};
beforeAll(async () => {
  test.engine = await startTestEngine();
});
afterAll(async () => {
  await test.engine?.stop();
});

async function load(settings: string, count = SPANS): Promise<SpanColumns> {
  const columns = SPAN_WIRE.map(({ name, type }) => `CAST(${EXPRESSIONS[name]}, '${type}') AS ${name}`);
  const body = `SELECT ${columns.join(', ')} FROM numbers(${count}) FORMAT Native SETTINGS ${settings}`;
  const response = await fetch(test.engine?.url ?? '', { method: 'POST', body });
  expect(response.status).toBe(200);
  const decoder = new SpanDecoder('abc', count);
  for await (const chunk of response.body ?? []) decoder.push(chunk);
  return decoder.finish();
}

describe('SpanDecoder on the engine', () => {
  it.each([
    'max_block_size = 65409',
    'max_block_size = 1000',
    'max_block_size = 1000000',
    'low_cardinality_allow_in_native_format = 0',
    'low_cardinality_max_dictionary_size = 10, low_cardinality_use_single_dictionary_for_part = 1',
  ])('reads every span with %s', async (settings) => {
    const columns = await load(settings);
    expect(columns.count).toBe(SPANS);
    expect(columns.baseNs).toBe(1_700_000_000_000_000_000n);
    expect([...columns.services].sort()).toEqual(['service 0', 'service 1', 'service 2']);
    expect(new Set(columns.names).size).toBe(NAMES);
    expect(columns.oddIds.size).toBe(SPANS / 1000);
    const byDuration = new Map(columns.duration.entries().map(([span, duration]) => [duration / 3, span]));
    for (let number = 0; number < SPANS; number++) {
      const span = byDuration.get(number) ?? -1;
      const found = [
        columns.start[span],
        columns.services[columns.service[span] ?? -1],
        columns.names[columns.name[span] ?? -1],
        columns.oddIds.get(span) ?? '',
        columns.kind[span],
        columns.status[span],
        columns.events[span],
        columns.exceptions[span],
        columns.links[span],
      ];
      const wanted = [
        ((number * 7919) % 1_000_003) * 1000,
        `service ${number % 3}`,
        `GET /${number % NAMES}`,
        number % 1000 === 1 ? `odd ${number}` : '',
        number % 6,
        number % 3,
        number % 65_536,
        0,
        1,
      ];
      // One comparison per span would take longer than the engine does.
      if (found.join() !== wanted.join()) expect(found).toEqual(wanted);
    }
    const parents = new Set(columns.parentId);
    const ids = new Set(columns.id);
    expect(ids.size).toBe(SPANS);
    expect(parents.difference(ids)).toEqual(new Set([0n]));
  });

  it('reads nothing from an answer without rows', async () => {
    expect((await load('max_block_size = 1000', 0)).count).toBe(0);
  });
});
