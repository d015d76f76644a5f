// People of a team in a real SQLite: roles as the rules say, an owner always, and an end to access that is one.
import { eq } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKey } from '#app/lib/auth/keys.server.ts';
import type { Role } from '#app/lib/auth/scopes.ts';
import type { Person, Tenant } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { apiKeys, auditLog, invitations, members, sessions } from '#drizzle/schema.ts';
import { createMembers, type Members } from './members.server.ts';
import { ROLES } from './role-rules.ts';
import { addMember, addPerson, addTeam, keyOf, tenantOf } from './testing.ts';

let identity: TestIdentity;
let people: Members;
let olga: Tenant;
let adam: Tenant;
let mia: Tenant;
let vera: Tenant;
const persons = new Map<string, Person>();

beforeEach(() => {
  identity = openTestIdentity();
  const { db } = identity;
  addTeam(db, 'ours');
  addTeam(db, 'theirs');
  people = createMembers({ db });
  const add = (id: string, role: Role, teamId = 'ours') => {
    const person = addPerson(db, id);
    persons.set(id, person);
    return addMember(db, person, teamId, role);
  };
  [olga, adam, mia, vera] = [
    add('olga', 'owner'),
    add('adam', 'admin'),
    add('mia', 'member'),
    add('vera', 'viewer'),
  ];
  add('eve', 'owner', 'theirs');
});
afterEach(() => identity.close());

