// Makes the router, with TanStack Query's cache shared between server rendering and the browser.
import { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { setupRouterSsrQueryIntegration } from '@tanstack/react-router-ssr-query';
import { createIsomorphicFn } from '@tanstack/react-start';
import { getRequestHeader } from '@tanstack/react-start/server';
import { currentTeam } from '#app/components/shell/current-team.ts';
import { shareStyleNonce } from '#app/components/shell/style-nonce.ts';
import { parseUrlSearch, stringifyUrlSearch } from '#app/components/shell/url-search.ts';
import { watchAccess } from '#app/components/shell/watch-access.ts';
import { NONCE_HEADER } from '#app/lib/api/nonce.ts';
import { joinTeamPath, splitTeamPath } from '#app/lib/auth/team-address.ts';
import { routeTree } from './routeTree.gen.ts';

/** The nonce that this response's Content-Security-Policy allows; `server.ts` puts it on the request. */
const scriptNonce = createIsomorphicFn()
  .server(() => getRequestHeader(NONCE_HEADER))
  .client(() => undefined);

/** A router for one request on the server, or for the life of the page in the browser. */
export function getRouter() {
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: false, refetchOnWindowFocus: false },
    },
  });
  const team = currentTeam();
  const router = createRouter({
    routeTree,
    // The team is in the address and nowhere else: routes and links do not know of it.
    rewrite: {
      input: ({ url }) => {
        url.pathname = splitTeamPath(url.pathname).path;
        return url;
      },
      output: ({ url }) => {
        url.pathname = joinTeamPath(team, url.pathname);
        return url;
      },
    },
    parseSearch: parseUrlSearch,
    stringifySearch: stringifyUrlSearch,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    ssr: { nonce: scriptNonce() },
  });
  setupRouterSsrQueryIntegration({ router, queryClient });
  shareStyleNonce();
  if (typeof window !== 'undefined') watchAccess(queryClient, () => void router.invalidate());
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof getRouter>;
  }
}
