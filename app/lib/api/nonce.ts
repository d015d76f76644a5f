// The request header in which the server hands a response's script nonce to the page that it renders.

/** Set by `app/server.ts` on every page request; whatever a client sends under this name is dropped. */
export const NONCE_HEADER = 'x-maple-nonce';
