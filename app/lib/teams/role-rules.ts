// Who may do what to whose role in a team. Pure: the repository asks inside the transaction that makes the change.
import { type Role, SCOPES_OF_ROLE, type Scope } from '#app/lib/auth/scopes.ts';
import type { ErrorCode } from '#app/lib/core/errors.ts';

/** Whoever acts in a team. */
export interface Standing {
  readonly role: Role;
  /** Administrates the installation, and so acts as an owner in every team that they are in. */
  readonly isInstanceAdmin: boolean;
}

/** Whoever something is done to. */
export interface Subject {
  readonly role: Role;
  readonly isSelf: boolean;
  /** Owners of the team now, this one too. */
  readonly owners: number;
}

/** Why something may not be done. */
export interface Refusal {
  readonly code: Extract<ErrorCode, 'forbidden' | 'conflict'>;
  readonly message: string;
  readonly hint?: string;
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/** The roles from the most to the least. */
export const ROLES: readonly Role[] = ['owner', 'admin', 'member', 'viewer'];

/** Whether `role` may do more than `other`. */
export function isHigher(role: Role, other: Role): boolean {
  return RANK[role] > RANK[other];
}

/** Why the actor may not give the subject this role. */
export function refuseRoleChange(actor: Standing, subject: Subject, to: Role): Refusal | undefined {
  if (subject.isSelf && isHigher(to, subject.role))
    return { code: 'forbidden', message: 'Nobody can raise their own role.', hint: 'Ask an owner.' };
  return refuseTouching(actor, subject) ?? refuseGiving(actor, to) ?? refuseLosingOwner(subject, to);
}

/** Why the actor may not take the subject, who is somebody else, out of the team. */
export function refuseRemoval(actor: Standing, subject: Subject): Refusal | undefined {
  return refuseTouching(actor, subject) ?? refuseLosingOwner(subject, undefined);
}

/** Why the subject may not leave the team. */
export function refuseLeaving(subject: Subject): Refusal | undefined {
  return refuseLosingOwner(subject, undefined);
}

/** Why the actor may not invite somebody to be this. */
export function refuseInvitation(actor: Standing, role: Role): Refusal | undefined {
  return refuseMembers(actor) ?? refuseGiving(actor, role);
}

/** Why a key may not invite: whoever comes in by it could do more than the key may. */
export function refuseInvitingKey(scopes: ReadonlySet<Scope>): Refusal | undefined {
  const missing = [...SCOPES_OF_ROLE.admin].filter((scope) => !scopes.has(scope));
  if (missing.length === 0) return undefined;
  return {
    code: 'forbidden',
    message: `A key invites only with all that an admin may do: it has no ${missing.join(', ')}.`,
    hint: 'Somebody who administrates the team can invite in the settings.',
  };
}

/** Why the actor may not delete the team. */
export function refuseTeamDeletion(actor: Standing): Refusal | undefined {
  if (actsAs(actor) === 'owner') return undefined;
  return { code: 'forbidden', message: 'Only an owner can delete the team.' };
}

/** Why the actor may not set how people have to sign in for the team. */
export function refuseSecondFactorChange(actor: Standing): Refusal | undefined {
  if (!isHigher('admin', actsAs(actor))) return undefined;
  return { code: 'forbidden', message: 'Only owners and admins can change how people get into the team.' };
}

function actsAs({ role, isInstanceAdmin }: Standing): Role {
  return isInstanceAdmin ? 'owner' : role;
}

function refuseMembers(actor: Standing): Refusal | undefined {
  if (!isHigher('admin', actsAs(actor))) return undefined;
  return { code: 'forbidden', message: 'Only owners and admins can change who is in the team.' };
}

function refuseTouching(actor: Standing, { role }: Subject): Refusal | undefined {
  const refusal = refuseMembers(actor);
  if (refusal || role !== 'owner' || actsAs(actor) === 'owner') return refusal;
  return { code: 'forbidden', message: 'Only an owner can change or remove an owner.' };
}

function refuseGiving(actor: Standing, to: Role): Refusal | undefined {
  if (to !== 'owner' || actsAs(actor) === 'owner') return undefined;
  return { code: 'forbidden', message: 'Only an owner can make somebody an owner.' };
}

function refuseLosingOwner({ role, owners }: Subject, to: Role | undefined): Refusal | undefined {
  if (role !== 'owner' || to === 'owner' || owners > 1) return undefined;
  return {
    code: 'conflict',
    message: 'A team needs an owner, and this is the last one.',
    hint: 'Make somebody else an owner first.',
  };
}
