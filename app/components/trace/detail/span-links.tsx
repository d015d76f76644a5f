// Spans that this one links to, and those that link to it.
import { Link } from '@tanstack/react-router';
import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import { findById } from '#app/lib/trace-model/find.ts';
import type { SpanDetail, SpanRow } from '#app/lib/traces/schema.ts';
import { formatDuration } from '../duration.ts';
import { serviceColor } from '../service-color.ts';
import { useTrace } from '../trace-context.ts';
import { Attributes } from './span-events.tsx';

/** Links shown; more than that is a mistake of the sender. */
const MOST_LINKS = 100;

interface SpanLinksProps {
  readonly detail: SpanDetail;
  readonly backlinks: readonly SpanRow[];
  readonly isPartial: boolean;
}

export function SpanLinks({ detail, backlinks, isPartial }: SpanLinksProps) {
  const { links } = detail;
  return (
    <>
      {links.length > 0 && (
        <section aria-label="Links">
          <h3 className="mb-1 text-xs text-ink-3">Links · {links.length}</h3>
          <ul className="divide-y divide-line/60 border-y border-line/60">
            {links.slice(0, MOST_LINKS).map((link, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a link may be there twice, and those of one span never move
              <li key={at} className="py-1 text-xs">
                <Target traceId={link.traceId} spanId={link.spanId}>
                  <ArrowUpRight className="size-3.5 shrink-0 text-ink-3" aria-hidden />
                  <LinkName traceId={link.traceId} spanId={link.spanId} />
                </Target>
                {Object.keys(link.attributes).length > 0 && (
                  <Attributes entries={Object.entries(link.attributes)} />
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {(backlinks.length > 0 || isPartial) && (
        <section aria-label="Linked from">
          <h3 className="mb-1 text-xs text-ink-3">Linked from · {backlinks.length}</h3>
          <ul className="divide-y divide-line/60 border-y border-line/60">
            {backlinks.map((row) => (
              <li key={`${row.traceId}-${row.spanId}-${row.timestamp}`} className="py-1 text-xs">
                <Target traceId={row.traceId} spanId={row.spanId}>
                  <ArrowDownLeft className="size-3.5 shrink-0 text-ink-3" aria-hidden />
                  <Dot service={row.service} />
                  <span className="truncate">{row.service}</span>
                  <span className="min-w-0 flex-1 truncate text-ink">{row.name}</span>
                  <span className="shrink-0 text-ink-3">{formatDuration(row.durationNs)}</span>
                </Target>
              </li>
            ))}
          </ul>
          {isPartial && (
            <p className="mt-1 text-xs text-ink-3">Looking for links took too long: some may be missing.</p>
          )}
        </section>
      )}
    </>
  );
}

interface TargetProps {
  readonly traceId: string;
  readonly spanId: string;
  readonly children: ReactNode;
}

const TARGET =
  'flex w-full min-w-0 items-center gap-1.5 rounded-sm text-left text-accent-ink hover:underline';

/** Opens a span: here where it is of this trace, else on its trace's page. */
function Target({ traceId, spanId, children }: TargetProps) {
  const { trace, openSpan } = useTrace();
  const span = traceId === trace.traceId ? findById(trace.tree.columns, spanId) : -1;
  if (span !== -1)
    return (
      <button type="button" className={TARGET} onClick={() => openSpan(span)}>
        {children}
      </button>
    );
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId }}
      search={{ span: spanId, ...(trace.source !== undefined && { source: trace.source }) }}
      className={TARGET}
    >
      {children}
    </Link>
  );
}

/** What is known of the target: its name where it is of this trace, else its ids. */
function LinkName({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }) {
  const { trace } = useTrace();
  const { columns } = trace.tree;
  const span = traceId === trace.traceId ? findById(columns, spanId) : -1;
  if (span === -1)
    return (
      <span className="min-w-0 truncate font-mono">
        {traceId.slice(0, 64)} · {spanId.slice(0, 64)}
      </span>
    );
  const service = columns.services[columns.service[span] ?? 0] ?? '';
  return (
    <>
      <Dot service={service} />
      <span className="truncate">{service}</span>
      <span className="min-w-0 flex-1 truncate text-ink">
        {columns.names[columns.name[span] ?? 0] || spanIdOf(columns, span)}
      </span>
      <span className="shrink-0 text-ink-3">in this trace</span>
    </>
  );
}

function Dot({ service }: { readonly service: string }) {
  return (
    <span
      aria-hidden
      className={cn('size-2 shrink-0 rounded-full')}
      style={{ background: serviceColor(service) }}
    />
  );
}
