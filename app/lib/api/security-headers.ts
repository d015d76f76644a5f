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
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    // In development Vite writes styles into the page.
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // What the server renders for virtual lists and charts; an attribute cannot carry a nonce.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self'${isDevelopment ? ' ws: wss:' : ''}`,
    "worker-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isTls ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
  return { 'content-security-policy': policy, ...baseSecurityHeaders(url) };
}

/**
 * Headers for what is no page: were it opened as one, nothing in it would run. Scripts of workers are files too, and what they
 * may do is said by the headers of the file.
 */
export function fileSecurityHeaders(url: string): Record<string, string> {
  return {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ...baseSecurityHeaders(url),
  };
}

/** Headers for every response, also of the API. */
function baseSecurityHeaders(url: string): Record<string, string> {
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
