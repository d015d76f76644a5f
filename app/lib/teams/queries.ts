// What the screens ask about the viewer and about Maple's own health.
import { queryOptions } from '@tanstack/react-query';
import { getHealth, getViewer } from './teams.functions.ts';

const CALM_POLL_MS = 15_000;
const TROUBLE_POLL_MS = 2_000;

/** Who is looking: nobody yet (set-up), signed out, or signed in with a team. */
export const viewerOptions = () =>
  queryOptions({
    queryKey: ['viewer'],
    queryFn: ({ signal }) => getViewer({ signal }),
    staleTime: 30_000,
  });

/** Maple's parts and how they are; asked more often while one of them is in trouble. */
export const healthOptions = () =>
  queryOptions({
    queryKey: ['health'],
    queryFn: ({ signal }) => getHealth({ signal }),
    refetchInterval: ({ state }) =>
      state.data?.status === 'ok' && state.status === 'success' ? CALM_POLL_MS : TROUBLE_POLL_MS,
  });
