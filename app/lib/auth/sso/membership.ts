// Which teams the groups of a person lead to, and what has to change for that. Pure.
import type { GroupMapping } from '../provider-settings.ts';
import type { Role } from '../scopes.ts';

/** A membership that a person has. */
export interface Membership {
  readonly teamId: string;
  readonly role: Role;
  /** The provider that gave it; null: a person did. */
  readonly providerId: string | null;
  /** Whether the team would be without an owner if this one went. */
  readonly isLastOwner: boolean;
}

export type MembershipChange =
  | { readonly kind: 'add'; readonly teamId: string; readonly role: Role }
  | { readonly kind: 'role'; readonly teamId: string; readonly before: Role; readonly role: Role }
  | { readonly kind: 'remove'; readonly teamId: string; readonly before: Role };

const ORDER: readonly Role[] = ['viewer', 'member', 'admin', 'owner'];

/** The role in each team that these groups stand for: the highest where several do. */
export function rolesOfGroups(
  mapping: readonly GroupMapping[],
  groups: readonly string[],
): Map<string, Role> {
  const mine = new Set(groups);
  const roles = new Map<string, Role>();
  for (const { group, teamId, role } of mapping) {
    const known = roles.get(teamId);
    if (mine.has(group) && (known === undefined || ORDER.indexOf(role) > ORDER.indexOf(known)))
      roles.set(teamId, role);
  }
  return roles;
}

/**
 * What makes the memberships that a provider gave as `wanted` says. Those that a person or another provider gave stay as they
 * are, and the last owner of a team stays one.
 */
export function membershipChanges(
  current: readonly Membership[],
  wanted: ReadonlyMap<string, Role>,
  providerId: string,
): MembershipChange[] {
  const changes: MembershipChange[] = [];
  const has = new Set(current.map(({ teamId }) => teamId));
  for (const [teamId, role] of wanted) if (!has.has(teamId)) changes.push({ kind: 'add', teamId, role });
  for (const { teamId, role: before, providerId: giver, isLastOwner } of current) {
    if (giver !== providerId || isLastOwner) continue;
    const role = wanted.get(teamId);
    if (role === undefined) changes.push({ kind: 'remove', teamId, before });
    else if (role !== before) changes.push({ kind: 'role', teamId, before, role });
  }
  return changes;
}

/** The groups in what a provider says of a person. `claim` may be a path (`realm_access.roles`); a single text is one group. */
export function groupsIn(claims: Readonly<Record<string, unknown>>, claim: string): string[] {
  if (claim === '') return [];
  const direct = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  const found = direct ?? claim.split('.').reduce<unknown>(step, claims);
  const list = Array.isArray(found) ? found : [found];
  return list.filter((group): group is string => typeof group === 'string' && group !== '').slice(0, 5_000);
}

function step(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
