// The log screen. All of its state is in the URL.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { LogsPage } from '#app/components/logs/logs-page.tsx';
import { LOGS_SEARCH_DEFAULTS, logsSearch } from '#app/components/logs/logs-search.ts';

export const Route = createFileRoute('/_app/logs')({
  validateSearch: logsSearch,
  search: { middlewares: [stripSearchParams(LOGS_SEARCH_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Logs · Maple' }] }),
  component: LogsPage,
});
