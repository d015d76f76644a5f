// The server functions of the own team: its name, its people, its invitations, its end.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { invitationById, invitationInput, invitationRenewal } from './invitation-schema.ts';
import { memberById, memberRole } from './member-schema.ts';
import { secondFactorRule, teamChanges, teamDeletion } from './team-schema.ts';

/** Name, address, database. */
export const getTeam = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => app().people.teams.get(context.tenant));

export const renameTeam = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(teamChanges)
  .handler(({ data, context: { tenant } }) => app().people.teams.rename(tenant, tenant.teamId, data.name));

/** Fails with `conflict` for who signed in by a password alone. */
export const requireSecondFactor = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(secondFactorRule)
  .handler(({ data, context }) => app().people.secondFactor.setForTeam(context.tenant, data.isRequired));

/** Deletes the own team, by an owner who types its name. Answers until when it can be brought back. */
export const deleteTeam = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(teamDeletion)
  .handler(({ data, context }) => ({
    dropAfter: app().people.teams.removeOwn(context.tenant, data.confirm).toISOString(),
  }));

export const leaveTeam = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => app().people.members.leave(context.tenant));

/** Owners first, then by name. */
export const listMembers = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => app().people.members.list(context.tenant));

/** Fails with `forbidden` for what the rules of roles refuse, with `conflict` for the last owner. */
export const changeMemberRole = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(memberRole)
  .handler(({ data, context }) => app().people.members.changeRole(context.tenant, data.userId, data.role));

/** Fails as `changeMemberRole`. */
export const removeMember = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(memberById)
  .handler(({ data, context }) => app().people.members.remove(context.tenant, data.userId));

/** Those not accepted yet, newest first, and whether they can be mailed. */
export const listInvitations = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('admin')])
  .handler(({ context }) => {
    const { invitations } = app().people;
    return { invitations: invitations.list(context.tenant), canMail: invitations.canMail };
  });

/** The link in the answer is shown once. */
export const createInvitation = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(invitationInput)
  .handler(({ data, context }) => app().people.invitations.create(context.tenant, data));

/** A new link; the old one ends. */
export const renewInvitation = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(invitationRenewal)
  .handler(({ data: { id, ...how }, context }) => app().people.invitations.renew(context.tenant, id, how));

export const revokeInvitation = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(invitationById)
  .handler(({ data, context }) => app().people.invitations.revoke(context.tenant, data.id));
