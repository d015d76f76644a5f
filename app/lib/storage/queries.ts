// What the screens ask about what is stored.
import { queryOptions } from '@tanstack/react-query';
import { getRetention } from './storage.functions.ts';

export const retentionOptions = () =>
  queryOptions({
    queryKey: ['storage'],
    queryFn: ({ signal }) => getRetention({ signal }),
    refetchInterval: 60_000,
  });
