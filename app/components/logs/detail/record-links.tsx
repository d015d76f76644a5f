// The ways on from a record: its trace, its pod, its host, and other records like it.
import { Box, Route, Server } from 'lucide-react';
import { Button } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import type { LogRow } from '#app/lib/logs/schema.ts';
import type { LogActions } from '../log-actions.ts';

interface RecordLinksProps {
  readonly row: LogRow;
  readonly actions: LogActions;
}

export function RecordLinks({ row, actions }: RecordLinksProps) {
  const pod = row.resource['k8s.pod.name'];
  const host = row.resource['host.name'];
  if (!row.traceId && !pod && !host) return null;
  return (
    <section aria-label="Related" className="flex flex-col gap-2">
      {row.traceId && (
        <p className="flex items-center gap-1 font-mono text-xs text-ink-2">
          <span className="text-ink-3">trace</span>
          <span className="truncate">{row.traceId}</span>
          <CopyButton text={row.traceId} label="Copy the trace id" className="size-6!" />
          {row.spanId && (
            <>
              <span className="ml-2 text-ink-3">span</span>
              <span className="truncate">{row.spanId}</span>
              <CopyButton text={row.spanId} label="Copy the span id" className="size-6!" />
            </>
          )}
        </p>
      )}
      <div className="flex flex-wrap gap-1.5">
        {row.traceId && (
          <Button onClick={() => actions.searchFor('trace_id', row.traceId)}>
            <Route className="size-3.5 text-ink-3" aria-hidden />
            All logs of this trace
          </Button>
        )}
        {pod && (
          <Button onClick={() => actions.searchFor('k8s.pod.name', pod)} data-tip={pod}>
            <Box className="size-3.5 text-ink-3" aria-hidden />
            This pod
          </Button>
        )}
        {host && (
          <Button onClick={() => actions.searchFor('host.name', host)} data-tip={host}>
            <Server className="size-3.5 text-ink-3" aria-hidden />
            This host
          </Button>
        )}
      </div>
    </section>
  );
}
