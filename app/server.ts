// TanStack Start's server entry: every request of the web port that is not a file passes here.
import { randomBytes } from 'node:crypto';
import handler, { createServerEntry } from '@tanstack/react-start/server-entry';
import { app } from './boot.server.ts';
import { NONCE_HEADER } from './lib/api/nonce.ts';
import { fileSecurityHeaders, pageSecurityHeaders } from './lib/api/security-headers.ts';
import { AppError } from './lib/core/errors.ts';

export { boot } from './boot.server.ts';

export default createServerEntry({
  async fetch(request) {
    const { url } = app().config;
    const nonce = randomBytes(16).toString('base64');
    // Overwrites whatever a client sent under this name.
    request.headers.set(NONCE_HEADER, nonce);
    Object.defineProperty(request, 'signal', { value: leaving(request.signal) });
    const response = await handler.fetch(request);
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    const security = isPage
      ? pageSecurityHeaders({ nonce, url, isDevelopment: import.meta.env.DEV })
      : fileSecurityHeaders(url);
    // Copied: those of a redirect cannot be changed.
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(security)) headers.set(name, value);
    // What was on a screen is not in the browser's store when the next person sits there.
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  },
});

/**
 * The signal with a reason of our own. Who leaves a page ends what it asked for; Start throws the signal's reason then, and writes
 * its stack to the console unless it has a status.
 */
function leaving(signal: AbortSignal): AbortSignal {
  const ours = new AbortController();
  const abort = () => ours.abort(new AppError('cancelled', 'Whoever asked has left.'));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return ours.signal;
}
