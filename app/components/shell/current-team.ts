// The team that this page acts in, as its address says, and requests that say so too.
import { createIsomorphicFn } from '@tanstack/react-start';
import { getRequest } from '@tanstack/react-start/server';
import { joinTeamPath, splitTeamPath, TEAM_HEADER } from '#app/lib/auth/team-address.ts';

/** The slug in the page's address; undefined for the default team. A page stays in its team: another one is another document. */
export const currentTeam = createIsomorphicFn()
  .server(() => splitTeamPath(new URL(getRequest().url).pathname).slug)
  .client(() => splitTeamPath(window.location.pathname).slug);

/** The address of a page in the current team, for links that are not the router's. */
export function inTeam(path: string): string {
  return joinTeamPath(currentTeam(), path);
}

/** `fetch` for Maple's own API, in the current team. */
export function teamFetch(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set(TEAM_HEADER, currentTeam() ?? '');
  return fetch(path, { ...init, headers });
}

/** An address of Maple's own API that names the current team, for what sends no headers: downloads and workers. */
export function teamUrl(path: string): string {
  const team = currentTeam();
  return team === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}team=${team}`;
}
