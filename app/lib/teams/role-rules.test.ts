// The rules of roles, for whatever anybody tries in any team.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INVITES } from '#app/lib/auth/invitations-of.server.ts';
import type { Role } from '#app/lib/auth/scopes.ts';
import {
  isHigher,
  ROLES,
  refuseInvitation,
  refuseLeaving,
  refuseRemoval,
  refuseRoleChange,
  refuseTeamDeletion,
  type Standing,
} from './role-rules.ts';

interface Person extends Standing {
  readonly id: number;
}

const role = fc.constantFrom<Role[]>(...ROLES);
const standing = fc.record({ role, isInstanceAdmin: fc.boolean() });
/** A team as it can be: somebody owns it. */
const team = fc
  .array(standing, { minLength: 1, maxLength: 6 })
  .filter((people) => people.some((person) => person.role === 'owner'))
  .map((people): Person[] => people.map((person, id) => ({ ...person, id })));
const attempt = fc.oneof(
  fc.record({ kind: fc.constant('role' as const), by: fc.nat(5), on: fc.nat(5), to: role }),
  fc.record({ kind: fc.constant('remove' as const), by: fc.nat(5), on: fc.nat(5) }),
  fc.record({ kind: fc.constant('leave' as const), by: fc.nat(5) }),
);
type Attempt = typeof attempt extends fc.Arbitrary<infer Value> ? Value : never;

const ownersOf = (people: readonly Person[]) => people.filter((person) => person.role === 'owner').length;

/** The team after an attempt: the same one when the rules refuse it. */
function outcomeOf(people: readonly Person[], tried: Attempt): readonly Person[] {
  const actor = people.find(({ id }) => id === tried.by);
  const target = tried.kind === 'leave' ? actor : people.find(({ id }) => id === tried.on);
  if (!actor || !target) return people;
  const subject = { role: target.role, isSelf: actor === target, owners: ownersOf(people) };
  if (tried.kind === 'role') {
    if (refuseRoleChange(actor, subject, tried.to)) return people;
    return people.map((person) => (person === target ? { ...person, role: tried.to } : person));
  }
  const refusal = subject.isSelf ? refuseLeaving(subject) : refuseRemoval(actor, subject);
  return refusal ? people : people.filter((person) => person !== target);
}

describe('whatever is tried', () => {
  test('a team keeps an owner', () => {
    fc.assert(
      fc.property(team, fc.array(attempt, { maxLength: 30 }), (people, attempts) => {
        expect(ownersOf(attempts.reduce(outcomeOf, people as readonly Person[]))).toBeGreaterThan(0);
      }),
    );
  });

  test('only who acts as an owner makes, changes or removes an owner', () => {
    fc.assert(
      fc.property(team, attempt, (people, tried) => {
        const actor = people.find(({ id }) => id === tried.by);
        const result = outcomeOf(people, tried);
        for (const before of people) {
          const now = result.find(({ id }) => id === before.id);
          if (before.role === now?.role || before.id === tried.by) continue;
          const touchesOwner = before.role === 'owner' || now?.role === 'owner';
          if (touchesOwner) expect(actor?.role === 'owner' || actor?.isInstanceAdmin).toBe(true);
        }
      }),
    );
  });

  test('nobody raises himself, and no member or viewer changes another', () => {
    fc.assert(
      fc.property(team, attempt, (people, tried) => {
        const result = outcomeOf(people, tried);
        for (const before of people) {
          const now = result.find(({ id }) => id === before.id);
          const actor = people.find(({ id }) => id === tried.by);
          if (before.id === tried.by) {
            if (now) expect(isHigher(now.role, before.role)).toBe(false);
          } else if (before.role !== now?.role) {
            expect(actor && (actor.isInstanceAdmin || isHigher(actor.role, 'member'))).toBe(true);
          }
        }
      }),
    );
  });

  test('nobody invites somebody to be more than they could make them', () => {
    fc.assert(
      fc.property(standing, role, (actor, invited) => {
        const newcomer = { role: 'viewer', isSelf: false, owners: 1 } as const;
        const isRefused = refuseInvitation(actor, invited) !== undefined;
        expect(isRefused).toBe(refuseRoleChange(actor, newcomer, invited) !== undefined);
      }),
    );
  });

  test('an administrator of the installation acts as an owner', () => {
    fc.assert(
      fc.property(role, role, role, fc.integer({ min: 1, max: 3 }), (own, theirs, to, owners) => {
        const subject = { role: theirs, isSelf: false, owners };
        const admin = { role: own, isInstanceAdmin: true };
        const owner = { role: 'owner', isInstanceAdmin: false } as const;
        expect(refuseRoleChange(admin, subject, to)).toEqual(refuseRoleChange(owner, subject, to));
        expect(refuseRemoval(admin, subject)).toEqual(refuseRemoval(owner, subject));
        expect(refuseTeamDeletion(admin)).toBeUndefined();
      }),
    );
  });
});

test.each<[Role, boolean]>([
  ['owner', true],
  ['admin', false],
  ['member', false],
  ['viewer', false],
])('%s may delete the team: %s', (own, may) => {
  expect(refuseTeamDeletion({ role: own, isInstanceAdmin: false }) === undefined).toBe(may);
});

test('an invitation ends with the role that could make it', () => {
  for (const own of ROLES) {
    const may = ROLES.filter((invited) => !refuseInvitation({ role: own, isInstanceAdmin: false }, invited));
    expect(INVITES[own]).toEqual(may);
  }
});

test('the last owner is told what to do first', () => {
  const subject = { role: 'owner', isSelf: true, owners: 1 } as const;
  expect(refuseLeaving(subject)).toMatchObject({ code: 'conflict', hint: expect.stringContaining('owner') });
  expect(refuseLeaving({ ...subject, owners: 2 })).toBeUndefined();
});
