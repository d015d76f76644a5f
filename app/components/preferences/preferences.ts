// What a person prefers on this browser, kept in one cookie so that the server's first paint is already right.
import { z } from 'zod';

export const PREFERENCES_COOKIE = 'maple-preferences';

const preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  /** Which clock times are shown in. */
  zone: z.enum(['local', 'utc']).catch('local'),
  /** The browser's IANA time zone, for the server; UTC until the browser has said so. */
  localZone: z.string().refine(isTimeZone).catch('UTC'),
  nav: z.enum(['wide', 'narrow']).catch('wide'),
  /** Width of the detail panel, CSS pixels. */
  detailWidth: z.coerce.number().int().min(360).max(1_200).catch(560),
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
