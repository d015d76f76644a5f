// What a person prefers on this browser, kept in one cookie so that the server's first paint is already right.
import * as z from 'zod/mini';

export const PREFERENCES_COOKIE = 'maple-preferences';

const preferences = z.object({
  theme: z.catch(z.enum(['system', 'light', 'dark']), 'system'),
  /** Which clock times are shown in. */
  zone: z.catch(z.enum(['local', 'utc']), 'local'),
  /** The browser's IANA time zone, for the server; UTC until the browser has said so. */
  localZone: z.catch(z.string().check(z.refine(isTimeZone)), 'UTC'),
  nav: z.catch(z.enum(['wide', 'narrow']), 'wide'),
  /** Width of the detail panel, CSS pixels; 0: as the window allows. */
  detailWidth: z.catch(z.coerce.number().check(z.int(), z.minimum(360), z.maximum(1_200)), 0),
});
export type Preferences = z.output<typeof preferences>;

/** Preferences from the cookie's value; whatever is missing or unreadable takes its default. */
export function parsePreferences(cookie: string | undefined): Preferences {
  return preferences.parse(Object.fromEntries(new URLSearchParams(cookie ?? '')));
}

/** The cookie's value. */
export function serializePreferences(value: Preferences): string {
  return new URLSearchParams(Object.entries(value).map(([key, item]) => [key, String(item)])).toString();
}

/** The time zone that times are shown in, as an IANA name. */
export function shownZone(value: Pick<Preferences, 'zone' | 'localZone'>): string {
  return value.zone === 'utc' ? 'UTC' : value.localZone;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
