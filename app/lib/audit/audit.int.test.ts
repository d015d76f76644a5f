// The audit log on a real SQLite file: who sees what, how it is searched and exported, and that nothing takes an entry away.
import { desc, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { auditLog, teams } from '#drizzle/schema.ts';
import { exportAudit } from './export.server.ts';
import { noted } from './noted.server.ts';
import { readAuditPage } from './read.server.ts';
import { recordAudit } from './record.server.ts';
import { dropOldEntries } from './retention.server.ts';
import { type AuditFilter, auditRequest } from './schema.ts';
import { addEntry, testTenant } from './testing.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;
const ours = testTenant('ours');

let identity: TestIdentity;
beforeEach(() => {
  identity = openTestIdentity();
});
afterEach(() => identity.close());

const page = (fields: object = {}, tenant = ours) =>
  readAuditPage(identity.db, tenant, auditRequest.parse(fields), NOW);

/** Both teams are there, so that the entries of neither are those of a deleted one. */
function addTeams(): void {
  for (const id of ['ours', 'theirs'])
    identity.db
      .insert(teams)
      .values({ id, slug: id, name: id, database: `otel_${id}` })
      .run();
}

/** The names of the targets that a search finds. */
async function found(filter: AuditFilter, tenant = ours): Promise<string[]> {
  return (await page(filter, tenant)).entries.map(({ target }) => target.name);
}

async function exported(filter: AuditFilter, format: 'csv' | 'ndjson'): Promise<string> {
  const { body } = await exportAudit(identity.db, ours, { ...filter, format }, NOW);
  return new Response(body).text();
}

test('a team sees its own entries, who administrates the installation also those of no team', async () => {
  const { db } = identity;
  addTeams();
  addEntry(db, { teamId: 'ours', targetName: 'ours' });
  addEntry(db, { teamId: 'theirs', targetName: 'theirs' });
  addEntry(db, { teamId: null, targetName: 'of nobody' });
  const chief = testTenant('ours', { isInstanceAdmin: true });
  expect(await found({})).toEqual(['ours']);
  expect(await found({ of: 'team' })).toEqual(['ours']);
  expect(await found({}, chief)).toEqual(['of nobody', 'ours']);
  expect(await found({ of: 'team' }, chief)).toEqual(['ours']);
  expect(await found({ of: 'installation' }, chief)).toEqual(['of nobody']);
  await expect(found({ of: 'installation' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(found({}, testTenant('ours', { scopes: ['read', 'write'] }))).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await exported({}, 'ndjson')).not.toContain('theirs');
});

test('what was done in a team that was deleted is read by who administrates the installation, and by nobody else', async () => {
  const { db } = identity;
  addTeams();
  const deleted = { id: 'waiting', slug: 'waiting', name: 'W', database: 'otel_w', dropAfter: new Date(NOW) };
  db.insert(teams).values(deleted).run();
  for (const teamId of ['theirs', 'waiting', 'dropped', 'ours']) addEntry(db, { teamId, targetName: teamId });
  const chief = testTenant('ours', { isInstanceAdmin: true });
  expect(await found({}, chief)).toEqual(['ours', 'dropped', 'waiting']);
  expect(await found({ of: 'installation' }, chief)).toEqual(['dropped', 'waiting']);
  expect(await found({ of: 'team' }, chief)).toEqual(['ours']);
  expect(await found({})).toEqual(['ours']);
  expect((await page({}, chief)).entries.map(({ isOfTeam }) => isOfTeam)).toEqual([true, false, false]);
});

test('a key administrates no installation', async () => {
  addEntry(identity.db, { teamId: null });
  const key = {
    ...ours,
    actor: { kind: 'key', keyId: 'k', name: 'k', isInstanceAdmin: true },
  } as typeof ours;
  expect(await found({}, key)).toEqual([]);
});

test.each<[AuditFilter, string[]]>([
  [{ actor: 'BOB@' }, ['b']],
  [{ actor: 'u-bob' }, ['b']],
  [{ actor: 'u-bo' }, []],
  [{ action: 'key' }, ['b', 'a']],
  [{ action: 'key.' }, ['b', 'a']],
  [{ action: 'key.revoke' }, ['b']],
  [{ action: 'ke' }, []],
  [{ targetKind: 'source' }, ['100%_c']],
  [{ targetId: 's1' }, ['100%_c']],
  [{ outcome: 'refused' }, ['b']],
  [{ address: '198.51.' }, ['b']],
  [{ text: '100%' }, ['100%_c']],
  [{ text: '100__' }, []],
  [{ text: 'Say "hi"\\' }, ['100%_c']],
  [{ text: 'ümlaut' }, ['a']],
  [{ text: "' OR 1=1 --" }, []],
  [{ from: '2026-11-22T00:00:00Z' }, ['100%_c', 'b']],
  [{ to: '2026-11-22T00:00:00Z' }, ['a']],
  [{ from: 'now-1h' }, ['100%_c']],
  [{ from: 'now+1d' }, []],
  [{ action: 'key', outcome: 'done' }, ['a']],
])('finds by %j', async (filter, names) => {
  const { db } = identity;
  addEntry(db, { at: new Date(NOW - 3 * DAY), targetName: 'a', after: { note: 'ümlaut' } });
  addEntry(db, {
    at: new Date(Date.UTC(2026, 10, 22)),
    actorId: 'u-bob',
    actorName: 'bob@example.com',
    action: 'key.revoke',
    outcome: 'refused',
    targetName: 'b',
    address: '198.51.100.9',
  });
  addEntry(db, {
    at: new Date(NOW),
    action: 'source.create',
    targetKind: 'source',
    targetId: 's1',
    targetName: '100%_c',
    before: { text: 'say "HI"\\n' },
  });
  expect(await found(filter)).toEqual(names);
});

test('a time that is none is refused', async () => {
  await expect(page({ from: 'yesterday' })).rejects.toMatchObject({ code: 'bad_request' });
});

test('pages follow each other without gap or overlap while entries are added, also for rare matches', async () => {
  const { db } = identity;
  addTeams();
  db.transaction(() => {
    for (let n = 0; n < 5_003; n += 1)
      addEntry(db, {
        teamId: n % 2 ? 'theirs' : n % 6 ? 'ours' : null,
        targetName: String(n),
        outcome: n % 500 ? 'done' : 'refused',
      });
  });
  const chief = testTenant('ours', { isInstanceAdmin: true });
  for (const filter of [{}, { outcome: 'refused' as const }]) {
    const names: number[] = [];
    let cursor: number | undefined;
    do {
      const { entries, nextCursor } = await page({ ...filter, limit: 7, ...(cursor && { cursor }) }, chief);
      names.push(...entries.map(({ target }) => Number(target.name)));
      addEntry(db, { targetName: '-1', outcome: 'refused' });
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined && names.length < 400);
    const all = Array.from({ length: 2_502 }, (_, at) => 5_002 - at * 2).filter(
      (n) => !filter.outcome || n % 500 === 0,
    );
    expect(names.filter((n) => n >= 0)).toEqual(all.slice(0, names.filter((n) => n >= 0).length));
    if (filter.outcome)
      expect(names.filter((n) => n >= 0)).toEqual(
        [5_000, 4_500, 4_000, 3_500, 3_000, 2_500, 2_000, 1_500, 1_000, 500, 0].filter((n) => n % 2 === 0),
      );
  }
});

test('a page that looked far for little says how far, and the next goes on', async () => {
  const { db } = identity;
  addEntry(db, { targetName: 'needle' });
  db.run(sql`
    INSERT INTO audit_log (team_id, actor_kind, actor_id, actor_name, address, user_agent, action, outcome, target_kind, target_id, target_name)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 201000)
    SELECT 'ours', 'user', '', '', '', '', 'key.create', 'done', '', '', '' FROM n`);
  const first = await page({ text: 'needle' });
  expect(first.entries).toEqual([]);
  expect(first.searchedTo).not.toBeNull();
  const second = await page({ text: 'needle', cursor: first.nextCursor });
  expect(second).toMatchObject({
    entries: [{ target: { name: 'needle' } }],
    nextCursor: null,
    searchedTo: null,
  });
});

test('an export has every entry in full, harmless for spreadsheets, and is itself noted', async () => {
  const { db } = identity;
  for (const targetName of ['=1+1', '+1', '-cmd', '@SUM(A1)', '\tx', 'plain, "quoted"\nline'])
    addEntry(db, { targetName });
  addEntry(db, { after: { role: 'admin' } });
  const csv = await exported({}, 'csv');
  expect(csv.split('\r\n')[0]).toMatch(/^"id","at",/);
  for (const cell of [
    `"'=1+1"`,
    '"+1"',
    `"'-cmd"`,
    `"'@SUM(A1)"`,
    `"'\tx"`,
    '"plain, ""quoted""\nline"',
    '"{""role"":""admin""}"',
  ])
    expect(csv).toContain(`${cell}${cell.includes('role') ? '\r\n' : ','}`);
  const lines = (await exported({ action: 'audit' }, 'ndjson')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      action: 'audit.export',
      actor: { name: 'ada@ours.example' },
      address: '192.0.2.7',
      after: { format: 'csv' },
    },
  ]);
});

test('an export that is refused is noted as refused', async () => {
  await expect(exported({ of: 'installation' }, 'csv')).rejects.toMatchObject({ code: 'forbidden' });
  expect((await page()).entries[0]).toMatchObject({
    action: 'audit.export',
    outcome: 'refused',
    after: { failure: { code: 'forbidden' } },
  });
});

/** What the database itself says. */
function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String((error as Error).cause);
  }
  return 'not refused';
}

