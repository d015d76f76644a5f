// A team's reader comes and goes with the team, at the door that stands in for a server's users.
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { createReaders, type Readers } from '#app/lib/clickhouse/readers.server.ts';
import { type Door, OWNER, openDoor } from '#app/lib/clickhouse/testing-users.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { createTeams, GRACE_MS } from './teams.server.ts';
import { addPerson, testStorage } from './testing.ts';

const log = pino({ level: 'silent' });

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let door: Door;
let clickhouse: ClickHouse;
let readers: Readers;
let identity: TestIdentity;
let person: Person;

beforeAll(async () => {
  engine = await startTestEngine();
  door = await openDoor(engine.url);
  clickhouse = createClickHouse({ url: door.url, ...OWNER });
  readers = createReaders({ clickhouse, cluster: undefined, isServer: true, authSecret: 'a secret', log });
  identity = openTestIdentity();
  person = addPerson(identity.db, 'ada', true);
});

afterAll(async () => {
  identity?.close();
  await clickhouse?.close();
  await door?.close();
  await engine?.stop();
});

test('it is there with the new team, and through its time of grace, and gone after it', async () => {
  let now = Date.now();
  const storage = testStorage(clickhouse, { readers });
  const teams = createTeams({ db: identity.db, storage, now: () => now });
  const { id, name, database } = await teams.create(person, { name: 'Shop' });
  expect([...door.users.keys()]).toEqual([OWNER.user, `${database}_maple_reader`]);
  expect(readers.confinement(database)).toEqual({ by: 'grants' });

  teams.remove(person, id, name);
  await teams.restore(person, id);
  expect(door.users.size).toBe(2);
  teams.remove(person, id, name);
  now += GRACE_MS;
  await teams.dropDue();
  expect([...door.users.keys()]).toEqual([OWNER.user]);
});

test('of a team that could not be made none is left', async () => {
  const teams = createTeams({ db: identity.db, storage: testStorage(clickhouse, { readers }) });
  // Whoever is not there cannot own it, which shows when all else is done.
  const nobody = { ...person, actor: { ...person.actor, userId: 'nobody' } } as Person;
  door.passages.length = 0;
  await expect(teams.create(nobody, { name: 'Broken' })).rejects.toThrow();
  expect(door.passages.some(({ text }) => text.startsWith('CREATE USER'))).toBe(true);
  expect([...door.users.keys()]).toEqual([OWNER.user]);
});
