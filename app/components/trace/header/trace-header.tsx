// What a trace is, in two lines: its root, when, how long, how many spans of which services, and what went wrong.
import { CircleAlert, RefreshCw } from 'lucide-react';
import { memo, useState } from 'react';
import { usePreferences, useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatExact } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import { formatDuration } from '../duration.ts';
import { serviceColor } from '../service-color.ts';
import type { TraceFacts } from './summary.ts';

interface TraceHeaderProps {
  readonly facts: TraceFacts;
  /** Spans may still arrive, and are looked for. */
  readonly isFresh: boolean;
  /** Why the last look failed. */
  readonly stale: string | undefined;
  /** Looks for the spans of a service. */
  readonly onService: (name: string) => void;
  readonly onErrors: () => void;
}

const MOST_SERVICES = 8;

export const TraceHeader = memo(function TraceHeader({
  facts,
  isFresh,
  stale,
  onService,
  onErrors,
}: TraceHeaderProps) {
  const [all, setAll] = useState(false);
  const services = all ? facts.services : facts.services.slice(0, MOST_SERVICES);
  const hidden = facts.services.length - services.length;
  return (
    <section aria-label="Summary" className="flex shrink-0 flex-col gap-1 px-3 pt-2 pb-2 md:px-4">
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-4 gap-y-0.5">
        <h2 className="flex min-w-0 max-w-full items-baseline gap-2 text-base" data-testid="trace-root">
          <span className="max-w-[min(32rem,60vw)] shrink-0 truncate font-semibold" title={facts.rootService}>
            {facts.rootService || 'no service'}
          </span>
          <span className="truncate text-ink-2" title={facts.rootName}>
            {facts.rootName || 'no name'}
          </span>
        </h2>
        <dl className="flex flex-wrap items-baseline gap-x-4 text-ink-2" data-testid="trace-facts">
          <Fact label="Duration" value={formatDuration(facts.durationNs)} strong />
          <Fact label="Spans" value={formatCount(facts.spans)} />
          <div className="flex items-baseline gap-1.5">
            <dt className="text-xs text-ink-3">Errors</dt>
            <dd>
              {facts.errors === 0 ? (
                '0'
              ) : (
                <button
                  type="button"
                  onClick={onErrors}
                  data-tip="Find the spans with errors"
                  className="font-medium text-danger hover:underline"
                >
                  <CircleAlert className="mr-1 inline size-3.5 align-[-2px]" aria-hidden />
                  {formatCount(facts.errors)}
                </button>
              )}
            </dd>
          </div>
          <Fact label="Depth" value={formatCount(facts.deepest + 1)} />
          <Start timestamp={facts.startTime} />
        </dl>
        {(isFresh || stale) && (
          <span className="flex items-center gap-1.5 text-xs text-ink-3" role="status">
            <RefreshCw className={cn('size-3', isFresh && !stale && 'animate-quiet-pulse')} aria-hidden />
            {stale ?? 'Spans may still arrive: looking again every few seconds'}
          </span>
        )}
      </div>
      <ul className="flex flex-wrap gap-x-1 gap-y-0.5 text-xs" aria-label="Services">
        {services.map(({ name, spans, errors }) => (
          <li key={name}>
            <button
              type="button"
              onClick={() => onService(name)}
              className="flex h-6 max-w-64 items-center gap-1.5 rounded px-1.5 hover:bg-hover pointer-coarse:h-9"
              data-tip={`Find the spans of ${name || 'no service'}`}
            >
              <span
                className="size-2.5 shrink-0 rounded-sm"
                style={{ background: serviceColor(name) }}
                aria-hidden
              />
              <span className="truncate">{name || 'no service'}</span>
              <span className="text-ink-3">{formatCount(spans)}</span>
              {errors > 0 && (
                <span className="text-danger">
                  <span aria-hidden>!</span>
                  {formatCount(errors)}
                  <span className="sr-only"> errors</span>
                </span>
              )}
            </button>
          </li>
        ))}
        {(hidden > 0 || all) && facts.services.length > MOST_SERVICES && (
          <li>
            <button
              type="button"
              onClick={() => setAll(!all)}
              className="h-6 rounded px-1.5 text-ink-2 hover:bg-hover"
            >
              {all ? 'Fewer' : `${formatCount(hidden)} more`}
            </button>
          </li>
        )}
      </ul>
    </section>
  );
});

function Fact({
  label,
  value,
  strong,
}: {
  readonly label: string;
  readonly value: string;
  readonly strong?: boolean;
}) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd className={strong ? 'font-semibold text-ink' : ''}>{value}</dd>
    </div>
  );
}

function Start({ timestamp }: { readonly timestamp: string }) {
  const zone = useZone();
  const { localZone } = usePreferences().preferences;
  const other = zone === 'UTC' ? localZone : 'UTC';
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-xs text-ink-3">Start</dt>
      <dd data-tip={other === zone ? undefined : `${formatExact(timestamp, other)} ${other}`}>
        {formatExact(timestamp, zone)} <span className="text-xs text-ink-3">{zone}</span>
      </dd>
    </div>
  );
}
