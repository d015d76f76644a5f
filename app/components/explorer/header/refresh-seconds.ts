// How often a screen of results can refresh by itself.

/** Seconds between two automatic refreshes; 0 is off. */
export const REFRESH_SECONDS = [0, 5, 30] as const;
export type RefreshSeconds = (typeof REFRESH_SECONDS)[number];
