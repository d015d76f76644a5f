// Which team an address is about: `/t/<slug>/logs` is the page of that team, `/logs` that of the default team. Pure.

/** The slug of the team that a page acts in, sent with what it asks; empty for the default team. */
export const TEAM_HEADER = 'x-maple-team';
/** The same in the query of what a browser opens by itself, where no header can be sent. */
export const TEAM_PARAMETER = 'team';

const PAGE = /^\/t\/([a-z0-9-]{1,40})(\/.*)?$/;

/** The team and the rest of a page's path; no team: the default one. */
export function splitTeamPath(path: string): { readonly slug: string | undefined; readonly path: string } {
  const [, slug, rest] = PAGE.exec(path) ?? [];
  return slug === undefined ? { slug: undefined, path } : { slug, path: rest ?? '/' };
}

/** The path of a page in a team. Pages that are of no team stay as they are. */
export function joinTeamPath(slug: string | undefined, path: string): string {
  const isOfTeam = slug !== undefined && !/^\/(login|setup|invite|reset|no-team|api|t)(\/|$)/.test(path);
  return isOfTeam ? `/t/${slug}${path === '/' ? '' : path}` : path;
}

/** The slug that a request names, by its header, its page's path, or `?team=`; undefined for the default team. */
export function teamOfRequest(request: Pick<Request, 'headers' | 'url'>): string | undefined {
  const header = request.headers.get(TEAM_HEADER);
  if (header !== null) return header === '' ? undefined : header;
  const url = new URL(request.url);
  return splitTeamPath(url.pathname).slug ?? url.searchParams.get(TEAM_PARAMETER) ?? undefined;
}
