// Reads the preferences cookie: from the request on the server, from the document in the browser.
import { createIsomorphicFn } from '@tanstack/react-start';
import { getCookie } from '@tanstack/react-start/server';
import { PREFERENCES_COOKIE, type Preferences, parsePreferences } from './preferences.ts';

const readCookie = createIsomorphicFn()
  .server(() => getCookie(PREFERENCES_COOKIE))
  .client(() => {
    const entry = document.cookie.split('; ').find((part) => part.startsWith(`${PREFERENCES_COOKIE}=`));
    return entry && decodeURIComponent(entry.slice(PREFERENCES_COOKIE.length + 1));
  });

/** The preferences of this request, or of this browser. */
export function readPreferences(): Preferences {
  return parsePreferences(readCookie());
}
