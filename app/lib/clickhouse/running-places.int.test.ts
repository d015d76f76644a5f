// Places on the real engine: one team's backlog does not stand before another team's query, roles wait, and waiting can be cancelled.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { QueryQuota } from '#app/lib/auth/team-settings.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { DEFAULT_LIMITS, type LimitedRole } from './limits.ts';
import { QueryPlaces } from './query-places.ts';
import { type Operation, RunningQueries } from './running.server.ts';

const ENDLESS = raw('SELECT count() FROM numbers(10000000000000) WHERE sipHash64(number) = 1');
const SLOW = raw('SELECT sleep(0.3) AS s');
const QUICK = raw('SELECT 1 AS x');

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
let quota: Partial<Record<LimitedRole, QueryQuota>>;
let leaving: AbortController;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
});
afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});
beforeEach(() => {
  quota = {};
  leaving = new AbortController();
});
afterEach(() => leaving.abort());

function runner(total = 6, perTeam = 4): RunningQueries {
  const places = new QueryPlaces({ total, perTeam });
  return new RunningQueries({ all: DEFAULT_LIMITS, byRole: {} }, { places, quotaOf: () => quota });
}

/** Only these of a tenant matter here. */
function person(teamId: string, role: LimitedRole = 'member'): Tenant {
  return {
    teamId,
    role,
    scopes: new Set(['read']),
    actor: { kind: 'user', userId: role },
  } as unknown as Tenant;
}

function run(running: RunningQueries, tenant: Tenant, statement = QUICK, id?: string) {
  const answer = running.run(tenant, id, 'test', leaving.signal, (operation) =>
    operation.query(clickhouse, statement),
  );
  answer.catch(() => undefined);
  return answer;
}

test("a query of one team begins, and ends, while another team's backlog waits", async () => {
  const running = runner();
  const storm = person('storm');
  for (let n = 0; n < 20; n++) run(running, storm, ENDLESS);
  const waiting = () => running.list(storm).filter(({ state }) => state === 'waiting').length;
  await expect.poll(waiting).toBe(16);
  expect((await run(running, person('calm'))).rows).toEqual([{ x: 1 }]);
  expect(waiting()).toBe(16);
});

test('whoever waits gets its turn by team, not by when it came', async () => {
  const running = runner(3, 3);
  const order: string[] = [];
  const ask = (team: string) =>
    run(running, person(team), SLOW).then(() => {
      order.push(team);
    });
  const storm = Array.from({ length: 8 }, () => ask('storm'));
  const calm = ask('calm');
  await calm;
  expect(order.filter((team) => team === 'storm').length).toBeLessThan(8);
  await Promise.all(storm);
});

test('a role runs as many as the team allows it; the others of the team go on', async () => {
  quota = { viewer: { concurrent: 1 } };
  const running = runner();
  run(running, person('a', 'viewer'), ENDLESS);
  const id = crypto.randomUUID();
  const second = run(running, person('a', 'viewer'), QUICK, id);
  expect((await run(running, person('a', 'member'))).rows).toEqual([{ x: 1 }]);
  expect(await running.progress(person('a', 'viewer'), id)).toMatchObject({ state: 'waiting', rowsRead: 0 });
  running.cancel(person('a', 'viewer'), id);
  await expect(second).rejects.toMatchObject({ code: 'cancelled', message: 'The query was cancelled.' });
  expect(running.list(person('a'))).toHaveLength(1);
});

test('the statements of one operation need no more than one place, one after the other', async () => {
  quota = { member: { concurrent: 1 } };
  const running = runner(3, 1);
  const both = async (operation: Operation) => {
    await Promise.all([operation.query(clickhouse, SLOW), operation.query(clickhouse, SLOW)]);
    await operation.queryId(clickhouse);
    // It keeps its place until it ends, so that another statement does not wait for it.
    return (await operation.query(clickhouse, QUICK)).rows;
  };
  expect(await running.run(person('a'), undefined, 'test', undefined, both)).toEqual([{ x: 1 }]);
  expect((await run(running, person('a'))).rows).toEqual([{ x: 1 }]);
});

test('the time that one waits is not time that the query took', async () => {
  quota = { member: { concurrent: 1, seconds: 3 } };
  const running = runner();
  const three = [1, 2, 3].map(() => run(running, person('a'), raw('SELECT sleep(1.5) AS s')));
  for (const { status } of await Promise.allSettled(three)) expect(status).toBe('fulfilled');
});

test('limits of the team hold below those of the installation, and an error says whose they are', async () => {
  quota = { viewer: { rows: 1_000 }, member: { memoryBytes: 20_000_000 } };
  const running = runner();
  await expect(
    run(running, person('a', 'viewer'), raw('SELECT count() FROM numbers(5000)')),
  ).rejects.toMatchObject({
    message: 'The query would read more rows than its limit of 1,000.',
    hint: expect.stringContaining('The team set this limit for viewers: Settings, Limits.'),
  });
  const greedy = raw('SELECT length(groupArray(number)) FROM numbers(10000000)');
  await expect(run(running, person('a'), greedy)).rejects.toMatchObject({
    code: 'limit_exceeded',
    hint: expect.stringContaining('The team set this limit for members'),
  });
  quota = { member: { seconds: 9_999 } };
  const limits = await running.run(
    person('a'),
    undefined,
    'test',
    undefined,
    async (operation) => operation.limits,
  );
  expect(limits).toMatchObject({ maxSeconds: 60, whose: { role: 'member' } });
});
