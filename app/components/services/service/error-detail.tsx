// One group of errors: how often and when, what it says, and an example.
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { intervalName } from '#app/components/charts/ticks.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatDateTime } from '#app/components/time/format.ts';
import { buttonClass, IconButton } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { withEnvironment } from '../common/searches.ts';
import { Sparkline } from '../common/sparkline.tsx';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { Ago } from './ago.tsx';
import { type ErrorGroup, isNewSince } from './error-columns.tsx';

interface ErrorDetailProps {
  readonly group: ErrorGroup;
  readonly intervalMs: number;
  readonly lastDeployMs: number | undefined;
  readonly search: LinkSearch;
  readonly onClose: () => void;
}

export function ErrorDetail({ group, intervalMs, lastDeployMs, search, onClose }: ErrorDetailProps) {
  const { type, message, topFrame, count, firstSeenMs, lastSeenMs, example, points } = group;
  const { from, to, env } = search;
  const query = withEnvironment(group.query, env);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col" data-testid="error-detail">
      <div className="flex items-center gap-2 border-b border-line px-4 py-2">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold text-danger">{type || 'Error'}</h2>
        <IconButton label="Close" shortcut="Esc" onClick={onClose}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4 slim-scroll">
        <div className="flex flex-wrap gap-2">
          {example.traceId !== '' && (
            <Link
              to="/traces/$traceId"
              params={{ traceId: example.traceId }}
              search={{ span: example.spanId }}
              className={buttonClass('primary')}
            >
              Open an example trace
            </Link>
          )}
          <Link
            to="/traces"
            search={{ from, to, q: query, show: 'spans' }}
            className={buttonClass('secondary')}
          >
            All of its spans
          </Link>
        </div>
        <section aria-label="How often" className="flex flex-col gap-1">
          <Sparkline
            values={points.map((point) => point.count)}
            color="var(--sev-error)"
            kind="bars"
            width={440}
            height={56}
            isWide
          />
          <p className="text-2xs text-ink-3">
            {formatCount(count)} in this time; a bar is {intervalName(intervalMs)}
          </p>
        </section>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
          <Fact name="First seen">
            <Moment ms={firstSeenMs} />
            {isNewSince(group, lastDeployMs) && (
              <span className="ml-2 rounded bg-caution-soft px-1 text-2xs text-caution">
                new since the last deploy
              </span>
            )}
          </Fact>
          <Fact name="Last seen">
            <Moment ms={lastSeenMs} />
          </Fact>
          {topFrame !== '' && (
            <Fact name="Thrown at">
              <code className="font-mono break-all">{topFrame}</code>
            </Fact>
          )}
        </dl>
        <section aria-label="Message" className="flex flex-col gap-1">
          <h3 className="text-2xs text-ink-3">What they have in common</h3>
          <p className="rounded-md bg-surface p-2 font-mono text-xs break-words whitespace-pre-wrap">
            {message || '(no message)'}
          </p>
        </section>
        {example.message !== '' && example.message !== message && (
          <section aria-label="Example" className="flex flex-col gap-1">
            <div className="flex items-center gap-1">
              <h3 className="text-2xs text-ink-3">
                The newest of them, <Ago ms={example.ms} />
              </h3>
              <CopyButton text={example.message} label="Copy the message" className="size-6!" />
            </div>
            <p className="rounded-md bg-surface p-2 font-mono text-xs break-words whitespace-pre-wrap">
              {example.message}
            </p>
          </section>
        )}
      </div>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Moment({ ms }: { readonly ms: number }) {
  const zone = useZone();
  return (
    <>
      <Ago ms={ms} />
      <span className="ml-2 text-ink-3">{formatDateTime(Math.floor(ms / 1_000) * 1_000, zone)}</span>
    </>
  );
}
