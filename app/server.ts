// TanStack Start's server entry: every request of the web port that is not a file passes here.
import { randomBytes } from 'node:crypto';
import handler, { createServerEntry } from '@tanstack/react-start/server-entry';
import { app } from './boot.server.ts';
import { NONCE_HEADER } from './lib/api/nonce.ts';
import { baseSecurityHeaders, pageSecurityHeaders } from './lib/api/security-headers.ts';

export { boot } from './boot.server.ts';

export default createServerEntry({
  async fetch(request) {
    const { url } = app().config;
    const nonce = randomBytes(16).toString('base64');
    // Overwrites whatever a client sent under this name.
    request.headers.set(NONCE_HEADER, nonce);
    const response = await handler.fetch(request);
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    const security = isPage
      ? pageSecurityHeaders({ nonce, url, isDevelopment: import.meta.env.DEV })
      : baseSecurityHeaders(url);
    // Copied: those of a redirect cannot be changed.
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(security)) headers.set(name, value);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  },
});
