// The request header in which the web entry passes on the client's address, for the sign-in rate limit.

/** Set from the socket for every request; whatever a client sends under this name is dropped. */
export const CLIENT_ADDRESS_HEADER = 'x-maple-client-address';
