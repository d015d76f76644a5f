// Who sees which entries beyond those of a team: how its people sign in, for its admins; the installation's, for who administrates it.
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { auditLog, members, teams, users } from '#drizzle/schema.ts';
import { exportAudit } from './export.server.ts';
import { readAuditPage } from './read.server.ts';
import { type AuditFilter, auditRequest } from './schema.ts';
import { addEntry, testPerson, testTenant } from './testing.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;
const ours = testTenant('ours');
const chief = testPerson({ isInstanceAdmin: true });

let identity: TestIdentity;
beforeEach(() => {
  identity = openTestIdentity();
  const { db } = identity;
  for (const id of ['ours', 'theirs'])
    db.insert(teams)
      .values({ id, slug: id, name: id, database: `otel_${id}` })
      .run();
  for (const name of ['ada', 'bob', 'eve'])
    db.insert(users)
      .values({ id: name, name, email: `${name}@example.com` })
      .run();
  const createdAt = new Date(NOW - 10 * DAY);
  for (const [teamId, userId] of [
    ['ours', 'ada'],
    ['ours', 'bob'],
    ['theirs', 'bob'],
    ['theirs', 'eve'],
  ] as const)
    db.insert(members).values({ teamId, userId, role: 'member', createdAt }).run();
});
afterEach(() => identity.close());

const read = (filter: AuditFilter = {}, reader: Parameters<typeof readAuditPage>[1] = ours) =>
  readAuditPage(identity.db, reader, auditRequest.parse(filter), NOW);

/** Adds an entry about somebody's sign-in, as the guard of sign-ins writes it. */
function addSignIn(id: string, name: string, fields: Partial<typeof auditLog.$inferInsert> = {}): void {
  addEntry(identity.db, {
    teamId: null,
    at: new Date(NOW - DAY),
    action: 'session.sign_in',
    targetKind: 'user',
    targetId: id,
    targetName: name,
    after: { method: 'password' },
    ...fields,
  });
}

const said = async (...asked: Parameters<typeof read>) =>
  (await read(...asked)).entries.map(({ action, outcome, target }) => `${action} ${outcome} ${target.name}`);

describe('admins of a team', () => {
  test('see how its people sign in and out, also in vain, and nobody else', async () => {
    addSignIn('ada', 'ada@example.com');
    addSignIn('bob', 'bob@example.com', { action: 'session.sign_out', after: null });
    addSignIn('', ' BOB@example.com', { outcome: 'refused' });
    addSignIn('eve', 'eve@example.com');
    addSignIn('', 'eve@example.com', { outcome: 'refused' });
    addSignIn('', 'stranger@example.com', { outcome: 'refused' });
    addSignIn('', '', { outcome: 'refused' });
    expect(await said()).toEqual([
      'session.sign_in refused  BOB@example.com',
      'session.sign_out done bob@example.com',
      'session.sign_in done ada@example.com',
    ]);
    expect(await said({ of: 'team' })).toEqual([]);
    expect((await read()).entries.map(({ isOfTeam }) => isOfTeam)).toEqual([false, false, false]);
  });

  test('see it of the time in which the person is in the team', async () => {
    addSignIn('ada', 'ada@example.com', { at: new Date(NOW - 11 * DAY) });
    addSignIn('ada', 'ada@example.com', { at: new Date(NOW - 9 * DAY) });
    expect(await said()).toHaveLength(1);
    identity.db.delete(members).where(eq(members.userId, 'ada')).run();
    expect(await said()).toEqual([]);
  });

  test('see nothing of where else the person is', async () => {
    addSignIn('bob', 'bob@example.com', {
      after: { method: 'provider', provider: 'Corp', teams: ['theirs'] },
    });
    addSignIn('bob', 'bob@example.com', { action: 'password.change' });
    addSignIn('bob', 'bob@example.com', { action: 'user.rename', before: { name: 'x' } });
    addEntry(identity.db, { teamId: 'theirs', actorId: 'bob', targetName: 'of theirs' });
    addSignIn('bob', 'bob@example.com', { teamId: 'theirs', action: 'session.sign_in' });
    const { entries } = await read();
    expect(entries.map(({ before, after }) => ({ before, after }))).toEqual([
      { before: null, after: { method: 'provider', provider: 'Corp' } },
    ]);
    const { body } = await exportAudit(identity.db, ours, { format: 'ndjson' }, NOW);
    expect(await new Response(body).text()).not.toContain('theirs');
  });

  test('find it by the filters, page by page', async () => {
    for (let n = 0; n < 30; n += 1) {
      addSignIn('ada', 'ada@example.com', { address: `192.0.2.${n}` });
      addSignIn('eve', 'eve@example.com');
      addEntry(identity.db, { targetName: `change ${n}`, at: new Date(NOW - DAY) });
    }
    expect(await said({ action: 'session', address: '192.0.2.7' })).toEqual([
      'session.sign_in done ada@example.com',
    ]);
    const seen: number[] = [];
    let cursor: number | null = null;
    do {
      const page = await read({ limit: 7, ...(cursor !== null && { cursor }) } as AuditFilter);
      seen.push(...page.entries.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(60);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
  });

  test('of other teams see their own people', async () => {
    addSignIn('bob', 'bob@example.com');
    addSignIn('ada', 'ada@example.com');
    expect(await said({}, testTenant('theirs'))).toEqual(['session.sign_in done bob@example.com']);
  });
});

describe('who administrates the installation and is in no team', () => {
  test('sees what belongs to no team or to a deleted one, whole', async () => {
    addSignIn('eve', 'eve@example.com', { after: { method: 'provider', more: 1 } });
    addEntry(identity.db, { teamId: 'ours', targetName: 'of ours' });
    addEntry(identity.db, { teamId: 'dropped', targetName: 'of a deleted team' });
    const { entries } = await read({}, chief);
    expect(entries.map(({ target, after }) => [target.name, after])).toEqual([
      ['of a deleted team', null],
      ['eve@example.com', { method: 'provider', more: 1 }],
    ]);
    expect(await said({ of: 'team' }, chief)).toEqual([]);
  });

  test('exports it, which is an entry of the installation', async () => {
    addSignIn('eve', 'eve@example.com');
    const { body, fileName } = await exportAudit(identity.db, chief, { format: 'csv' }, NOW);
    expect(fileName).toBe('audit-installation-2026-11-23.csv');
    expect(await new Response(body).text()).toContain('eve@example.com');
    const [entry] = (await read({ action: 'audit' }, chief)).entries;
    expect(entry).toMatchObject({
      action: 'audit.export',
      actor: { id: 'chief' },
      target: { kind: 'installation' },
      after: { format: 'csv' },
    });
    expect(identity.db.select().from(auditLog).all().at(-1)?.teamId).toBeNull();
  });

  test('is nobody else', async () => {
    await expect(read({}, testPerson())).rejects.toMatchObject({ code: 'forbidden' });
    await expect(exportAudit(identity.db, testPerson(), { format: 'csv' }, NOW)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
