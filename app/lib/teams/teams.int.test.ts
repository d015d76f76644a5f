// Teams over a real SQLite and a real engine: made whole or not at all, deleted, brought back, and dropped in the end.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKey } from '#app/lib/auth/keys.server.ts';
import type { Person } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql, str } from '#app/lib/sql/sql.ts';
import { auditLog, members, savedSearches, teams } from '#drizzle/schema.ts';
import { databaseExists } from './database.server.ts';
import { listAllTeams } from './overview.server.ts';
import { createTeams, GRACE_MS, type Teams } from './teams.server.ts';
import { addMember, addPerson, keyOf, tenantOf, testStorage } from './testing.ts';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
let identity: TestIdentity;
let made: Teams;
let root: Person;
let time: number;
/** The first migration alone: all of them are for the one test that looks at what they make. */
let short: string;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  short = mkdtempSync(join(tmpdir(), 'maple-short-'));
  copyFileSync(join(testStorage(clickhouse).directory, '001_logs.sql'), join(short, '001_logs.sql'));
});
afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
  rmSync(short, { recursive: true, force: true });
});
beforeEach(() => {
  identity = openTestIdentity();
  time = Date.parse('2026-05-01T12:00:00Z');
  made = teamsWith({});
  root = addPerson(identity.db, 'root', true);
});
afterEach(async () => {
  identity.close();
  const { rows } = await clickhouse.query<{ name: string }>(
    sql`SELECT name FROM system.databases WHERE startsWith(name, 'otel')`,
  );
  for (const { name } of rows) await clickhouse.command(sql`DROP DATABASE ${ident(name)} SYNC`);
});

const teamsWith = (overrides: Parameters<typeof testStorage>[1]) =>
  createTeams({
    db: identity.db,
    storage: testStorage(clickhouse, { directory: short, ...overrides }),
    now: () => time,
  });
const exists = (database: string) => databaseExists(clickhouse, database);
const rowOf = (slug: string) => identity.db.select().from(teams).where(eq(teams.slug, slug)).get();
const actions = () =>
  identity.db
    .select()
    .from(auditLog)
    .all()
    .map(({ action }) => action)
    .filter((action) => /^(team|member)\./.test(action));
const list = () =>
  listAllTeams({ db: identity.db, storage: testStorage(clickhouse), teams: made }, root).then((all) =>
    all.map(({ slug, state }) => [slug, state]),
  );

