// Two traces and how they differ.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { ComparePage } from '#app/components/trace/compare-page.tsx';
import { COMPARE_VIEW_DEFAULTS, compareView } from '#app/components/trace/trace-view.ts';

export const Route = createFileRoute('/_app/traces/compare')({
  validateSearch: compareView,
  search: { middlewares: [stripSearchParams(COMPARE_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Compare traces · Maple' }] }),
  component: ComparePage,
});
