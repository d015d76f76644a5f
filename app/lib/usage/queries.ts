// What the screens ask about usage.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getUsage } from './usage.functions.ts';

export const usageOptions = (days: number) =>
  queryOptions({
    queryKey: ['usage', days],
    queryFn: ({ signal }) => getUsage({ data: { days }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
