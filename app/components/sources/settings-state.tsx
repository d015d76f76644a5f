// Gives a page of sources or connections what it shows.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { sourceSettingsOptions } from '#app/lib/sources/queries.ts';
import type { getSourceSettings } from '#app/lib/sources/sources.functions.ts';

export type SourceSettings = Awaited<ReturnType<typeof getSourceSettings>>;

/** Shows the page when the settings are there. */
export function WithSettings({ children }: { readonly children: (settings: SourceSettings) => ReactNode }) {
  return <Answered query={useQuery(sourceSettingsOptions())}>{children}</Answered>;
}
