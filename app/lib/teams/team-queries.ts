// What the settings ask about teams and people. After a change: `invalidateQueries({ queryKey: ['team'] })`.
import { queryOptions } from '@tanstack/react-query';
import { getAdministratorRule, listAdministrators } from './administrators.functions.ts';
import { listTeams, previewSlug } from './installation.functions.ts';
import { getTeam, listInvitations, listMembers } from './team.functions.ts';

/** Name, address and database of the own team. */
export const teamOptions = () =>
  queryOptions({ queryKey: ['team', 'own'], queryFn: ({ signal }) => getTeam({ signal }) });

/** Who is in it. */
export const membersOptions = () =>
  queryOptions({ queryKey: ['team', 'members'], queryFn: ({ signal }) => listMembers({ signal }) });

/** Those nobody has accepted yet; for admins. */
export const invitationsOptions = () =>
  queryOptions({ queryKey: ['team', 'invitations'], queryFn: ({ signal }) => listInvitations({ signal }) });

/** All teams; for administrators of the installation. */
export const allTeamsOptions = () =>
  queryOptions({ queryKey: ['team', 'all'], queryFn: ({ signal }) => listTeams({ signal }) });

/** Who administrates the installation; for them. */
export const administratorsOptions = () =>
  queryOptions({
    queryKey: ['team', 'administrators'],
    queryFn: ({ signal }) => listAdministrators({ signal }),
  });

/** Whether those get in only with a second factor; for them. */
export const administratorRuleOptions = () =>
  queryOptions({
    queryKey: ['team', 'administrators', 'rule'],
    queryFn: ({ signal }) => getAdministratorRule({ signal }),
  });

/** What a new team would be called in addresses. */
export const slugOptions = (name: string, slug: string) =>
  queryOptions({
    queryKey: ['team', 'slug', name, slug],
    queryFn: ({ signal }) => previewSlug({ data: { name, slug }, signal }),
    enabled: name.trim() !== '' || slug.trim() !== '',
    placeholderData: (before) => before,
  });
