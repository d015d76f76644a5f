// Passkeys in the browser: signing in with one, and making one.
import type { UserError } from '#app/lib/core/user-error.ts';
import { isProblem, post, toError } from './session.ts';

/** Whether passkeys work in this browser, at the address that the page was opened under. */
export function canUsePasskeys(host: string | undefined): boolean {
  return (
    host !== undefined &&
    typeof window !== 'undefined' &&
    'PublicKeyCredential' in window &&
    window.isSecureContext &&
    (window.location.hostname === host || window.location.hostname.endsWith(`.${host}`))
  );
}

/**
 * Signs in with a passkey. `quietly`: offers them in the list of the email field, and waits until one is chosen or another request
 * takes its place; then nothing that goes wrong before is worth a word.
 */
export async function signInWithPasskey(quietly = false): Promise<UserError | 'in' | undefined> {
  const { startAuthentication, browserSupportsWebAuthnAutofill } = await import('@simplewebauthn/browser');
  if (quietly && !(await browserSupportsWebAuthnAutofill())) return undefined;
  const options = await post('/passkey/generate-authenticate-options', undefined, 'GET');
  if (isProblem(options)) return quietly ? undefined : toError(options, 'Signing in');
  let response: unknown;
  try {
    response = await startAuthentication({
      // What the server made for exactly this function.
      optionsJSON: options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON'],
      useBrowserAutofill: quietly,
      verifyBrowserAutofillInput: false,
    });
  } catch (thrown) {
    return quietly ? undefined : cancelled(thrown);
  }
  const answer = await post('/passkey/verify-authentication', { response });
  if (!isProblem(answer)) return 'in';
  if (answer.code === 'PASSKEY_NOT_FOUND')
    return { code: 'unauthorized', message: 'This passkey is not known here. It may have been removed.' };
  return toError(answer, 'Signing in');
}

/** Makes a passkey with this name. Undefined when it worked. */
export async function addPasskey(name: string): Promise<UserError | undefined> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const options = await post('/passkey/generate-register-options', undefined, 'GET');
  if (isProblem(options)) {
    if (options.code === 'SESSION_NOT_FRESH')
      return {
        code: 'forbidden',
        message: 'Sign out and in again first: this session is more than an hour old.',
      };
    return toError(options, 'Adding the passkey');
  }
  let response: unknown;
  try {
    response = await startRegistration({
      optionsJSON: options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'],
    });
  } catch (thrown) {
    return cancelled(thrown);
  }
  const answer = await post('/passkey/verify-registration', { response, name });
  return isProblem(answer) ? toError(answer, 'Adding the passkey') : undefined;
}

/** Browsers do not say why, so that pages learn nothing. */
function cancelled(thrown: unknown): UserError {
  const isKnown = thrown instanceof Error && thrown.name === 'InvalidStateError';
  return {
    code: 'cancelled',
    message: isKnown
      ? 'This device has a passkey for your account already.'
      : 'No passkey was used. Try again.',
  };
}
