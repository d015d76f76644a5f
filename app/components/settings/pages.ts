// The pages of the settings, in the order of their navigation.
import type { TeamOfViewer } from '#app/lib/teams/schema.ts';

export const SETTINGS_PAGES = [
  {
    group: 'You',
    pages: [
      { to: '/settings/profile', label: 'Profile' },
      { to: '/settings/security', label: 'Sign-in and sessions' },
    ],
  },
  {
    group: 'Team',
    pages: [
      { to: '/settings/team', label: 'General' },
      { to: '/settings/members', label: 'Members' },
      { to: '/settings/keys', label: 'Keys', needs: 'admin' },
      { to: '/settings/sources', label: 'Sources' },
      { to: '/settings/connections', label: 'Connections' },
      { to: '/settings/data', label: 'Data and retention' },
      { to: '/settings/usage', label: 'Usage' },
      { to: '/settings/limits', label: 'Limits' },
      { to: '/settings/queries', label: 'Running queries' },
      { to: '/settings/audit', label: 'Audit log', needs: 'admin' },
    ],
  },
  {
    group: 'Installation',
    pages: [
      { to: '/settings/teams', label: 'Teams', needs: 'instance' },
      { to: '/settings/providers', label: 'Single sign-on', needs: 'instance' },
      { to: '/settings/health', label: 'Health' },
      { to: '/settings/about', label: 'About' },
    ],
  },
] as const;

/** What a page needs of its viewer: to administrate the team, or the installation. */
export type PageNeeds = 'admin' | 'instance';

/** Whether a page is of use to somebody. Its functions check by themselves. */
export function isForViewer(
  page: { readonly to: string; readonly needs?: PageNeeds },
  role: TeamOfViewer['role'],
  isInstanceAdmin: boolean,
): boolean {
  if (page.needs === 'instance') return isInstanceAdmin;
  return page.needs === undefined || role === 'admin' || role === 'owner';
}