test.each([
  ['changed', sql`UPDATE audit_log SET actor_name = 'nobody'`, /append-only/],
  ['changed in one field of an old one', sql`UPDATE audit_log SET at = 0`, /append-only/],
  ['deleted', sql`DELETE FROM audit_log`, /kept for at least 30 days/],
  [
    'replaced',
    sql`INSERT OR REPLACE INTO audit_log SELECT id, 0, team_id, actor_kind, actor_id, 'nobody', address, user_agent, action, outcome, target_kind, target_id, target_name, before, after FROM audit_log`,
    /append-only/,
  ],
  [
    'upserted',
    sql`INSERT INTO audit_log SELECT * FROM audit_log WHERE true ON CONFLICT (id) DO UPDATE SET actor_name = 'nobody'`,
    /append-only/,
  ],
])('an entry cannot be %s, not even by Maple itself', (_, statement, refusal) => {
  const { db } = identity;
  recordAudit(db, ours, { action: 'key.create', target: { kind: 'key', id: 'k', name: 'K' } });
  const before = db.select().from(auditLog).all();
  expect(refusalOf(() => db.run(statement))).toMatch(refusal);
  expect(db.select().from(auditLog).all()).toEqual(before);
});

test('numbers have no gaps and do not come again, so what was cut out of the file shows', () => {
  const { db } = identity;
  for (let n = 0; n < 3; n += 1) addEntry(db, { at: new Date(NOW - 400 * DAY) });
  expect(() =>
    db.transaction(() => {
      addEntry(db);
      throw new Error('undone');
    }),
  ).toThrow('undone');
  db.run(sql`DELETE FROM audit_log WHERE id = 3`);
  addEntry(db);
  expect(db.select({ id: auditLog.id }).from(auditLog).orderBy(desc(auditLog.id)).all()).toEqual([
    { id: 4 },
    { id: 2 },
    { id: 1 },
  ]);
});

