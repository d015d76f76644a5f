// Traces of a file: read, listed and shown in this browser alone. What is shown of them is in the URL, the file is not.
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import { SpanDetailsProvider } from './detail/use-span-detail.ts';
import { useTraceLoad } from './load/use-trace-load.ts';
import { FileButton, FileChooser } from './open/file-chooser.tsx';
import { takeHandedOver } from './open/handover.ts';
import { DropVeil } from './open/trace-file-drop.tsx';
import { TraceList } from './open/trace-list.tsx';
import { useFileDrop } from './open/use-file-drop.ts';
import { type TraceFile, useTraceFile } from './open/use-trace-file.ts';
import { TraceScreen } from './screen/trace-screen.tsx';
import { Working } from './statistics/view-bar.tsx';
import { type ChangeTraceView, TRACE_VIEW_DEFAULTS, type TraceView } from './trace-view.ts';

const route = getRouteApi('/_app/traces/open');

export function OpenPage() {
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const file = useTraceFile();
  const { current, open, choose } = file;
  const change: ChangeTraceView = useCallback(
    (next, options) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  /** Another trace begins with the usual view. */
  const show = useCallback(
    (trace: string, replace = false) => void navigate({ search: { ...TRACE_VIEW_DEFAULTS, trace }, replace }),
    [navigate],
  );
  const onFile = (chosen: File) => {
    show('', true);
    open(chosen);
  };
  const isOver = useFileDrop(onFile);
  useEffect(() => {
    const handed = takeHandedOver();
    if (handed) open(handed);
  }, [open]);

  const traces = current.state === 'opened' ? current.file.traces : [];
  const only = traces.length === 1 ? 0 : -1;
  const found = view.trace === '' ? only : traces.findIndex(({ traceId }) => traceId === view.trace);
  const chosen = found === -1 ? only : found;
  useEffect(() => {
    if (chosen !== -1) choose(chosen);
  }, [chosen, choose]);
  const columns = chosen !== -1 && file.columns?.trace === chosen ? file.columns.columns : undefined;
  return (
    <>
      <PageHeader title="Open a trace file">
        {current.state === 'opened' && (
          <>
            <p className="mr-auto min-w-0 truncate pl-2 text-xs text-ink-3">
              {current.file.name} · {current.file.format === 'otlp' ? 'OTLP' : 'Jaeger'} ·{' '}
              {formatCount(traces.length, 'trace')} · not stored
              {current.file.skipped > 0 &&
                ` · ${formatCount(current.file.skipped, 'span')} without an id left out`}
            </p>
            {traces.length > 1 && chosen !== -1 && (
              <Button onClick={() => show('')}>All traces of the file</Button>
            )}
            <FileButton onFile={onFile}>Open another</FileButton>
          </>
        )}
      </PageHeader>
      {isOver && <DropVeil />}
      {current.state === 'none' && <FileChooser onFile={onFile} />}
      {current.state === 'failed' && <FileChooser onFile={onFile} failed={current} />}
      {current.state === 'reading' && (
        <Working>
          Reading {current.name.slice(0, 200)}… <Button onClick={file.close}>Cancel</Button>
        </Working>
      )}
      {current.state === 'opened' &&
        (chosen === -1 ? (
          <TraceList traces={traces} onChoose={({ traceId }) => show(traceId)} />
        ) : columns ? (
          <OpenedTrace
            key={chosen}
            columns={columns}
            trace={chosen}
            detail={file.detail}
            view={view}
            change={change}
          />
        ) : (
          <div className="flex-1" />
        ))}
    </>
  );
}

interface OpenedTraceProps extends Pick<TraceFile, 'detail'> {
  readonly columns: SpanColumns;
  /** The place in the file. */
  readonly trace: number;
  readonly view: TraceView;
  readonly change: ChangeTraceView;
}

function OpenedTrace({ columns, trace, detail, view, change }: OpenedTraceProps) {
  const input = useMemo(() => ({ columns }), [columns]);
  const load = useTraceLoad(input, view.skew);
  const details = useMemo(() => ({ read: (span: number) => detail(trace, span) }), [trace, detail]);
  return (
    <SpanDetailsProvider value={details}>
      <TraceScreen load={load} traceId={undefined} view={view} change={change} />
    </SpanDetailsProvider>
  );
}
