// The nonce that the page's Content-Security-Policy has for styles, handed to the libraries that write styles while the page runs.

/** The nonce of this page; undefined on the server. */
export function styleNonce(): string | undefined {
  if (typeof document === 'undefined') return undefined;
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content;
}

/** Dialogs lock the page behind them by a style. Their library looks for the nonce under a bundler's global name. */
export function shareStyleNonce(): void {
  const nonce = styleNonce();
  if (nonce !== undefined) Object.assign(globalThis, { __webpack_nonce__: nonce });
}
