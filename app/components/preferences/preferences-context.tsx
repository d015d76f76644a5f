// Gives every component the preferences and a way to change them; a change is kept in the cookie.
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { PREFERENCES_COOKIE, type Preferences, serializePreferences, shownZone } from './preferences.ts';

interface PreferencesValue {
  readonly preferences: Preferences;
  readonly setPreferences: (change: Partial<Preferences>) => void;
}

const Context = createContext<PreferencesValue | undefined>(undefined);

const YEAR_SECONDS = 31_536_000;

/** Starts from what the server read, and tells the server this browser's time zone for the next time. */
export function PreferencesProvider({
  initial,
  children,
}: {
  readonly initial: Preferences;
  readonly children: ReactNode;
}) {
  const [preferences, setState] = useState(initial);
  const setPreferences = useCallback((change: Partial<Preferences>) => {
    setState((before) => ({ ...before, ...change }));
  }, []);
  useEffect(() => {
    const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setState((before) => (before.localZone === localZone ? before : { ...before, localZone }));
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = preferences.theme;
    const value = encodeURIComponent(serializePreferences(preferences));
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
    document.cookie = `${PREFERENCES_COOKIE}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  }, [preferences]);
  const value = useMemo(() => ({ preferences, setPreferences }), [preferences, setPreferences]);
  return <Context value={value}>{children}</Context>;
}

/** The preferences and their setter. */
export function usePreferences(): PreferencesValue {
  const value = use(Context);
  if (!value) throw new Error('usePreferences needs a PreferencesProvider above it');
  return value;
}

/** The IANA time zone that times are shown in. */
export function useZone(): string {
  return shownZone(usePreferences().preferences);
}
