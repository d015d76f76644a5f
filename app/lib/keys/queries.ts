// What the screens ask about keys.
import { queryOptions } from '@tanstack/react-query';
import { listKeys } from './keys.functions.ts';

export const keysOptions = () =>
  queryOptions({
    queryKey: ['keys'],
    queryFn: ({ signal }) => listKeys({ signal }),
    staleTime: 10_000,
  });
