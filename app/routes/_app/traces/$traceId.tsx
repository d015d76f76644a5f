// One trace, by its id alone.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { TracePage } from '#app/components/trace/trace-page.tsx';
import { TRACE_VIEW_DEFAULTS, traceView } from '#app/components/trace/trace-view.ts';

export const Route = createFileRoute('/_app/traces/$traceId')({
  validateSearch: traceView,
  search: { middlewares: [stripSearchParams(TRACE_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Trace · Maple' }] }),
  component: TracePage,
});
