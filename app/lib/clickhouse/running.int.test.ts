// Following and cancelling on the real engine, and what each limit says when it is reached.
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { type Fragment, raw } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { DEFAULT_LIMITS, type LimitsConfig } from './limits.ts';
import { RunningQueries } from './running.server.ts';

const ENDLESS = raw('SELECT count() FROM numbers(10000000000000) WHERE sipHash64(number) = 1');

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

/** Only these of a tenant matter here. */
function person(name: string, teamId = 'engines', role: Tenant['role'] = 'member'): Tenant {
  const scopes = new Set(role === 'admin' ? ['read', 'write', 'admin'] : ['read']);
  return { teamId, role, scopes, actor: { kind: 'user', userId: name } } as unknown as Tenant;
}

const ada = person('ada');

function runner(limits: Partial<LimitsConfig> = {}): RunningQueries {
  return new RunningQueries({ all: DEFAULT_LIMITS, byRole: {}, ...limits });
}

function start(running: RunningQueries, id: string, statement: Fragment = ENDLESS, signal?: AbortSignal) {
  const answer = running.run(ada, id, 'test', signal, (operation) => operation.query(clickhouse, statement));
  // Looked at later; until then it must not count as unhandled.
  answer.catch(() => undefined);
  return answer;
}

async function inEngine(): Promise<number> {
  const { rows } = await clickhouse.query<{ n: string }>(
    raw(
      "SELECT count() AS n FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%processes%'",
    ),
  );
  return Number(rows[0]?.n);
}

test('a server with an agent is asked for progress through nothing else', async () => {
  const agent = new Agent();
  agent.createConnection = () => {
    throw new AppError('bad_request', 'refused');
  };
  const guarded = createClickHouse({ url: engine.url, user: 'default', password: '', agent });
  await expect(guarded.progress(randomUUID())).rejects.toMatchObject({ message: 'refused' });
  await guarded.close();
});

