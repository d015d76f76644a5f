// The HTML document around every page. The theme is on it from the first byte, so nothing flashes.
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, HeadContent, Outlet, Scripts } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PreferencesProvider } from '#app/components/preferences/preferences-context.tsx';
import { readPreferences } from '#app/components/preferences/read-preferences.ts';
import { ErrorPage, NotFoundPage } from '#app/components/shell/error-page.tsx';
import styles from '#app/components/styles.css?url';

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  loader: () => readPreferences(),
  staleTime: Number.POSITIVE_INFINITY,
  head: () => ({
    meta: [
      { charSet: 'utf-8' },
      { name: 'viewport', content: 'width=device-width, initial-scale=1' },
      { title: 'Maple' },
    ],
    links: [
      { rel: 'stylesheet', href: styles },
      { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' },
    ],
    // Before any schema is made: zod asks whether it may compile text to code, which the page's policy forbids and reports.
    scripts: [{ children: 'globalThis.__zod_globalConfig={jitless:true}' }],
  }),
  shellComponent: Document,
  component: Outlet,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});

function Document({ children }: { readonly children: ReactNode }) {
  const preferences = Route.useLoaderData();
  return (
    <html lang="en" data-theme={preferences.theme}>
      <head>
        <HeadContent />
      </head>
      <body>
        <PreferencesProvider initial={preferences}>{children}</PreferencesProvider>
        <Scripts />
      </body>
    </html>
  );
}
