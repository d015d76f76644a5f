// What the screens ask about sources and connections.
import { queryOptions } from '@tanstack/react-query';
import { listSources } from './sources.functions.ts';

/** Every source of the team, for pickers; the built-in ones first. */
export const sourcesOptions = () =>
  queryOptions({
    queryKey: ['sources'],
    queryFn: ({ signal }) => listSources({ signal }),
    staleTime: 30_000,
  });
