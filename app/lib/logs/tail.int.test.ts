// Live tail on the real engine: every row once, whatever order it arrives in, for one poll however many listen.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import type { Inserter } from '#app/lib/clickhouse/inserter.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, param, raw, render, sql } from '#app/lib/sql/sql.ts';
import { type LogRow, logTailRequest } from './schema.ts';
import { createTails, type Tails } from './tail.server.ts';
import { type Arrivals, createArrivals } from './tail-arrivals.server.ts';
import { createTestReader, migrateTestDatabase, testTenant as ours, type TestReader } from './testing.ts';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
let sources: TestReader['sources'];
let arrivals: Arrivals;
let tails: Tails;
/** Statements that the engine was asked. */
let statements = 0;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({
    url: engine.url,
    user: 'default',
    password: '',
    onQuery: ({ kind }) => {
      if (kind === 'query') statements += 1;
    },
  });
  await migrateTestDatabase(clickhouse);
  ({ sources } = createTestReader(clickhouse, { now: Date.now }));
});

beforeEach(() => {
  tails?.stop();
  arrivals = createArrivals();
  tails = createTails({ sources, arrivals, sweepMs: 500 });
});

afterAll(async () => {
  tails?.stop();
  await clickhouse?.close();
  await engine?.stop();
});

interface Received {
  readonly rows: LogRow[];
  readonly errors: { code: string }[];
  dropped: number;
  isEnded: boolean;
  close(): void;
}

/** Reads a stream in the background, at once or only when `gate` opens. */
async function listen(
  query = '',
  { source = 'logs', gate = Promise.resolve(), lastEventId = '' } = {},
): Promise<Received> {
  const body = await tails.open(ours, logTailRequest.parse({ query, source }), { lastEventId });
  const reader = body.getReader();
  const received: Received = {
    rows: [],
    errors: [],
    dropped: 0,
    isEnded: false,
    close: () => void reader.cancel(),
  };
  const decoder = new TextDecoder();
  void (async () => {
    let text = '';
    await gate;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        if (event.includes('event: log')) received.rows.push(JSON.parse(data));
        else if (event.includes('event: dropped')) received.dropped += JSON.parse(data).dropped;
        else if (event.includes('event: error')) received.errors.push(JSON.parse(data));
      }
    }
    received.isEnded = true;
  })();
  return received;
}

/** Rows by another program, straight into ClickHouse; `at` is the time on the records. */
async function insert(
  bodies: readonly string[],
  { at = 'now64(9)', table = 'otel_logs' } = {},
): Promise<void> {
  await clickhouse.command(
    sql`INSERT INTO ${ident('otel', table)} (Timestamp, ServiceName, SeverityNumber, Body)
      SELECT ${raw(at)}, 'shop', 9, arrayJoin(${param('Array(String)', bodies)})`,
  );
}

/** The same by this process, as the receiver does it. */
async function store(bodies: readonly string[], options?: { at?: string }): Promise<void> {
  const inserter: Inserter = {
    insert: () => insert(bodies, options),
    stats: {} as never,
    stop: async () => {},
  };
  await arrivals.watch(inserter).insert('otel', [{ table: 'otel_logs', block: {} as never }]);
}

