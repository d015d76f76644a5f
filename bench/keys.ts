// What finding out on whose behalf a request acts adds to it: by an ingest key, by an API key, and by a session. Nothing is
// cached, so a revoked key and an ended session are refused by the next request.
// node bench/keys.ts [--rounds 5000]
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createKey } from '#app/lib/auth/keys.server.ts';
import { openTestIdentity } from '#app/lib/auth/testing.ts';
import { members, teams } from '#drizzle/schema.ts';
import { median } from './lib/median.ts';

const MOST_KEY_MS = 0.2;
const MOST_REQUEST_MS = 1;
const TEAMS = 100;
const KEYS = 2_000;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5000' } } });
const rounds = Number(values.rounds);
const identity = openTestIdentity({ isLoopback: false });
const { db, tenants, team } = identity;
await identity.addOwner();
db.transaction((tx) => {
  for (let i = 0; i < TEAMS; i++) {
    const id = `team-${i}`;
    tx.insert(teams)
      .values({ id, slug: id, name: id, database: `otel_team_${i}` })
      .run();
    tx.insert(members).values({ teamId: id, userId: 'owner', role: 'admin' }).run();
  }
  for (let i = 0; i < KEYS; i++)
    createKey(tx, { teamId: `team-${i % TEAMS}`, name: randomUUID(), scopes: ['ingest', 'read'] });
});
const { key } = createKey(db, {
  teamId: team.id,
  name: 'asked',
  scopes: ['ingest', 'read'],
  allowedSources: ['logs'],
});
const cookie = await identity.signIn();
const requestWith = (headers: Record<string, string>) =>
  new Request('http://127.0.0.1:3000/api/v1/logs/search', { headers });
const byKey = requestWith({ authorization: `Bearer ${key}` });
const bySession = requestWith({ cookie });

async function measure(name: string, most: number, ask: () => unknown): Promise<boolean> {
  for (let i = 0; i < 200; i++) await ask();
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
  const p50 = median(times);
  console.log(
    `${name}: p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms, at most ${most} ms in the median`,
  );
  return p50 <= most;
}

const met = [
  await measure('ingest key', MOST_KEY_MS, () => tenants.ofIngestKey(key)),
  await measure('API key', MOST_KEY_MS, () => tenants.fromRequest(byKey, 'read')),
  await measure(`session, in ${TEAMS + 1} teams`, MOST_REQUEST_MS, () =>
    tenants.fromRequest(bySession, 'read'),
  ),
];
identity.close();
process.exitCode = met.every(Boolean) ? 0 : 1;