const roleOf = (userId: string) => people.list(olga).find((person) => person.userId === userId)?.role;
const code = (attempt: () => unknown) => {
  try {
    attempt();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'done';
};
const actions = () =>
  identity.db
    .select()
    .from(auditLog)
    .all()
    .map(({ action, actorName, targetName, teamId }) => [action, actorName, targetName, teamId]);

describe('the list', () => {
  test('has the team and nobody else, owners first', () => {
    expect(people.list(olga).map(({ userId, role }) => [userId, role])).toEqual([
      ['olga', 'owner'],
      ['adam', 'admin'],
      ['mia', 'member'],
      ['vera', 'viewer'],
    ]);
  });

  test('tells admins alone how people sign in and when they were here', () => {
    const { db, team: _ } = identity;
    const expiresAt = new Date(Date.now() + 1e6);
    const seen = new Date('2026-05-01T00:00:00Z');
    db.insert(sessions).values({ id: 's', userId: 'mia', token: 't', expiresAt, updatedAt: seen }).run();
    const { id } = createKey(db, { teamId: 'ours', name: 'k', scopes: ['read'] });
    db.update(apiKeys).set({ createdBy: 'mia' }).where(eq(apiKeys.id, id)).run();
    const mine = (tenant: Tenant) => people.list(tenant).find(({ userId }) => userId === 'mia');
    expect(mine(adam)).toMatchObject({ lastSeenAt: seen.toISOString(), hasTwoFactor: false, keys: 1 });
    expect(mine(vera)).toMatchObject({ lastSeenAt: null, hasTwoFactor: null, keys: null });
  });
});

describe('roles', () => {
  test('are changed by admins, and owners by owners only', () => {
    people.changeRole(adam, 'vera', 'member');
    expect(roleOf('vera')).toBe('member');
    expect(code(() => people.changeRole(adam, 'vera', 'owner'))).toBe('forbidden');
    expect(code(() => people.changeRole(adam, 'olga', 'viewer'))).toBe('forbidden');
    expect(code(() => people.changeRole(mia, 'vera', 'viewer'))).toBe('forbidden');
    expect(code(() => people.changeRole(adam, 'adam', 'owner'))).toBe('forbidden');
    people.changeRole(olga, 'adam', 'owner');
    expect(actions()).toEqual([
      ['member.role', 'adam@example.com', 'vera@example.com', 'ours'],
      ['member.role', 'olga@example.com', 'adam@example.com', 'ours'],
    ]);
  });

  test("of another team's people are not to be seen", () => {
    expect(code(() => people.changeRole(olga, 'eve', 'viewer'))).toBe('not_found');
    expect(code(() => people.remove(olga, 'eve'))).toBe('not_found');
    expect(code(() => people.changeRole(olga, 'nobody', 'viewer'))).toBe('not_found');
  });

  test('count as they are when the change is made, not when the request came', () => {
    people.changeRole(olga, 'adam', 'viewer');
    expect(code(() => people.changeRole(adam, 'mia', 'viewer'))).toBe('forbidden');
    people.remove(olga, 'adam');
    expect(code(() => people.remove(adam, 'mia'))).toBe('forbidden');
    expect(actions()).toHaveLength(2);
  });

  test('by hand are no longer those of the provider', () => {
    identity.db.run(
      "insert into identity_providers values ('p','Corp','oidc','https://x','c','s',1,'{}',0,0)",
    );
    identity.db.update(members).set({ providerId: 'p' }).where(eq(members.userId, 'mia')).run();
    const provider = () => people.list(olga).find(({ userId }) => userId === 'mia')?.provider;
    expect(provider()).toBe('Corp');
    people.changeRole(olga, 'mia', 'viewer');
    expect(provider()).toBeNull();
  });
});

describe('the last owner', () => {
  test('stays, whatever is asked', () => {
    for (const attempt of [
      () => people.leave(olga),
      () => people.remove(olga, 'olga'),
      () => people.changeRole(olga, 'olga', 'admin'),
    ])
      expect(code(attempt)).toBe('conflict');
    expect(roleOf('olga')).toBe('owner');
    expect(actions()).toEqual([]);
  });

  test('is whoever is left, also when several go at once', () => {
    people.changeRole(olga, 'adam', 'owner');
    const second = tenantOf(persons.get('adam') as Person, 'ours', 'owner');
    const outcomes = [() => people.leave(olga), () => people.leave(second)].map(code);
    expect(outcomes).toEqual(['done', 'conflict']);
  });

  test('whatever is done in whatever order, the team keeps one', () => {
    const ids = ['olga', 'adam', 'mia', 'vera'];
    const step = fc.tuple(fc.constantFrom('role', 'remove', 'leave'), fc.nat(3), fc.nat(3), fc.nat(3));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const { db } = identity;
        for (const [index, id] of ids.entries())
          db.insert(members)
            .values({ teamId: 'ours', userId: id, role: ROLES[index] ?? 'viewer' })
            .onConflictDoUpdate({
              target: [members.teamId, members.userId],
              set: { role: ROLES[index] ?? 'viewer' },
            })
            .run();
        for (const [kind, by, on, to] of steps) {
          // What the request claims does not matter.
          const actor = tenantOf(persons.get(ids[by] ?? '') as Person, 'ours', 'owner');
          code(() => {
            if (kind === 'role') people.changeRole(actor, ids[on] ?? '', ROLES[to] ?? 'viewer');
            else if (kind === 'remove') people.remove(actor, ids[on] ?? '');
            else people.leave(actor);
          });
        }
        expect(people.list(olga).filter(({ role }) => role === 'owner').length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['admin', []],
  ['member', ['admin']],
  ['viewer', ['admin', 'write']],
] as const)('whoever becomes %s loses the keys that can do more: %j', (role, lost) => {
  const { db } = identity;
  people.changeRole(olga, 'mia', 'admin');
  for (const scope of ['ingest', 'read', 'write', 'admin'] as const)
    createKey(db, { teamId: 'ours', name: scope, scopes: [scope], createdBy: 'mia' });
  people.changeRole(olga, 'mia', role);
  const revoked = db
    .select()
    .from(apiKeys)
    .all()
    .filter(({ revokedAt }) => revokedAt !== null);
  expect(revoked.map(({ name }) => name).toSorted()).toEqual(lost);
});

describe('whoever is out', () => {
  const keyBy = (userId: string | null, teamId = 'ours') => {
    const made = createKey(identity.db, { teamId, name: 'k', scopes: ['read', 'ingest'] });
    identity.db.update(apiKeys).set({ createdBy: userId }).where(eq(apiKeys.id, made.id)).run();
    return made.key;
  };
  const works = async (key: string) => {
    const request = new Request('http://127.0.0.1/api/v1/x', { headers: { 'x-maple-key': key } });
    return identity.tenants.fromRequest(request, 'read').then(
      () => true,
      () => false,
    );
  };

  test('takes the keys along that they made in this team, and no others', async () => {
    const [own, another, ofNobody, elsewhere] = [
      keyBy('mia'),
      keyBy('adam'),
      keyBy(null),
      keyBy('mia', 'theirs'),
    ];
    expect(people.remove(adam, 'mia')).toEqual({ revokedKeys: 1 });
    expect(await Promise.all([own, another, ofNobody, elsewhere].map(works))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  test('cannot come back by an invitation that they made', () => {
    const add = (id: string, invitedBy: string, role: Role, teamId = 'ours') =>
      identity.db
        .insert(invitations)
        .values({ id, teamId, role, tokenHash: id, invitedBy, expiresAt: new Date(Date.now() + 1e6) })
        .run();
    add('admin', 'adam', 'admin');
    add('viewer', 'adam', 'viewer');
    add('other', 'olga', 'viewer');
    add('elsewhere', 'adam', 'viewer', 'theirs');
    const open = () =>
      identity.db
        .select()
        .from(invitations)
        .all()
        .filter(({ revokedAt }) => revokedAt === null)
        .map(({ id }) => id);
    people.changeRole(olga, 'adam', 'member');
    expect(open()).toEqual(['other', 'elsewhere']);
    people.leave(tenantOf(persons.get('adam') as Person, 'ours', 'member'));
    expect(open()).toEqual(['other', 'elsewhere']);
    expect(actions().map(([action]) => action)).toEqual(['member.role', 'member.leave']);
  });
});

test('keys that may administrate act as an admin and never leave', () => {
  const key = keyOf('ours', ['read', 'admin']);
  people.changeRole(key, 'vera', 'member');
  expect(code(() => people.changeRole(key, 'olga', 'viewer'))).toBe('forbidden');
  expect(code(() => people.leave(key))).toBe('forbidden');
  expect(code(() => people.remove(keyOf('ours', ['read', 'write']), 'vera'))).toBe('forbidden');
});
