// One trace in the list.
import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { inTeam } from '#app/components/shell/current-team.ts';
import { formatCount, formatRowTime } from '#app/components/time/format.ts';
import { serviceColor } from '#app/components/trace/service-color.ts';
import { GridCell, GridRow } from '#app/components/ui/grid.tsx';
import type { TraceSummary } from '#app/lib/traces/schema.ts';
import { DurationBar } from './duration-bar.tsx';
import type { RowPlace } from './result-list.tsx';
import { isSameRow } from './same-row.ts';
import { ServiceStrip } from './service-strip.tsx';
import { type TraceLinkSearch, tracePath } from './trace-link.ts';

interface TraceRowProps {
  readonly trace: TraceSummary;
  readonly place: RowPlace;
  /** The longest duration of the list, nanoseconds. */
  readonly longest: number;
  readonly zone: string;
  readonly withDate: boolean;
  readonly phone: boolean;
  readonly isPicked: boolean;
  readonly link: TraceLinkSearch;
  readonly isSearch: boolean;
  readonly onPick: (traceId: string) => void;
}

export const TraceRow = memo(
  function TraceRow(props: TraceRowProps) {
    const { trace, place, longest, zone, withDate, phone, isPicked, onPick } = props;
    const { spanCount, errorCount, matched } = trace;
    const color = serviceColor(trace.rootService);
    const time = formatRowTime(trace.startTime, zone, withDate);
    const pick = (
      <input
        type="checkbox"
        tabIndex={-1}
        checked={isPicked}
        onChange={() => onPick(trace.traceId)}
        aria-label={`Compare ${trace.rootName}`}
        data-tip="Choose to compare"
        data-tip-keys="x"
        className="size-3.5 accent-(--accent) pointer-coarse:size-5"
      />
    );
    if (phone)
      return (
        <GridRow {...place}>
          <GridCell className="flex items-center gap-2">
            <Root {...props} color={color} />
          </GridCell>
          <span role="presentation" className="flex items-center gap-3 text-2xs text-ink-2">
            <GridCell className="font-mono">{time}</GridCell>
            <GridCell>{formatCount(spanCount, 'span')}</GridCell>
            <GridCell>
              <Errors count={errorCount} named />
            </GridCell>
            <GridCell className="ml-auto">{pick}</GridCell>
          </span>
          <span role="presentation" className="flex items-center gap-3">
            <GridCell className="min-w-0 flex-1">
              <DurationBar ns={trace.durationNs} longest={longest} color={color} />
            </GridCell>
            <GridCell className="w-24">
              <ServiceStrip services={trace.services} />
            </GridCell>
          </span>
        </GridRow>
      );
    return (
      <GridRow {...place}>
        <GridCell className="flex">{pick}</GridCell>
        <GridCell className="font-mono text-ink-2">{time}</GridCell>
        <GridCell className="flex min-w-0 items-center gap-2">
          <Root {...props} color={color} />
        </GridCell>
        <GridCell className="min-w-0">
          <DurationBar ns={trace.durationNs} longest={longest} color={color} />
        </GridCell>
        <GridCell className="min-w-0">
          <ServiceStrip services={trace.services} />
        </GridCell>
        <GridCell className="text-right font-mono">{formatCount(spanCount)}</GridCell>
        <GridCell className="flex justify-end">
          <Errors count={errorCount} />
        </GridCell>
        {props.isSearch && (
          <GridCell className="text-right font-mono text-ink-2">
            {matched === null ? '–' : formatCount(matched)}
          </GridCell>
        )}
      </GridRow>
    );
  },
  isSameRow<TraceRowProps>,
);

function Root({ trace, link, color }: TraceRowProps & { readonly color: string }) {
  return (
    <>
      <span aria-hidden className="size-2.5 shrink-0 rounded-sm" style={{ background: color }} />
      <span className="max-w-[45%] shrink-0 truncate font-medium">
        {trace.rootService || 'unknown service'}
      </span>
      <a
        href={inTeam(tracePath(trace.traceId, link))}
        tabIndex={-1}
        className="truncate text-ink-2 hover:underline"
      >
        {trace.rootName || 'unnamed'}
      </a>
      {!trace.hasRoot && (
        <span
          className="shrink-0 rounded border border-line px-1 text-2xs text-ink-3"
          data-tip="The span that began this trace is not stored (yet); this is the earliest one"
        >
          no root
        </span>
      )}
    </>
  );
}

/** Red, with a sign: colour alone does not say it. */
export function Errors({ count, named = false }: { readonly count: number; readonly named?: boolean }) {
  if (count === 0) return <span className="font-mono text-ink-3">{named ? 'no errors' : '0'}</span>;
  return (
    <span className="inline-flex items-center gap-1 font-mono text-danger">
      <TriangleAlert className="size-3" aria-hidden />
      {formatCount(count, named ? 'error' : undefined)}
    </span>
  );
}
