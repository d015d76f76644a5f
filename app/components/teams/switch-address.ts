// Where a switch to another team leads: the same section there, without what is only in the team that is left. Pure.
import { joinTeamPath, splitTeamPath } from '#app/lib/auth/team-address.ts';

/** Pages below these are of things of one team. */
const LISTS = ['/traces', '/services', '/settings/sources', '/settings/connections'];
const FIRST_SLUG = 'default';

/** The address of `slug`'s page for whoever is at `pathname`, an address with its team. Search parameters are the team's own. */
export function switchAddress(pathname: string, slug: string): string {
  const { path } = splitTeamPath(pathname);
  const section = LISTS.find((list) => path.startsWith(`${list}/`)) ?? path;
  return joinTeamPath(slug === FIRST_SLUG ? undefined : slug, section);
}
