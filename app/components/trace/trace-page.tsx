// One trace by its id alone. Its state is in the URL.
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { useTraceLoad } from './load/use-trace-load.ts';
import { TraceActions, TraceId } from './screen/trace-actions.tsx';
import { TraceScreen } from './screen/trace-screen.tsx';
import type { ChangeTraceView } from './trace-view.ts';

const route = getRouteApi('/_app/traces/$traceId');

export function TracePage() {
  const { traceId } = route.useParams();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const change: ChangeTraceView = useCallback(
    (next, options) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const input = useMemo(() => ({ traceId, source: view.source }), [traceId, view.source]);
  const load = useTraceLoad(input, view.skew);
  return (
    <>
      <PageHeader title="Trace">
        <div className="mr-auto flex min-w-0 items-center pl-2">
          <TraceId traceId={traceId} />
        </div>
        <TraceActions traceId={traceId} source={view.source} />
      </PageHeader>
      <TraceScreen key={traceId} load={load} traceId={traceId} view={view} change={change} />
    </>
  );
}