describe('a new team', () => {
  test('has its database with all tables, and whoever made it as its owner', async () => {
    const whole = teamsWith(testStorage(clickhouse));
    const team = await whole.create(root, { name: 'Zahlungen Österreich' });
    expect(team).toMatchObject({
      ...{
        name: 'Zahlungen Österreich',
        slug: 'zahlungen-osterreich',
        database: 'otel_zahlungen_osterreich',
      },
      ...{ isDefault: false, memberCount: 1 },
    });
    const { rows } = await clickhouse.query<{ name: string }>(
      sql`SELECT name FROM system.tables WHERE database = ${str(team.database)} AND name IN ('otel_logs', 'otel_traces')`,
    );
    expect(rows).toHaveLength(2);
    expect(identity.db.select().from(members).all()).toMatchObject([{ userId: 'root', role: 'owner' }]);
    expect(rowOf(team.slug)?.dropAfter).toBeNull();
    expect(actions()).toEqual(['team.create']);
    expect(made.get(tenantOf(root, team.id, 'owner'))).toEqual(team);
  });

  test('takes no slug that is reserved, taken, or of a deleted team', async () => {
    const first = await made.create(root, { name: 'Payments', slug: 'payments' });
    await expect(made.create(root, { name: 'Other', slug: 'payments' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(made.create(root, { name: 'Api', slug: 'api' })).rejects.toMatchObject({
      code: 'bad_request',
    });
    expect(made.preview('Payments', '')).toEqual({ slug: 'payments-2', database: 'otel_payments_2' });
    made.remove(root, first.id, 'Payments');
    expect(made.preview('x', 'payments').problem).toMatch(/deleted team/);
    expect((await made.create(root, { name: 'Payments' })).slug).toBe('payments-2');
  });

  test('of several that are made at once with one slug, one is made', async () => {
    const attempts = [1, 2, 3].map((n) => made.create(root, { name: `Racer ${n}`, slug: 'racer' }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({
          code: 'conflict',
          message: 'A team with “racer” is just being made.',
        });
    expect(await exists('otel_racer')).toBe(true);
    expect(actions()).toEqual(['team.create']);
  });

  test("takes no database that is somebody else's, and leaves it as it is", async () => {
    await clickhouse.command(sql`CREATE DATABASE otel_foreign`);
    await clickhouse.command(sql`CREATE TABLE otel_foreign.secrets (a String) ENGINE = MergeTree ORDER BY a`);
    await expect(made.create(root, { name: 'Foreign' })).rejects.toMatchObject({ code: 'conflict' });
    expect(rowOf('foreign')).toBeUndefined();
    time += 10 * GRACE_MS;
    await made.dropDue();
    const { rows } = await clickhouse.query(sql`SELECT 1 FROM system.tables WHERE database = 'otel_foreign'`);
    expect(rows).toHaveLength(1);
  });

  test('leaves nothing when its tables cannot be made', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'maple-broken-'));
    writeFileSync(
      join(directory, '001_good.sql'),
      'CREATE TABLE {{table a}} (a String) {{engine}} ORDER BY a;',
    );
    writeFileSync(join(directory, '002_bad.sql'), 'CREATE NONSENSE;');
    const broken = teamsWith({ directory });
    await expect(broken.create(root, { name: 'Half' })).rejects.toThrow();
    rmSync(directory, { recursive: true });
    expect([rowOf('half'), await exists('otel_half'), actions()]).toEqual([undefined, false, []]);
    expect((await made.create(root, { name: 'Half' })).slug).toBe('half');
  });

  test('whose making broke off is nobody’s, cannot be brought back, and is cleared away by the next start', async () => {
    // As a kill leaves it: the row as it is while its tables are made, the database, and no owner.
    const making = made.create(root, { name: 'Crashed' });
    await expect.poll(() => rowOf('crashed')).toBeDefined();
    const { dropAfter = null } = rowOf('crashed') ?? {};
    const { id } = await making;
    identity.db.update(teams).set({ dropAfter }).where(eq(teams.id, id)).run();
    identity.db.delete(members).where(eq(members.teamId, id)).run();
    expect(rowOf('crashed')?.dropAfter).not.toBeNull();
    expect(await list()).toContainEqual(['crashed', 'unfinished']);
    expect(made.preview('x', 'crashed').problem).toMatch(/broke off/);
    await expect(made.restore(root, id)).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringMatching(/never finished/) },
    });
    expect(() => made.takeOver(root, id)).toThrow(/never finished/);
    await made.dropDue();
    expect([rowOf('crashed'), await exists('otel_crashed')]).toEqual([undefined, false]);
    expect((await made.create(root, { name: 'Crashed' })).slug).toBe('crashed');
  });

  test('that is being made is told apart from a deleted one', async () => {
    const first = made.create(root, { name: 'Slow' });
    await expect.poll(() => rowOf('slow')).toBeDefined();
    expect(made.preview('x', 'slow').problem).toBe('A team with “slow” is just being made.');
    await expect(made.create(root, { name: 'Other', slug: 'slow' })).rejects.toThrow(/just being made/);
    expect(await list()).toContainEqual(['slow', 'creating']);
    await made.dropDue();
    await first;
    expect(await list()).toContainEqual(['slow', 'active']);
  });
});

