// Who may require two-factor of a team and of administrators, and what is noted of it.
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person, Tenant } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { auditLog, teams } from '#drizzle/schema.ts';
import { createSecondFactorRules, type SecondFactorRules } from './second-factor.server.ts';
import { addMember, addPerson, addTeam, keyOf } from './testing.ts';

let identity: TestIdentity;
let rules: SecondFactorRules;

beforeEach(() => {
  identity = openTestIdentity();
  addTeam(identity.db, 'ours');
  rules = createSecondFactorRules(identity);
});
afterEach(() => identity.close());

const strong = <Who extends Tenant | Person>(who: Who): Who => ({ ...who, hasSecondFactor: true });
const settings = () => identity.db.select().from(teams).where(eq(teams.id, 'ours')).get()?.settings;
const entries = () =>
  identity.db
    .select()
    .from(auditLog)
    .all()
    .map(({ action, teamId, before, after }) => ({ action, teamId, before, after }));

describe('a team', () => {
  test.each(['owner', 'admin'] as const)('is closed and opened by an %s, and it is noted', (role) => {
    const { db } = identity;
    db.update(teams)
      .set({ settings: { ingest: { bytesPerDay: 7 } } })
      .where(eq(teams.id, 'ours'))
      .run();
    const who = strong(addMember(db, addPerson(db, 'p'), 'ours', role));
    rules.setForTeam(who, true);
    rules.setForTeam(who, true);
    expect(settings()).toEqual({ ingest: { bytesPerDay: 7 }, requiresSecondFactor: true });
    rules.setForTeam(who, false);
    expect(settings()).toMatchObject({ requiresSecondFactor: false });
    const of = (from: boolean) => ({
      ...{ action: 'team.settings', teamId: 'ours' },
      ...{ before: { requiresSecondFactor: from }, after: { requiresSecondFactor: !from } },
    });
    expect(entries()).toEqual([of(false), of(true)]);
  });

  test('nobody locks themselves out; who has no second factor may still open it', () => {
    const { db } = identity;
    const weak = addMember(db, addPerson(db, 'p'), 'ours', 'owner');
    expect(() => rules.setForTeam(weak, true)).toThrow(
      expect.objectContaining({ code: 'conflict', hint: expect.stringContaining('Sign-in and sessions') }),
    );
    expect(settings()).toEqual({});
    expect(entries()).toEqual([]);
  });

  test.each(['member', 'viewer'] as const)('not by a %s', (role) => {
    const { db } = identity;
    const who = strong(addMember(db, addPerson(db, 'p'), 'ours', role));
    expect(() => rules.setForTeam(who, true)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  test('not by a key: a stolen one could open the team', () => {
    const key = keyOf('ours', ['read', 'write', 'admin']);
    expect(() => rules.setForTeam(key, false)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  test('not by who was an admin when the request came', () => {
    const { db } = identity;
    const who = strong(addMember(db, addPerson(db, 'p'), 'ours', 'viewer'));
    const late = { ...who, role: 'admin', scopes: new Set(['read', 'write', 'admin']) } as unknown as Tenant;
    expect(() => rules.setForTeam(late, true)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });
});

describe('administration', () => {
  test('is closed and opened by who has a second factor, and it is noted', () => {
    const ada = strong(addPerson(identity.db, 'ada', true));
    expect(rules.forAdministrators()).toBe(false);
    rules.setForAdministrators(ada, true);
    expect(rules.forAdministrators()).toBe(true);
    rules.setForAdministrators(ada, false);
    expect(rules.forAdministrators()).toBe(false);
    expect(entries().map(({ action, after }) => [action, after])).toEqual([
      ['installation.settings', { administratorsNeedSecondFactor: true }],
      ['installation.settings', { administratorsNeedSecondFactor: false }],
    ]);
  });

  test('nobody locks themselves out, and nobody else closes it', () => {
    const { db } = identity;
    const weak = addPerson(db, 'ada', true);
    expect(() => rules.setForAdministrators(weak, true)).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
    const other = strong(addPerson(db, 'bob'));
    expect(() => rules.setForAdministrators(other, true)).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    expect(rules.forAdministrators()).toBe(false);
  });
});