describe('following', () => {
  test('rows read of all, and the time, while it runs', async () => {
    const running = runner();
    const id = randomUUID();
    const answer = start(running, id, raw('SELECT sum(sipHash64(number)) AS s FROM numbers(3000000000)'));
    await expect.poll(async () => (await running.progress(ada, id)).rowsRead).toBeGreaterThan(0);
    const progress = await running.progress(ada, id);
    expect(progress).toMatchObject({ id, kind: 'test', state: 'running', totalRows: 3_000_000_000 });
    expect(progress.rowsRead).toBeLessThanOrEqual(3_000_000_000);
    expect(progress.elapsedMs).toBeGreaterThan(0);
    expect(running.list(ada).map((one) => one.id)).toEqual([id]);
    running.cancel(ada, id);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    await expect(running.progress(ada, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(running.list(ada)).toEqual([]);
  });

  test('finished statements of the same operation count too', async () => {
    const running = runner();
    const id = randomUUID();
    const answer = running.run(ada, id, 'test', undefined, async (operation) => {
      await operation.query(clickhouse, raw('SELECT count() FROM numbers(1000000) WHERE NOT ignore(number)'));
      expect((await running.progress(ada, id)).rowsRead).toBe(1_000_000);
      await operation.query(clickhouse, ENDLESS);
    });
    answer.catch(() => undefined);
    await expect.poll(async () => (await running.progress(ada, id)).rowsRead).toBeGreaterThan(1_000_000);
    running.cancel(ada, id);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('also by the table of processes, as of a server', async () => {
    const aborter = new AbortController();
    const queryId = randomUUID();
    const query = clickhouse.query(ENDLESS, { queryId, signal: aborter.signal }).catch(() => undefined);
    const rows = async () => {
      const answer = await clickhouse.query<{ read_rows: string }>(
        raw(`SELECT read_rows FROM system.processes WHERE query_id = '${queryId}'`),
      );
      return Number(answer.rows[0]?.read_rows ?? 0);
    };
    await expect.poll(rows).toBeGreaterThan(0);
    aborter.abort();
    await query;
  });
});

describe('cancelling', () => {
  test('stops the statement in the engine', async () => {
    const running = runner();
    const id = randomUUID();
    const answer = start(running, id);
    await expect.poll(inEngine).toBe(1);
    running.cancel(ada, id);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled', message: 'The query was cancelled.' });
    await expect.poll(inEngine, { timeout: 5_000 }).toBe(0);
  });

  test('so does a client that leaves', async () => {
    const aborter = new AbortController();
    const answer = start(runner(), randomUUID(), ENDLESS, aborter.signal);
    await expect.poll(inEngine).toBe(1);
    aborter.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(inEngine, { timeout: 5_000 }).toBe(0);
  });

  test('one that has left before it starts runs nothing', async () => {
    await expect(start(runner(), randomUUID(), ENDLESS, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('leaves nothing behind that breaks off a later statement', async () => {
    await clickhouse.query(raw('SELECT 1'));
    const aborter = new AbortController();
    const aborted = clickhouse.query(ENDLESS, { signal: aborter.signal });
    aborter.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
    await expect(clickhouse.query(raw('SELECT sleep(3) AS s'))).resolves.toMatchObject({ rows: [{ s: 0 }] });
  });

  test("another team's operations are not there", async () => {
    const running = runner();
    const id = randomUUID();
    const answer = start(running, id);
    const stranger = person('eve', 'others', 'admin');
    await expect(running.progress(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(() => running.cancel(stranger, id)).toThrow(AppError);
    expect(running.list(stranger)).toEqual([]);
    running.cancel(ada, id);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('of the own team, admins cancel those of others', async () => {
    const running = runner();
    const id = randomUUID();
    const answer = start(running, id);
    expect(() => running.cancel(person('bob'), id)).toThrow(/Somebody else/);
    running.cancel(person('grace', 'engines', 'admin'), id);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('an id is used by one operation at a time', async () => {
    const running = runner();
    const id = randomUUID();
    const answer = start(running, id);
    await expect(start(running, id.toUpperCase())).rejects.toMatchObject({ code: 'conflict' });
    running.cancel(ada, id);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    await expect(start(running, id, raw('SELECT 1 AS x'))).resolves.toMatchObject({ rows: [{ x: 1 }] });
  });
});

describe('limits', () => {
  const limited = (limits: Partial<typeof DEFAULT_LIMITS>, text: string) =>
    start(runner({ all: { ...DEFAULT_LIMITS, ...limits } }), randomUUID(), raw(text));

  test('time', async () => {
    await expect(limited({ maxSeconds: 1 }, ENDLESS.parts.join(''))).rejects.toMatchObject({
      code: 'timeout',
      message: 'The query ran longer than its time limit of 1 s.',
      hint: expect.stringContaining('shorter time range'),
    });
  });

  test('time, of all statements together', async () => {
    const running = runner({ all: { ...DEFAULT_LIMITS, maxSeconds: 2 } });
    const twice = running.run(ada, undefined, 'test', undefined, async (operation) => {
      await operation.query(clickhouse, raw('SELECT sleep(1)'));
      await operation.query(clickhouse, ENDLESS);
    });
    await expect(twice).rejects.toMatchObject({ code: 'timeout' });
  });

  test('rows', async () => {
    await expect(limited({ maxRows: 1_000 }, 'SELECT count() FROM numbers(100000)')).rejects.toMatchObject({
      code: 'limit_exceeded',
      message: 'The query would read more rows than its limit of 1,000.',
    });
  });

  test('memory', async () => {
    const text = 'SELECT groupArray(number) FROM numbers(100000000)';
    await expect(limited({ maxMemoryBytes: 50_000_000 }, text)).rejects.toMatchObject({
      code: 'limit_exceeded',
      message: 'The query needs more memory than its limit of 47.68 MiB.',
    });
  });

  test('by role and for keys', async () => {
    const config: LimitsConfig = {
      all: DEFAULT_LIMITS,
      byRole: { viewer: { maxRows: 10 }, key: { maxRows: 20 } },
    };
    const limitsOf = (tenant: Tenant) =>
      new RunningQueries(config).run(
        tenant,
        undefined,
        'test',
        undefined,
        async ({ limits }) => limits.maxRows,
      );
    expect(await limitsOf(ada)).toBe(0);
    expect(await limitsOf(person('vic', 'engines', 'viewer'))).toBe(10);
    expect(await limitsOf({ ...ada, role: undefined } as Tenant)).toBe(20);
  });
});

describe('streams', () => {
  const read = async (bytes: AsyncIterable<Uint8Array>) =>
    Buffer.concat(await Array.fromAsync(bytes)).toString();

  test('give the bytes of a format', async () => {
    const bytes = await clickhouse.stream(raw("SELECT number, 'ö' FROM numbers(3)"), 'CSV');
    expect(await read(bytes)).toBe('0,"ö"\n1,"ö"\n2,"ö"\n');
  });

  test('an error at their end is thrown, and not part of them', async () => {
    let got = '';
    const failing = async () => {
      const text = "SELECT throwIf(number = 3000000, 'too far'), number FROM numbers(10000000)";
      for await (const chunk of await clickhouse.stream(raw(text), 'CSV'))
        got += Buffer.from(chunk).toString();
    };
    await expect(failing()).rejects.toMatchObject({
      cause: { code: '395', message: expect.stringContaining('too far') },
    });
    expect(got.length).toBeGreaterThan(100_000);
    expect(got).not.toContain('exception');
    expect(got.slice(0, 40)).toMatch(/^0,\d+\n0,\d+\n/);
  });

  test('leaving them early, or aborting, stops the query', async () => {
    const text = 'SELECT number, sipHash64(number) FROM numbers(1000000000000)';
    for await (const _ of await clickhouse.stream(raw(text), 'CSV')) break;
    await expect.poll(inEngine, { timeout: 5_000 }).toBe(0);
    const aborter = new AbortController();
    const reading = async () => {
      for await (const _ of await clickhouse.stream(raw(text), 'CSV', { signal: aborter.signal }))
        aborter.abort();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(inEngine, { timeout: 5_000 }).toBe(0);
  });
});
