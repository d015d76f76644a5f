// The trace search. All of its state is in the URL.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { TracesPage } from '#app/components/traces/traces-page.tsx';
import { TRACES_VIEW_DEFAULTS, tracesView } from '#app/components/traces/traces-view.ts';

export const Route = createFileRoute('/_app/traces/')({
  validateSearch: tracesView,
  search: { middlewares: [stripSearchParams(TRACES_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Traces · Maple' }] }),
  component: TracesPage,
});
