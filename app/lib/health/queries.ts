// What the pages "Health" and "About" ask.
import { queryOptions } from '@tanstack/react-query';
import { getAbout, getHealthDetails } from './health.functions.ts';

const POLL_MS = 5_000;

export const healthDetailsOptions = () =>
  queryOptions({
    queryKey: ['health', 'details'],
    queryFn: ({ signal }) => getHealthDetails({ signal }),
    refetchInterval: POLL_MS,
  });

export const aboutOptions = () =>
  queryOptions({
    queryKey: ['health', 'about'],
    queryFn: ({ signal }) => getAbout({ signal }),
  });