describe('a deleted team', () => {
  test('lets nobody in at once, neither people nor keys nor telemetry', async () => {
    await identity.addOwner();
    const { id } = await made.create(root, { name: 'Payments' });
    identity.db.insert(members).values({ teamId: id, userId: 'owner', role: 'member' }).run();
    const cookie = await identity.signIn();
    const { key } = createKey(identity.db, { teamId: id, name: 'k', scopes: ['read', 'ingest'] });
    const request = (headers: Record<string, string>) =>
      identity.tenants.fromRequest(new Request('http://127.0.0.1:3000/t/payments/logs', { headers }), 'read');
    await request({ cookie });
    expect(identity.tenants.ofIngestKey(key)).toMatchObject({ database: 'otel_payments' });
    made.remove(root, id, 'Payments');
    await expect(request({ cookie })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      identity.tenants.fromRequest(
        new Request('http://127.0.0.1:3000/api/v1/x', { headers: { 'x-maple-key': key } }),
        'read',
      ),
    ).rejects.toMatchObject({ code: 'unauthorized' });
    expect(() => identity.tenants.ofIngestKey(key)).toThrow(
      expect.objectContaining({ code: 'unauthorized' }),
    );
    await made.restore(root, id);
    expect(await request({ cookie })).toMatchObject({ teamSlug: 'payments' });
    expect(identity.tenants.ofIngestKey(key)).toMatchObject({ database: 'otel_payments' });
    expect(actions()).toEqual(['team.create', 'team.delete', 'team.restore']);
  });

  test('is dropped with all it had after a week, and not before', async () => {
    const { id } = await made.create(root, { name: 'Payments' });
    const kept = await made.create(root, { name: 'Kept' });
    const search = { id: 's', teamId: id, name: 'x', visibility: 'team', search: {} } as never;
    identity.db.insert(savedSearches).values(search).run();
    made.remove(root, id, 'Payments');
    time += GRACE_MS - 1;
    await made.dropDue();
    expect(await list()).toEqual([
      ['default', 'active'],
      ['kept', 'active'],
      ['payments', 'deleted'],
    ]);
    time += 1;
    await expect(made.restore(root, id)).rejects.toMatchObject({ code: 'conflict' });
    await made.dropDue();
    expect([rowOf('payments'), await exists('otel_payments')]).toEqual([undefined, false]);
    expect(identity.db.select().from(savedSearches).all()).toEqual([]);
    expect(await exists(kept.database)).toBe(true);
    expect(actions().at(-1)).toBe('team.drop');
    // Its name can be had again.
    expect((await made.create(root, { name: 'Payments' })).slug).toBe('payments');
  });

  test('is dropped later when the engine is away, also by the next start', async () => {
    const { id } = await made.create(root, { name: 'Payments' });
    made.remove(root, id, 'Payments');
    time += GRACE_MS;
    const away = createClickHouse({ url: 'http://127.0.0.1:9', user: 'default', password: '' });
    const storage = testStorage(away);
    const without = createTeams({ db: identity.db, storage, now: () => time });
    await without.dropDue();
    expect(rowOf('payments')).toBeDefined();
    const all = await listAllTeams({ db: identity.db, storage, teams: without }, root);
    expect(all.map(({ slug, bytes }) => [slug, bytes])).toEqual([
      ['default', null],
      ['payments', null],
    ]);
    await away.close();
    await teamsWith({}).dropDue();
    expect([rowOf('payments'), await exists('otel_payments')]).toEqual([undefined, false]);
  });

  test('never takes the default team or a database that is not its own along', async () => {
    const due = new Date(time - 1);
    await clickhouse.command(sql`CREATE DATABASE otel`);
    await clickhouse.command(sql`CREATE DATABASE otel_other`);
    identity.db.update(teams).set({ dropAfter: due }).where(eq(teams.isDefault, true)).run();
    for (const [id, database] of [
      ['strange', 'otel_other'],
      ['default-2', 'OTEL'],
    ] as const)
      identity.db.insert(teams).values({ id, name: id, slug: id, database, dropAfter: due }).run();
    await made.dropDue();
    expect([await exists('otel'), await exists('otel_other')]).toEqual([true, true]);
    expect(identity.db.select().from(teams).all()).toHaveLength(3);
  });

  test('asks for its name, an owner, and not to be the default one', async () => {
    const { id } = await made.create(root, { name: 'Payments' });
    const adam = addMember(identity.db, addPerson(identity.db, 'adam'), id, 'admin');
    const olga = addMember(identity.db, addPerson(identity.db, 'olga'), id, 'owner');
    const code = (attempt: () => unknown, expected: string) =>
      expect(attempt).toThrow(expect.objectContaining({ code: expected }));
    code(() => made.removeOwn(adam, 'Payments'), 'forbidden');
    code(() => made.removeOwn(keyOf(id, ['admin']), 'Payments'), 'forbidden');
    code(() => made.removeOwn(olga, 'payments'), 'bad_request');
    code(() => made.remove(root, identity.team.id, 'My team'), 'conflict');
    code(() => made.remove(root, 'nowhere', 'x'), 'not_found');
    expect(made.removeOwn(olga, ' Payments ')).toEqual(new Date(time + GRACE_MS));
    code(() => made.removeOwn(olga, 'Payments'), 'conflict');
    code(() => made.rename(root, id, 'New'), 'conflict');
    code(() => made.takeOver(root, id), 'conflict');
  });
});

test('a team is renamed, and nothing else of it', async () => {
  const { id } = await made.create(root, { name: 'Payments' });
  const renamed = made.rename(root, id, 'Billing');
  expect(renamed).toMatchObject({ name: 'Billing', slug: 'payments', database: 'otel_payments' });
  made.rename(root, id, 'Billing');
  expect(identity.db.select().from(auditLog).all().at(-1)).toMatchObject({
    ...{ action: 'team.rename', before: { name: 'Payments' }, after: { name: 'Billing' }, teamId: id },
  });
  expect(actions()).toEqual(['team.create', 'team.rename']);
});

test('an administrator of the installation can become an owner, which is written down', async () => {
  const { id } = await made.create(root, { name: 'Payments' });
  const other = addPerson(identity.db, 'rita', true);
  made.takeOver(other, id);
  made.takeOver(other, id);
  expect(identity.db.select().from(members).where(eq(members.userId, 'rita')).all()).toMatchObject([
    { role: 'owner' },
  ]);
  expect(actions()).toEqual(['team.create', 'member.add']);
});

test('sizes are of what was sent', async () => {
  const { database } = await made.create(root, { name: 'Payments' });
  await clickhouse.command(
    sql`INSERT INTO ${ident(database, 'otel_logs')} (Timestamp, Body) SELECT now64(9), 'x' FROM numbers(${raw('25')})`,
  );
  const all = await listAllTeams({ db: identity.db, storage: testStorage(clickhouse), teams: made }, root);
  expect(all.find(({ slug }) => slug === 'payments')).toMatchObject({
    rows: 25,
    owners: ['root@example.com'],
  });
  expect(all.find(({ slug }) => slug === 'payments')?.bytes).toBeGreaterThan(100);
});
