// The log screen. All of its state is in the URL.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { LogsPage } from '#app/components/logs/logs-page.tsx';
import { LOGS_VIEW_DEFAULTS, logsView } from '#app/components/logs/logs-view.ts';

export const Route = createFileRoute('/_app/logs')({
  validateSearch: logsView,
  search: { middlewares: [stripSearchParams(LOGS_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Logs · Maple' }] }),
  component: LogsPage,
});
