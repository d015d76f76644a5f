// The newest traces and logs of a service, with the ways to all of them.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { LEVEL_INK } from '#app/components/logs/severity.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatRowTime } from '#app/components/time/format.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import { serviceSearch } from '../common/searches.ts';
import type { ServicesRange } from '../common/use-range.ts';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { recentLogsOptions, recentTracesOptions } from './recent-queries.ts';
import { Section, SectionLink } from './section.tsx';

interface RecentProps {
  readonly service: string;
  readonly range: ServicesRange;
  readonly search: LinkSearch;
}

const ROW =
  'flex h-7 items-center gap-3 border-b border-line/60 px-1 text-xs whitespace-nowrap hover:bg-hover';

export function RecentTraces({ service, range, search }: RecentProps) {
  const zone = useZone();
  const query = serviceSearch(service, range.environment);
  const { data, error, isPending } = useQuery(recentTracesOptions(range, query));
  const { from, to } = search;
  return (
    <Section title="Recent traces" link={<SectionLink to="/traces" search={{ from, to, q: query }} />}>
      {data?.traces.map((trace) => (
        <Link
          key={trace.traceId}
          to="/traces/$traceId"
          params={{ traceId: trace.traceId }}
          className={ROW}
          data-testid="recent-trace"
        >
          <span className="font-mono text-ink-3">{formatRowTime(trace.startTime, zone, false)}</span>
          <span className="min-w-0 flex-1 truncate">
            <span className="text-ink-2">{trace.rootService}</span> {trace.rootName}
          </span>
          {trace.errorCount > 0 && (
            <span className="text-2xs text-danger">{formatCount(trace.errorCount, 'error')}</span>
          )}
          <span className="w-16 text-right">{formatDuration(trace.durationNs)}</span>
        </Link>
      ))}
      <Nothing isPending={isPending} error={error} count={data?.traces.length} what="traces" />
    </Section>
  );
}

export function RecentLogs({ service, range, search }: RecentProps) {
  const zone = useZone();
  const query = serviceSearch(service, range.environment);
  const { data, error, isPending } = useQuery(recentLogsOptions(range, query));
  const { from, to } = search;
  return (
    <Section title="Recent logs" link={<SectionLink to="/logs" search={{ from, to, q: query }} />}>
      {data?.rows.map((row) => (
        <Link key={row.id} to="/logs" search={{ from, to, q: query, log: row.id }} className={ROW}>
          <span className="font-mono text-ink-3">{formatRowTime(row.timestamp, zone, false)}</span>
          <span className="w-10 text-2xs" style={{ color: LEVEL_INK[severityLevel(row)] }}>
            {severityLevel(row)}
          </span>
          <span className="min-w-0 flex-1 truncate font-mono">{row.body}</span>
        </Link>
      ))}
      <Nothing isPending={isPending} error={error} count={data?.rows.length} what="logs" />
    </Section>
  );
}

interface NothingProps {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly count: number | undefined;
  readonly what: string;
}

function Nothing({ isPending, error, count, what }: NothingProps) {
  if (error !== null && error !== undefined)
    return (
      <p role="alert" className="px-1 py-2 text-xs text-danger">
        {toUserError(error).message}
      </p>
    );
  if (isPending) return <p className="px-1 py-2 text-xs text-ink-3">Looking…</p>;
  return count === 0 ? <p className="px-1 py-2 text-xs text-ink-3">No {what} in this time.</p> : null;
}
