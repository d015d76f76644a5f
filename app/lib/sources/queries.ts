// What the screens ask about sources and connections.
import { queryOptions } from '@tanstack/react-query';
import { getSourceSettings, listSources, listTables } from './sources.functions.ts';

/** Every source of the team, for pickers; the built-in ones first. */
export const sourcesOptions = () =>
  queryOptions({
    queryKey: ['sources'],
    queryFn: ({ signal }) => listSources({ signal }),
    staleTime: 30_000,
  });

/** Sources and connections with all that defines them, and whether the viewer may change them. */
export const sourceSettingsOptions = () =>
  queryOptions({
    queryKey: ['sources', 'settings'],
    queryFn: ({ signal }) => getSourceSettings({ signal }),
  });

/** The tables of a connection's database; of Maple's own without a connection. */
export const tablesOptions = (connectionId: string | null, database: string | undefined) =>
  queryOptions({
    queryKey: ['sources', 'tables', connectionId, database ?? ''],
    queryFn: ({ signal }) =>
      listTables({ data: { connectionId, ...(database !== undefined && { database }) }, signal }),
    staleTime: 10_000,
  });
