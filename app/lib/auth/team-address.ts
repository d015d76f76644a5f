// Which team an address is about: `/t/<slug>/logs` is the page of that team, `/logs` that of the default team. Pure.
import { AppError } from '../core/errors.ts';

/** The slug of the team that a page acts in, sent with what it asks; empty for the default team. */
export const TEAM_HEADER = 'x-maple-team';
/** The same in the query of the API's addresses, for what a browser opens by itself, where no header can be sent. */
export const TEAM_PARAMETER = 'team';

/**
 * A slug as `TEAM_SLUG` allows it, in any case: people type addresses. What follows is no page when its first segment is empty
 * (`//` begins another site's address) or hides letters (`%61pi`).
 */
const TEAM_PAGE = /^\/t\/([A-Za-z](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,39})(\/(?!\/)(?![^/]*%).*)?$/;
/** What is of no team, in any case as the router has it. Below a team's address there is none of it: `/t/x/api` is not the API. */
const OF_NO_TEAM = /^\/(login|setup|invite|reset|no-team|api|t|_serverfn)(\/|$)/i;

/** The team and the rest of a page's path; no team: the default one. */
export function splitTeamPath(path: string): { readonly slug: string | undefined; readonly path: string } {
  const [, slug, rest = '/'] = TEAM_PAGE.exec(path) ?? [];
  if (slug === undefined || OF_NO_TEAM.test(rest)) return { slug: undefined, path };
  return { slug: slug.toLowerCase(), path: rest };
}

/** The path of a page in a team. Pages that are of no team stay as they are. */
export function joinTeamPath(slug: string | undefined, path: string): string {
  const isOfTeam = slug !== undefined && !OF_NO_TEAM.test(path);
  return isOfTeam ? `/t/${slug}${path === '/' ? '' : path}` : path;
}

/**
 * The slug that a request names: by its header, by its page's path, or by `?team=` of the API; undefined for the default team. A
 * page's own query says nothing about the team: the address would name another one than the one that is shown. Throws `bad_request`
 * when `?team=` is there twice: which of them is meant?
 */
export function teamOfRequest(request: Pick<Request, 'headers' | 'url'>): string | undefined {
  const { pathname, searchParams } = new URL(request.url);
  const isOfApi = /^\/api\//i.test(pathname);
  const named = isOfApi ? searchParams.getAll(TEAM_PARAMETER) : [];
  if (named.length > 1)
    throw new AppError('bad_request', `Name one team: "${TEAM_PARAMETER}" is there twice.`);
  const header = request.headers.get(TEAM_HEADER);
  if (header !== null) return header === '' ? undefined : header.toLowerCase();
  return isOfApi ? named[0]?.toLowerCase() : splitTeamPath(pathname).slug;
}
