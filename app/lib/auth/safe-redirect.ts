// Where a sign-in may lead: to a page of Maple, and nowhere else. Pure.

/** Any origin will do: only whether a target leaves it matters. */
const ORIGIN = 'http://maple.invalid';
/** Pages before sign-in would lead around in circles, and what answers requests is no page. */
const NO_PLACE = /^\/(login|setup|reset|api)(?![\w-])/;

/**
 * Where to go after signing in: the target as the browser will resolve it, when that is a page of Maple; the start page
 * when there is no target, or it is the sign-in itself; the logs for anything that could lead elsewhere.
 */
export function safeRedirect(target: string | undefined): string {
  if (!target) return '/';
  const url = target.startsWith('/') && URL.canParse(target, ORIGIN) ? new URL(target, ORIGIN) : undefined;
  if (url?.origin !== ORIGIN || /^\/(?:[/\\]|%2f|%5c)/i.test(url.pathname)) return '/logs';
  if (NO_PLACE.test(url.pathname)) return '/';
  return url.pathname + url.search + url.hash;
}
