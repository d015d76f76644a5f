// States of the list while there are no rows: on the way, failed, cancelled, stopped at a limit. Each says what to do next.
import { CircleStop, RotateCw, Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { canRetry, FailureIcon, failureTitle, isAboutCost } from '#app/components/query/failure.tsx';
import { QueryProgress } from '#app/components/query/query-progress.tsx';
import { QUICK_RANGES, type RangeText } from '#app/components/time/range.ts';
import { Button } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { Partial } from '#app/lib/reading/schema.ts';

interface LoadingRowsProps {
  readonly visible: boolean;
  readonly operationId: string;
  readonly onCancel: () => void;
  /** Empty rows. */
  readonly children: ReactNode;
}

/** Empty rows, shown when an answer takes longer than a moment, with how far it is. */
export function LoadingRows({ visible, operationId, onCancel, children }: LoadingRowsProps) {
  return (
    <div className="relative min-h-0 flex-1 overflow-hidden">
      {visible && (
        <>
          <div className="animate-quiet-pulse" aria-hidden>
            {children}
          </div>
          <div className="absolute inset-x-0 top-24 flex justify-center">
            <QueryProgress operationId={operationId} title="Searching…" onCancel={onCancel} />
          </div>
        </>
      )}
    </div>
  );
}

interface RangeChoice {
  readonly range: RangeText;
  readonly onRange: (range: RangeText) => void;
}

interface FailedProps extends RangeChoice {
  readonly error: UserError;
  readonly onRetry: () => void;
  /** Where to go when the source is not there; undefined on Maple's own. */
  readonly home: { readonly label: string; readonly go: () => void } | undefined;
}

export function Failed({ error, range, onRange, onRetry, home }: FailedProps) {
  useSignInWhen(error.code === 'unauthorized');
  return (
    <State icon={<FailureIcon code={error.code} />} title={failureTitle(error, 'search')}>
      <p role="alert" className="max-w-prose text-ink-2">
        {error.message} {error.hint}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        {canRetry(error) && (
          <Button variant="primary" onClick={onRetry}>
            Try again
          </Button>
        )}
        {isAboutCost(error) && <Narrower range={range} onRange={onRange} />}
        {error.code === 'not_found' && home && <Button onClick={home.go}>{home.label}</Button>}
      </div>
    </State>
  );
}

interface StoppedProps extends RangeChoice {
  readonly partial: Partial;
  readonly onResume: (() => void) | undefined;
}

/** A limit was reached before the first row was found. */
export function Stopped({ partial, range, onRange, onResume }: StoppedProps) {
  return (
    <State icon={<Timer className="size-6 text-caution" aria-hidden />} title="Nothing found yet">
      <p className="max-w-prose text-ink-2">
        {partial.message} {partial.hint}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        {onResume && (
          <Button variant="primary" onClick={onResume}>
            Search on
          </Button>
        )}
        <Narrower range={range} onRange={onRange} />
      </div>
    </State>
  );
}

/** Shorter ranges than this one. */
function Narrower({ range, onRange }: RangeChoice) {
  const at = QUICK_RANGES.findIndex(({ from, to }) => from === range.from && to === range.to);
  const end = at < 0 ? 4 : at;
  // The next shorter one, and one that is much shorter.
  const shorter = [end - 1, end - 3].flatMap((place) => QUICK_RANGES[place] ?? []);
  return shorter.map(({ short, label, from, to }) => (
    <Button key={short} onClick={() => onRange({ from, to })}>
      {label}
    </Button>
  ));
}

/** While the engine restarts; the search is repeated by itself. */
export function WaitingForEngine({ error }: { readonly error: UserError }) {
  return (
    <State
      icon={<RotateCw className="size-6 animate-spin text-ink-3" aria-hidden />}
      title={failureTitle(error, 'search')}
    >
      <p role="status" className="text-ink-2">
        The search runs again by itself.
      </p>
    </State>
  );
}

export function Cancelled({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <State icon={<CircleStop className="size-6 text-ink-3" aria-hidden />} title="Cancelled">
      <p className="text-ink-2">The search was stopped before it had an answer.</p>
      <Button onClick={onRetry}>Run it again</Button>
    </State>
  );
}