test('what is past its time is dropped by the day, and that is noted', async () => {
  const { db } = identity;
  const log = pino({ level: 'silent' });
  const now = Date.now();
  const today = Math.floor(now / DAY) * DAY;
  addEntry(db, { at: new Date(today - 40 * DAY - 1), targetName: 'old' });
  addEntry(db, { at: new Date(today - 40 * DAY), targetName: 'kept' });
  const drop = () => dropOldEntries({ db, days: 40, log, now: () => now });
  expect(await drop()).toBe(1);
  expect(await drop()).toBe(0);
  const left = db.select().from(auditLog).orderBy(auditLog.id).all();
  expect(left).toMatchObject([
    { targetName: 'kept' },
    {
      action: 'audit.drop',
      teamId: null,
      actorKind: 'system',
      actorName: 'Audit log retention',
      before: { entries: 1, first: 1, last: 1 },
      after: { keptDays: 40 },
    },
  ]);
});

test('dropping goes on until nothing is left, in transactions of some thousand entries', async () => {
  const { db } = identity;
  db.transaction(() => {
    for (let n = 0; n < 10_001; n += 1) addEntry(db, { at: new Date(0) });
  });
  expect(await dropOldEntries({ db, days: 365, log: pino({ level: 'silent' }) })).toBe(10_001);
  expect(db.select({ before: auditLog.before }).from(auditLog).all()).toMatchObject([
    { before: { entries: 5_000 } },
    { before: { entries: 5_000 } },
    { before: { entries: 1 } },
  ]);
});

test('what runs is noted with its outcome, and fails as before', async () => {
  const entry = {
    action: 'sql.run',
    target: { kind: 'sql', id: '', name: 'SQL' },
    asked: { sql: 'SELECT 1' },
  } as const;
  const run = (code?: AppError['code']) =>
    noted(identity.db, ours, { ...entry, answered: (rows: number) => ({ rows }) }, async () => {
      if (code) throw new AppError(code, 'No.');
      return 1;
    });
  expect(await run()).toBe(1);
  await expect(run('bad_request')).rejects.toMatchObject({ code: 'bad_request' });
  await expect(run('timeout')).rejects.toMatchObject({ code: 'timeout' });
  expect((await page()).entries.map(({ outcome, after }) => ({ outcome, after }))).toEqual([
    { outcome: 'done', after: { sql: 'SELECT 1', failure: { code: 'timeout', message: 'No.' } } },
    { outcome: 'refused', after: { sql: 'SELECT 1', failure: { code: 'bad_request', message: 'No.' } } },
    { outcome: 'done', after: { sql: 'SELECT 1', rows: 1 } },
  ]);
});
