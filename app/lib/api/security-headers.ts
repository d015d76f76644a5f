// The headers that tell browsers what a page of Maple may do: run its own scripts, talk to its own server, no more.

interface PageSecurity {
  /** Fresh and random for every response; on each script tag that the server renders. */
  readonly nonce: string;
  /** The address people use; https makes browsers insist on it. */
  readonly url: string;
  /** In development the hot-reload client needs a WebSocket. */
  readonly isDevelopment?: boolean;
}

const YEAR_S = 365 * 24 * 60 * 60;

/** Headers for an HTML page. */
export function pageSecurityHeaders({
  nonce,
  url,
  isDevelopment = false,
}: PageSecurity): Record<string, string> {
  const isTls = url.startsWith('https://');
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    // Style attributes (virtual lists, charts) cannot carry a nonce.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${isDevelopment ? ' ws: wss:' : ''}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isTls ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
  return { 'content-security-policy': policy, ...baseSecurityHeaders(url) };
}

/** Headers for every response, also of the API. */
export function baseSecurityHeaders(url: string): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // URLs hold what people search for.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(url.startsWith('https://') && {
      'strict-transport-security': `max-age=${YEAR_S}; includeSubDomains`,
    }),
  };
}
