// What the screens ask about what is stored.
import { queryOptions } from '@tanstack/react-query';
import type { RetentionChange } from './schema.ts';
import { getRetention, getRetentionLoss } from './storage.functions.ts';

export const retentionOptions = () =>
  queryOptions({
    queryKey: ['storage'],
    queryFn: ({ signal }) => getRetention({ signal }),
    refetchInterval: 60_000,
  });

/** What a change would drop. */
export const retentionLossOptions = (change: RetentionChange) =>
  queryOptions({
    queryKey: ['storage', 'loss', change],
    queryFn: ({ signal }) => getRetentionLoss({ data: change, signal }),
    staleTime: 0,
  });
