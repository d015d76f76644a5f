// Goes to another team, in the browser. Nothing is remembered: the address says it all.
import type { TeamOfViewer } from '#app/lib/teams/schema.ts';
import { switchAddress } from './switch-address.ts';

/** Loads the same section of another team; another team is another document. */
export function switchTeam(slug: string, current: string): void {
  if (slug === current) return;
  window.location.assign(switchAddress(window.location.pathname, slug));
}

/** The team after this one, round and round; undefined when there is no other. */
export function nextTeam(teams: readonly TeamOfViewer[], currentId: string): TeamOfViewer | undefined {
  if (teams.length < 2) return undefined;
  const at = teams.findIndex(({ id }) => id === currentId);
  return teams[(at + 1) % teams.length];
}
