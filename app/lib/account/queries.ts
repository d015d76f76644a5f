// What the screens ask about signing in and the person's own account.
import { queryOptions } from '@tanstack/react-query';
import { getAccount, getSignInOptions } from './account.functions.ts';
import { getProviderSettings } from './providers.functions.ts';

/** The ways to sign in. */
export const signInOptions = () =>
  queryOptions({
    queryKey: ['sign-in'],
    queryFn: ({ signal }) => getSignInOptions({ signal }),
    staleTime: 60_000,
  });

/** The viewer's own account. */
export const accountOptions = () =>
  queryOptions({ queryKey: ['account'], queryFn: ({ signal }) => getAccount({ signal }) });

/** The providers of the installation, for its administrators. */
export const providerSettingsOptions = () =>
  queryOptions({ queryKey: ['providers'], queryFn: ({ signal }) => getProviderSettings({ signal }) });
