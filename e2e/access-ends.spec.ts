// What runs and what is open when access ends: it ends too, in the engine as well, long before it would by itself.
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createKey } from '#app/lib/auth/keys.server.ts';
import { listTeams } from '#app/lib/auth/team.server.ts';
import { apiKeys, members, sessions } from '#drizzle/schema.ts';
import { openDatabaseOf } from './lib/database.ts';
import { readFunctionIds } from './lib/function-ids.ts';
import { callFunction } from './lib/isolation/knock.ts';
import { ADMIN, type Maple, startMaple, temporaryData } from './lib/maple.ts';
import { signIn } from './lib/sign-in.ts';
import { addViewer, VIEWER } from './lib/viewer.ts';

/** It would run until the limit of the team's statements, a minute. */
const ENDLESS = 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 0';

let data: ReturnType<typeof temporaryData>;
let maple: Maple;
let database: ReturnType<typeof openDatabaseOf>;
let teamId: string;
const ids = readFunctionIds();

beforeAll(async () => {
  data = temporaryData();
  maple = await startMaple({
    dataDir: data.dataDir,
    env: { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password },
  });
  await addViewer(maple);
  database = openDatabaseOf(maple);
  teamId = listTeams(database.db)[0]?.id ?? '';
});

afterAll(async () => {
  database?.close();
  await maple?.stop();
  data.remove();
});

/** How many of the endless statements the engine is at. */
async function runningInEngine(): Promise<number> {
  const list = await fetch(maple.engineUrl, {
    method: 'POST',
    body: "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number) = 0%' AND query NOT LIKE '%processes%'",
  });
  return Number(await list.text());
}

const started = () => vi.waitFor(async () => expect(await runningInEngine()).toBe(1), { timeout: 10_000 });
const ended = () => vi.waitFor(async () => expect(await runningInEngine()).toBe(0), { timeout: 5_000 });

beforeEach(ended);

function newKey() {
  const { id, key } = createKey(database.db, { teamId, name: 'short-lived', scopes: ['read'] });
  const revoke = () =>
    database.db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, id)).run();
  return { headers: { authorization: `Bearer ${key}` }, revoke };
}

async function asViewer(): Promise<{ cookie: string }> {
  return { cookie: await signIn(maple, { ...ADMIN, email: VIEWER }) };
}

/** What the SQL page asks for. */
function runSql(headers: Record<string, string>) {
  const door = { name: 'runSql', method: 'POST' };
  return callFunction(maple, ids, door, { team: 'ours', headers }, { data: { sql: ENDLESS } });
}

test('a statement of the API ends with its key', async () => {
  const { headers, revoke } = newKey();
  const answer = maple.api('/query', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ sql: ENDLESS }),
  });
  await started();
  revoke();
  expect((await answer).status).toBe(401);
  await ended();
});

test('a statement of a page ends when its person has left the team', async () => {
  const headers = await asViewer();
  const answer = runSql(headers);
  await started();
  const isViewer = and(eq(members.userId, 'viewer'), eq(members.teamId, teamId));
  const removed = database.db.delete(members).where(isViewer).returning().all();
  expect(await answer).toMatchObject({ status: 403, text: expect.stringContaining('forbidden') });
  await ended();
  database.db.insert(members).values(removed).run();
});

test('a statement of a page ends with its session', async () => {
  const headers = await asViewer();
  const answer = runSql(headers);
  await started();
  database.db.delete(sessions).where(eq(sessions.userId, 'viewer')).run();
  expect(await answer).toMatchObject({ status: 401, text: expect.stringContaining('unauthorized') });
  await ended();
});

test('a live tail that gets nothing ends with its key, and says why, before its connection is kept alive once', async () => {
  const { headers, revoke } = newKey();
  const tail = await maple.api('/logs/tail?query=nothing', { headers });
  expect(tail.status).toBe(200);
  revoke();
  const text = await tail.text();
  expect(text).toMatch(/event: error\ndata: .*"unauthorized"/);
  expect(text).not.toContain('still here');
});
