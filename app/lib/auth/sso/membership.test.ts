// Groups become memberships; what people gave stays.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Role } from '../scopes.ts';
import { groupsIn, type Membership, membershipChanges, rolesOfGroups } from './membership.ts';

const own = { providerId: 'p', isLastOwner: false } as const;

test('the highest role of several groups counts', () => {
  const mapping = [
    { group: 'dev', teamId: 'a', role: 'member' },
    { group: 'lead', teamId: 'a', role: 'admin' },
    { group: 'all', teamId: 'a', role: 'viewer' },
    { group: 'dev', teamId: 'b', role: 'viewer' },
    { group: 'Dev', teamId: 'c', role: 'owner' },
  ] as const;
  expect([...rolesOfGroups(mapping, ['lead', 'all', 'dev'])]).toEqual([
    ['a', 'admin'],
    ['b', 'viewer'],
  ]);
  expect(rolesOfGroups(mapping, []).size).toBe(0);
});

test('memberships are added, changed and removed, and only those of the provider', () => {
  const current: Membership[] = [
    { teamId: 'change', role: 'member', ...own },
    { teamId: 'leave', role: 'member', ...own },
    { teamId: 'keep', role: 'viewer', ...own },
    { teamId: 'manual', role: 'viewer', providerId: null, isLastOwner: false },
    { teamId: 'other', role: 'viewer', providerId: 'q', isLastOwner: false },
    { teamId: 'last', role: 'owner', providerId: 'p', isLastOwner: true },
  ];
  const wanted = new Map<string, Role>([
    ['new', 'admin'],
    ['change', 'viewer'],
    ['keep', 'viewer'],
    ['manual', 'owner'],
  ]);
  expect(membershipChanges(current, wanted, 'p')).toEqual([
    { kind: 'add', teamId: 'new', role: 'admin' },
    { kind: 'role', teamId: 'change', before: 'member', role: 'viewer' },
    { kind: 'remove', teamId: 'leave', before: 'member' },
  ]);
});

test('whatever the groups say, nothing manual and no last owner changes, and a second time nothing does', () => {
  const role = fc.constantFrom<Role>('owner', 'admin', 'member', 'viewer');
  const team = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const membership = fc.record({
    teamId: team,
    role,
    providerId: fc.constantFrom(null, 'p', 'q'),
    isLastOwner: fc.boolean(),
  });
  const memberships = fc.uniqueArray(membership, { selector: ({ teamId }) => teamId });
  fc.assert(
    fc.property(memberships, fc.array(fc.tuple(team, role)), (current, pairs) => {
      const wanted = new Map<string, Role>(pairs);
      const changes = membershipChanges(current, wanted, 'p');
      const after = new Map<string, Membership>(current.map((one) => [one.teamId, one]));
      for (const change of changes) {
        const before = after.get(change.teamId);
        if (before !== undefined) expect(before).toMatchObject({ providerId: 'p', isLastOwner: false });
        if (change.kind === 'remove') after.delete(change.teamId);
        else after.set(change.teamId, { teamId: change.teamId, role: change.role, ...own });
      }
      expect(membershipChanges([...after.values()], wanted, 'p')).toEqual([]);
      for (const teamId of wanted.keys()) expect(after.has(teamId)).toBe(true);
    }),
  );
});

test.each([
  [{ groups: ['a', 1, null, '', 'b'] }, 'groups', ['a', 'b']],
  [{ groups: 'one' }, 'groups', ['one']],
  [{ realm_access: { roles: ['x'] } }, 'realm_access.roles', ['x']],
  [{ 'https://x.example/groups': ['y'] }, 'https://x.example/groups', ['y']],
  [{ groups: { a: 1 } }, 'groups', []],
  [{}, 'groups', []],
  [{ groups: ['a'] }, '', []],
  [{}, 'constructor.name', []],
])('groups in %o by %s', (claims, claim, expected) => expect(groupsIn(claims, claim)).toEqual(expected));
