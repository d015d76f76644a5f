// TanStack Start's server entry: every request of the web port that is not a file passes here.
import { randomBytes } from 'node:crypto';
import handler, { createServerEntry } from '@tanstack/react-start/server-entry';
import { NONCE_HEADER } from './lib/api/nonce.ts';
import { baseSecurityHeaders, pageSecurityHeaders } from './lib/api/security-headers.ts';
import { CLIENT_ADDRESS_HEADER } from './lib/auth/auth.server.ts';

export { boot } from './boot.server.ts';

/** Answers a request of the web port. `url` is the address people use, `clientAddress` comes from the socket. */
export async function handle(request: Request, clientAddress: string, url: string): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  // Overwrites whatever a client sent under these names.
  request.headers.set(NONCE_HEADER, nonce);
  request.headers.set(CLIENT_ADDRESS_HEADER, clientAddress);
  const response = await handler.fetch(request);
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  const security = isPage
    ? pageSecurityHeaders({ nonce, url, isDevelopment: import.meta.env.DEV })
    : baseSecurityHeaders(url);
  for (const [name, value] of Object.entries(security)) response.headers.set(name, value);
  return response;
}

export default createServerEntry({ fetch: (request) => handler.fetch(request) });
