// Whether a request that carries cookies was made by Maple's own pages, and not by another site in the same browser.
import { isLoopbackHost } from '../net/loopback.ts';

/** The origins that Maple's pages have for this request: the configured address, and the host it was sent to. */
export function ownOrigins(headers: Headers, url: string): string[] {
  const origins = [new URL(url).origin];
  const host = headers.get('host');
  // A browser sets Origin and Host itself, so a page of another site cannot make the two agree. This keeps
  // ssh tunnels and mapped ports working without a setting.
  if (host !== null && /^[A-Za-z0-9.:[\]_-]+$/.test(host)) origins.push(`http://${host}`, `https://${host}`);
  return origins;
}

/**
 * Whether a request that changes something comes from Maple's own pages. `url` is the configured address. Every browser says where a
 * change comes from in one of the two headers; what says nothing has no business with a cookie, programs have keys.
 */
export function isSameOrigin(headers: Headers, url: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = headers.get('origin');
  return origin !== null && ownOrigins(headers, url).includes(origin);
}

/**
 * Whether the request was sent to this machine under a loopback name and straight from it. A page that had its own
 * name resolved to 127.0.0.1 shows in Host; a reverse proxy shows in the forwarding headers.
 */
export function isDirectLoopback(headers: Headers): boolean {
  const host = URL.parse(`http://${headers.get('host') ?? ''}`);
  if (host === null || !isLoopbackHost(host.hostname)) return false;
  return !headers.has('x-forwarded-for') && !headers.has('forwarded') && !headers.has('x-real-ip');
}