const bodiesOf = ({ rows }: Received) => rows.map(({ body }) => body);
const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index}`);

async function settled(received: Received, count: number): Promise<void> {
  await vi.waitFor(() => expect(received.rows.length + received.dropped).toBeGreaterThanOrEqual(count), {
    timeout: 20_000,
    interval: 20,
  });
  // What would come twice comes with the next looks, of which one may be under way already.
  const before = statements;
  await vi.waitFor(() => expect(statements).toBeGreaterThanOrEqual(before + 3), { timeout: 20_000 });
}

describe('rows', () => {
  test('that this process stores come once, those from before not at all', async () => {
    await store(['too early']);
    const received = await listen();
    await store(['first']);
    await store(['second', 'third']);
    await settled(received, 3);
    expect(bodiesOf(received).toSorted()).toEqual(['first', 'second', 'third']);
    expect(received.rows[0]).toMatchObject({ service: 'shop', severityNumber: 9, body: 'first' });
    received.close();
  });

  test('that others store come too, late and future timestamps included', async () => {
    const received = await listen();
    await insert(['yesterday'], { at: 'now64(9) - INTERVAL 1 DAY' });
    await insert(['tomorrow'], { at: 'now64(9) + INTERVAL 20 HOUR' });
    await insert(['long ago'], { at: 'now64(9) - INTERVAL 300 DAY' });
    await settled(received, 3);
    expect(bodiesOf(received).toSorted()).toEqual(['long ago', 'tomorrow', 'yesterday']);
    received.close();
  });

  test('come by the search language', async () => {
    const received = await listen('"connection refused"');
    await store(['Connection refused by 10.0.0.1', 'connection accepted', 'all fine']);
    await settled(received, 1);
    expect(bodiesOf(received)).toEqual(['Connection refused by 10.0.0.1']);
    received.close();
  });

  test('of many inserts at once come exactly once each', async () => {
    const received = await listen('burst');
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 12; round += 1) {
        const bodies = many(`burst ${writer} ${round}`, 20);
        await (writer % 2 === 0 ? store(bodies) : insert(bodies));
      }
    });
    await Promise.all(writers);
    await settled(received, 8 * 12 * 20);
    expect(received.dropped).toBe(0);
    expect(received.rows).toHaveLength(8 * 12 * 20);
    expect(new Set(bodiesOf(received)).size).toBe(8 * 12 * 20);
    received.close();
  });

  test('that become visible after later ones, and long after their arrival, come', async () => {
    const received = await listen('visible');
    // The id is given when the insert begins; the row is there when its slow insert ends.
    const slow = store(['visible late'], { at: 'now64(9) + sleepEachRow(2.5)' });
    await store(['visible soon']);
    await slow;
    await settled(received, 2);
    expect(bodiesOf(received)).toEqual(['visible soon', 'visible late']);
    received.close();
  });

  test('of a table without an id of its own come once, by their time', async () => {
    await clickhouse.command(
      sql`INSERT INTO otel.otel_traces (Timestamp, SpanName, TraceId) VALUES (now64(9), 'old span', 'a')`,
    );
    const received = await listen('span', { source: 'traces' });
    await clickhouse.command(
      sql`INSERT INTO otel.otel_traces (Timestamp, SpanName, TraceId) VALUES (now64(9), 'new span', 'b')`,
    );
    await clickhouse.command(
      sql`INSERT INTO otel.otel_traces (Timestamp, SpanName, TraceId) VALUES (now64(9) - 5, 'late span', 'c')`,
    );
    await settled(received, 2);
    expect(bodiesOf(received).toSorted()).toEqual(['late span', 'new span']);
    received.close();
  });
});

describe('too much', () => {
  test('at once is counted, and the newest are shown', async () => {
    const received = await listen('flood');
    await clickhouse.command(
      sql`INSERT INTO otel.otel_logs (Timestamp, Body) SELECT now64(9), concat('flood ', toString(number)) FROM numbers(250000)`,
    );
    await settled(received, 250_000);
    expect(received.rows.length).toBeGreaterThanOrEqual(2_000);
    expect(received.rows.length + received.dropped).toBe(250_000);
    expect(new Set(received.rows.map(({ id }) => id)).size).toBe(received.rows.length);
    received.close();
  });

  test('for a slow reader is dropped and counted, for others not', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = await listen('steady', { gate: gate.promise });
    const quick = await listen('steady');
    for (let round = 0; round < 6; round += 1) {
      await store(many(`steady ${round}`, 1_000));
      await vi.waitFor(() => expect(quick.rows).toHaveLength((round + 1) * 1_000), { timeout: 10_000 });
    }
    await settled(quick, 6_000);
    expect(quick.rows).toHaveLength(6_000);
    gate.resolve();
    await settled(slow, 6_000);
    expect(slow.rows.length).toBeLessThanOrEqual(2_000);
    expect(slow.rows.length + slow.dropped).toBe(6_000);
    slow.close();
    quick.close();
  });

  test('of streams and of searches is refused', async () => {
    const few = createTails({ sources, arrivals, mostStreams: 3, mostSearches: 2 });
    const open = (query: string) => few.open(ours, logTailRequest.parse({ query }));
    const first = await open('a');
    await open('b');
    await expect(open('c')).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 10 });
    await open('a');
    await expect(open('a')).rejects.toMatchObject({ code: 'rate_limited' });
    await first.cancel();
    await open('a');
    few.stop();
  });
});

describe('the poll', () => {
  async function statementsPerSecond(): Promise<number> {
    const before = statements;
    await sleep(4_000);
    return (statements - before) / 4;
  }

  test('is one for a hundred listeners, and none when all have left', async () => {
    const one = await listen('shared');
    const alone = await statementsPerSecond();
    const others = await Promise.all(Array.from({ length: 99 }, () => listen('shared')));
    const together = await statementsPerSecond();
    expect(alone).toBeGreaterThan(0);
    expect(together).toBeLessThanOrEqual(alone * 1.5);
    await store(['shared by all']);
    for (const received of [one, ...others])
      await vi.waitFor(() => expect(bodiesOf(received)).toEqual(['shared by all']), { timeout: 5_000 });
    for (const received of [one, ...others]) received.close();
    await sleep(300);
    expect(await statementsPerSecond()).toBe(0);
  });

  test('looks at once when this process has stored rows, whenever it would look by itself', async () => {
    tails.stop();
    tails = createTails({ sources, arrivals, sweepMs: 600_000 });
    const received = await listen('prompt');
    for (let round = 0; round < 5; round += 1) {
      await store([`prompt ${round}`]);
      await vi.waitFor(() => expect(bodiesOf(received)).toContain(`prompt ${round}`), { timeout: 5_000 });
    }
    received.close();
  });

  test('tells of a mistake in the search before there is a stream', async () => {
    await expect(listen('"open')).rejects.toMatchObject({ code: 'bad_request', position: { from: 0 } });
    await expect(listen('', { source: 'nothing' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(listen('fine')).resolves.toBeDefined();
  });

  test('owes the rows that it found and could not read', async () => {
    let failures = 0;
    const failing: typeof sources = {
      ...sources,
      async open(...wanted) {
        const opened = await sources.open(...wanted);
        const query: ClickHouse['query'] = (statement, options) => {
          const isRead = / IN \{/.test(render(statement).text);
          if (!isRead || failures > 1) return opened.clickhouse.query(statement, options);
          failures += 1;
          return Promise.reject(new AppError('unavailable', 'The database is not answering.'));
        };
        return { ...opened, clickhouse: { ...opened.clickhouse, query } };
      },
    };
    tails.stop();
    tails = createTails({ sources: failing, arrivals });
    const received = await listen('owed');
    await store(many('owed', 3));
    await vi.waitFor(() => expect(bodiesOf(received).toSorted()).toEqual(many('owed', 3)), {
      timeout: 10_000,
    });
    expect(failures).toBe(2);
    expect(received).toMatchObject({ errors: [{ code: 'unavailable' }], dropped: 0 });
    received.close();
  });

  test('goes on after the engine was away, and says so', async () => {
    const received = await listen('outage');
    await store(['before the outage']);
    await vi.waitFor(() => expect(received.rows).toHaveLength(1), { timeout: 5_000 });
    // An engine that starts again between two looks would not have been missed.
    const keepAway = () => {
      const { pid } = engine.engine;
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      expect(received.errors).toMatchObject([{ code: 'unavailable' }]);
    };
    await vi.waitFor(keepAway, { timeout: 20_000, interval: 100 });
    await vi.waitFor(() => insert(['after the outage']), { timeout: 30_000, interval: 200 });
    await vi.waitFor(() => expect(bodiesOf(received)).toContain('after the outage'), { timeout: 30_000 });
    await sleep(2_000);
    expect(bodiesOf(received)).toEqual(['before the outage', 'after the outage']);
    received.close();
  });
});

describe('a client that comes back', () => {
  test('gets what it has missed, each row once', async () => {
    const first = await listen('again');
    await store(['again 1', 'again 2']);
    await vi.waitFor(() => expect(first.rows).toHaveLength(2), { timeout: 5_000 });
    first.close();
    const lastEventId = first.rows.at(-1)?.id ?? '';
    await sleep(3_500);
    await store(many('again missed', 50));
    const stored = Promise.all([1, 2, 3, 4].map((round) => store(many(`again then ${round}`, 20))));
    const second = await listen('again', { lastEventId });
    await stored;
    await store(['again at last']);
    await settled(second, 131);
    expect(new Set(bodiesOf(second)).size).toBe(second.rows.length);
    expect(bodiesOf(second).filter((body) => /^again \D/.test(body))).toHaveLength(131);
    expect(second.rows.length).toBeLessThanOrEqual(133);
    expect(second.dropped).toBe(0);
    second.close();
  });

  test('is told how many it missed when they are too many', async () => {
    const first = await listen('crowd');
    await store(['crowd 0']);
    await vi.waitFor(() => expect(first.rows).toHaveLength(1), { timeout: 5_000 });
    first.close();
    await store(many('crowd more', 3_000));
    const second = await listen('crowd', { lastEventId: first.rows[0]?.id ?? '' });
    await vi.waitFor(() => expect(second.rows.length).toBeGreaterThanOrEqual(2_000), { timeout: 5_000 });
    expect(second.dropped).toBe(1_000);
    second.close();
    const strange = await listen('crowd', { lastEventId: 'not an id' });
    await sleep(500);
    expect(strange.rows).toEqual([]);
    strange.close();
  });
});

describe('a stream', () => {
  test('is kept alive while nothing comes', async () => {
    const quick = createTails({ sources, arrivals, beatMs: 50 });
    const all = new Response(await quick.open(ours, logTailRequest.parse({}))).text();
    await sleep(200);
    quick.stop();
    expect(await all).toMatch(/^retry: 1000\n: live\n\n(: still here\n\n)+$/);
  });

  test('ends at once when the program stops, and none begins then', async () => {
    const received = await listen();
    tails.stop();
    await vi.waitFor(() => expect(received.isEnded).toBe(true));
    await expect(listen()).rejects.toMatchObject({ code: 'unavailable' });
  });
});
