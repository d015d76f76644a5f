// The ways on from a span: spans like it, and the logs of it, of its trace and of where it ran.
import { Link } from '@tanstack/react-router';
import { Box, Layers, Logs, Server, Workflow } from 'lucide-react';
import { buttonClass } from '#app/components/ui/button.tsx';
import { SPAN_KINDS, spanIdOf } from '#app/lib/trace-model/columns.ts';
import type { SpanDetail } from '#app/lib/traces/schema.ts';
import { useTrace } from '../trace-context.ts';
import { placesOf, rangeAround, searchFor, searchRange, similarSpans } from './searches.ts';

interface SpanRelatedProps {
  readonly span: number;
  readonly detail: SpanDetail | undefined;
}

export function SpanRelated({ span, detail }: SpanRelatedProps) {
  const { trace } = useTrace();
  if (trace.source === undefined) return null;
  const { columns, begin, end } = trace.tree;
  const baseMs = Number(columns.baseNs / 1_000n) / 1_000;
  const fromMs = baseMs + (columns.start[span] ?? 0) / 1e6;
  const toMs = fromMs + (columns.duration[span] ?? 0) / 1e6;
  const operation = {
    service: columns.services[columns.service[span] ?? 0] ?? '',
    name: columns.names[columns.name[span] ?? 0] ?? '',
    kind: SPAN_KINDS[columns.kind[span] ?? 0] ?? '',
  };
  const trail = [['trace_id', trace.traceId]] as const;
  const wholeTrace = rangeAround(baseMs + begin / 1e6, baseMs + end / 1e6);
  return (
    <nav aria-label="Related" className="flex flex-wrap gap-1.5">
      <Link
        to="/traces"
        search={{
          q: similarSpans(operation),
          source: trace.source,
          show: 'spans',
          ...searchRange(fromMs, Date.now()),
        }}
        className={buttonClass('secondary')}
      >
        <Layers className="size-3.5 text-ink-3" aria-hidden />
        Similar spans
      </Link>
      <Link
        to="/logs"
        search={{
          q: searchFor([...trail, ['span_id', spanIdOf(columns, span)]]),
          ...rangeAround(fromMs, toMs),
        }}
        className={buttonClass('secondary')}
      >
        <Logs className="size-3.5 text-ink-3" aria-hidden />
        Logs of the span
      </Link>
      <Link to="/logs" search={{ q: searchFor(trail), ...wholeTrace }} className={buttonClass('secondary')}>
        <Logs className="size-3.5 text-ink-3" aria-hidden />
        Logs of the trace
      </Link>
      {placesOf(detail?.resource ?? {}).map(({ label, field, value }) => (
        <Link
          key={field}
          to="/logs"
          search={{ q: searchFor([[field, value]]), ...rangeAround(fromMs, toMs) }}
          className={buttonClass('secondary')}
          data-tip={`${value}, five minutes before and after`}
        >
          {label === 'host' || label === 'node' ? (
            <Server className="size-3.5 text-ink-3" aria-hidden />
          ) : (
            <Box className="size-3.5 text-ink-3" aria-hidden />
          )}
          Logs of the {label}
        </Link>
      ))}
      {operation.service !== '' && (
        <Link
          to="/services/$service"
          params={{ service: operation.service }}
          className={buttonClass('secondary')}
        >
          <Workflow className="size-3.5 text-ink-3" aria-hidden />
          Service
        </Link>
      )}
    </nav>
  );
}
