// The token of an invitation while its person signs in: in this tab, not in the address of the sign-in, which servers log.

const KEY = 'maple.invitation';

/** Keeps the token until the tab is closed. */
export function keepToken(token: string): void {
  window.sessionStorage.setItem(KEY, token);
}

/** The kept token; empty when there is none. */
export function keptToken(): string {
  return window.sessionStorage.getItem(KEY) ?? '';
}

/** To be called when the invitation is used up. */
export function forgetToken(): void {
  window.sessionStorage.removeItem(KEY);
}
