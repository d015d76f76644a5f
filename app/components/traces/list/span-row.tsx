// One span in the list.
import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { inTeam } from '#app/components/shell/current-team.ts';
import { formatRowTime } from '#app/components/time/format.ts';
import { serviceColor } from '#app/components/trace/service-color.ts';
import { GridCell, GridRow } from '#app/components/ui/grid.tsx';
import type { SpanRow as Span } from '#app/lib/traces/schema.ts';
import { DurationBar } from './duration-bar.tsx';
import type { RowPlace } from './result-list.tsx';
import { isSameRow } from './same-row.ts';
import { type TraceLinkSearch, tracePath } from './trace-link.ts';

interface SpanRowProps {
  readonly span: Span;
  readonly place: RowPlace;
  readonly longest: number;
  readonly zone: string;
  readonly withDate: boolean;
  readonly phone: boolean;
  /** Without the span. */
  readonly link: TraceLinkSearch;
}

export const SpanRow = memo(
  function SpanRow({ span, place, longest, zone, withDate, phone, link }: SpanRowProps) {
    const color = serviceColor(span.service);
    const time = formatRowTime(span.timestamp, zone, withDate);
    const service = (
      <>
        <span aria-hidden className="size-2.5 shrink-0 rounded-sm" style={{ background: color }} />
        <span className="truncate font-medium">{span.service || 'unknown service'}</span>
      </>
    );
    const name = (
      <a
        href={inTeam(tracePath(span.traceId, { ...link, span: span.spanId }))}
        tabIndex={-1}
        className="truncate hover:underline"
      >
        {span.name || 'unnamed'}
      </a>
    );
    if (phone)
      return (
        <GridRow {...place}>
          <GridCell className="flex min-w-0 items-center gap-2">
            {service}
            {name}
          </GridCell>
          <span role="presentation" className="flex items-center gap-3 text-2xs text-ink-2">
            <GridCell className="font-mono">{time}</GridCell>
            <GridCell>{kindText(span.kind)}</GridCell>
            <GridCell className="flex min-w-0 items-center">
              <Status span={span} isQuiet />
            </GridCell>
          </span>
          <GridCell className="min-w-0">
            <DurationBar ns={span.durationNs} longest={longest} color={color} />
          </GridCell>
        </GridRow>
      );
    return (
      <GridRow {...place}>
        <GridCell className="font-mono text-ink-2">{time}</GridCell>
        <GridCell className="flex min-w-0 items-center gap-2">{service}</GridCell>
        <GridCell className="flex min-w-0 items-center">{name}</GridCell>
        <GridCell className="text-ink-2">{kindText(span.kind)}</GridCell>
        <GridCell className="flex min-w-0 items-center">
          <Status span={span} />
        </GridCell>
        <GridCell className="min-w-0">
          <DurationBar ns={span.durationNs} longest={longest} color={color} />
        </GridCell>
        <GridCell className="truncate font-mono text-ink-3">{span.traceId}</GridCell>
      </GridRow>
    );
  },
  isSameRow<SpanRowProps>,
);

/** `SPAN_KIND_SERVER` and `Server` as `server`. */
function kindText(kind: string): string {
  return kind.replace(/^SPAN_KIND_/, '').toLowerCase();
}

/** `isQuiet`: says nothing of a status that nobody has set. */
function Status({ span, isQuiet = false }: { readonly span: Span; readonly isQuiet?: boolean }) {
  const status = span.status.replace(/^STATUS_CODE_/, '').toLowerCase();
  if (status !== 'error')
    return <span className="text-ink-3">{status === 'ok' ? 'ok' : isQuiet ? '' : '–'}</span>;
  return (
    <span className="inline-flex min-w-0 items-center gap-1 text-danger" title={span.statusMessage}>
      <TriangleAlert className="size-3 shrink-0" aria-hidden />
      <span className="truncate">{span.statusMessage || 'error'}</span>
    </span>
  );
}
