// What stands in place of a trace: on the way, not there, failed, cancelled. Each says what to do next.
import { Link } from '@tanstack/react-router';
import { CircleStop, SearchX } from 'lucide-react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { canRetry, FailureIcon, failureTitle } from '#app/components/query/failure.tsx';
import { ProgressCard } from '#app/components/query/progress-card.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { isTemporary, type UserError } from '#app/lib/core/user-error.ts';
import type { LoadProgress } from '../load/protocol.ts';

const SLOW_MS = 300;

interface LoadingTraceProps {
  readonly progress: LoadProgress | undefined;
  /** Set when all spans are here and are being put in a tree. */
  readonly laying: number | undefined;
  readonly onCancel: () => void;
}

export function LoadingTrace({ progress, laying, onCancel }: LoadingTraceProps) {
  const visible = useDelayed(true, SLOW_MS);
  if (!visible) return <div className="flex-1" />;
  return (
    <div className="relative min-h-0 flex-1 overflow-hidden">
      <div className="flex animate-quiet-pulse flex-col gap-2.5 px-4 pt-4" aria-hidden>
        {SHAPES.map(([left, width], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never change
          <div key={at} className="flex h-3.5 gap-4">
            <div className="w-1/3 rounded bg-hover" style={{ marginLeft: `${(at % 6) * 12}px` }} />
            <div className="relative flex-1">
              <div
                className="absolute inset-y-0 rounded bg-hover"
                style={{ left: `${left}%`, width: `${width}%` }}
              />
            </div>
          </div>
        ))}
      </div>
      <div className="absolute inset-x-0 top-24 flex justify-center px-3">
        <Progress progress={progress} laying={laying} onCancel={onCancel} />
      </div>
    </div>
  );
}

const SHAPES = Array.from({ length: 24 }, (_, at) => [(at * 37) % 60, 8 + ((at * 53) % 32)] as const);

function Progress({ progress, laying, onCancel }: LoadingTraceProps) {
  const { spans = 0, total, bytes = 0 } = progress ?? {};
  const share =
    laying !== undefined ? 1 : total !== undefined && total > 0 ? Math.min(1, spans / total) : undefined;
  const text =
    laying !== undefined
      ? `Putting ${formatCount(laying, 'span')} in a tree`
      : progress === undefined
        ? 'Looking up where the trace is'
        : `${formatCount(spans)}${total === undefined ? '' : ` of ${formatCount(Math.max(total, spans))}`} spans · ${(bytes / 1e6).toFixed(1)} MB`;
  return (
    <ProgressCard
      title="Loading the trace…"
      label="Spans loaded"
      share={share}
      text={text}
      onCancel={onCancel}
    />
  );
}

export function CancelledTrace({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <State icon={<CircleStop className="size-6 text-ink-3" aria-hidden />} title="Cancelled">
      <p className="text-ink-2">The trace was not loaded.</p>
      <Button variant="primary" onClick={onRetry}>
        Load it
      </Button>
    </State>
  );
}

interface FailedTraceProps {
  readonly error: UserError;
  /** Undefined for a trace from a file. */
  readonly traceId: string | undefined;
  readonly onRetry: () => void;
}

export function FailedTrace({ error, traceId, onRetry }: FailedTraceProps) {
  useSignInWhen(error.code === 'unauthorized');
  if (error.code === 'not_found' && traceId !== undefined)
    return <TraceNotFound error={error} traceId={traceId} onRetry={onRetry} />;
  const title = error.code === 'internal' ? 'The trace could not be loaded' : failureTitle(error, 'search');
  return (
    <State icon={<FailureIcon code={error.code} />} title={title}>
      <p role="alert" className="max-w-prose text-ink-2">
        {error.message} {error.hint}
        {isTemporary(error) && ' Trying again by itself.'}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        {canRetry(error) && (
          <Button variant="primary" onClick={onRetry}>
            Try again
          </Button>
        )}
        <SearchTraces />
      </div>
    </State>
  );
}

interface TraceNotFoundProps {
  readonly error: Pick<UserError, 'message' | 'hint'>;
  readonly traceId: string;
  readonly onRetry: () => void;
}

export function TraceNotFound({ error, traceId, onRetry }: TraceNotFoundProps) {
  return (
    <State icon={<SearchX className="size-6 text-ink-3" aria-hidden />} title="No such trace">
      <p className="max-w-full font-mono text-xs break-all text-ink">{traceId}</p>
      <p role="alert" className="max-w-prose text-ink-2">
        {error.message} {error.hint}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button variant="primary" onClick={onRetry}>
          Look again
        </Button>
        <SearchTraces />
        <Link
          to="/logs"
          search={{ q: `trace_id:"${traceId.replace(/["\\]/g, '\\$&')}"`, from: 'now-30d', to: 'now' }}
          className={LINK}
        >
          Its logs
        </Link>
        <Link to="/traces/open" className={LINK}>
          Open a file
        </Link>
      </div>
    </State>
  );
}

const LINK =
  'inline-flex h-7 items-center rounded-md border border-line bg-raised px-2.5 hover:bg-hover pointer-coarse:h-9';

function SearchTraces() {
  return (
    <Link to="/traces" className={LINK}>
      Search traces
    </Link>
  );
}
