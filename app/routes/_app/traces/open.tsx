// A trace from a file, which is not stored.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { OpenPage } from '#app/components/trace/open-page.tsx';
import { OPEN_VIEW_DEFAULTS, openView } from '#app/components/trace/trace-view.ts';

export const Route = createFileRoute('/_app/traces/open')({
  validateSearch: openView,
  search: { middlewares: [stripSearchParams(OPEN_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Open a trace file · Maple' }] }),
  component: OpenPage,
});
