// What stands in place of the list: nothing yet, nothing found, or why the search failed. Each says what to do next.
import { Link } from '@tanstack/react-router';
import { RotateCw, SearchX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { type RangeText, rangeLabel, widenRange } from '#app/components/time/range.ts';
import { Button } from '#app/components/ui/button.tsx';
import type { UserError } from '#app/lib/core/user-error.ts';
import { canRetry, failureTitle } from './failure.ts';
import { LogRowPlaceholder } from './table/log-row.tsx';

const PLACEHOLDERS = Array.from({ length: 24 }, (_, index) => index);

/** Empty rows, shown when an answer takes longer than a moment. */
export function LoadingRows({ visible }: { readonly visible: boolean }) {
  return (
    <div className="relative min-h-0 flex-1 animate-quiet-pulse overflow-hidden" aria-hidden>
      {visible &&
        PLACEHOLDERS.map((index) => <LogRowPlaceholder key={index} top={28 + index * 22} height={22} />)}
    </div>
  );
}

interface NothingFoundProps {
  readonly query: string;
  readonly range: RangeText;
  readonly hasData: boolean;
  readonly onRange: (range: RangeText) => void;
  readonly onClear: () => void;
}

export function NothingFound({ query, range, hasData, onRange, onClear }: NothingFoundProps) {
  const zone = useZone();
  const now = Date.now();
  const wider = widenRange(range, now);
  const label = rangeLabel(range, now, zone);
  return (
    <State
      icon={<SearchX className="size-6 text-ink-3" aria-hidden />}
      title={query ? 'Nothing matches' : 'No records here'}
    >
      <p className="text-ink-2">
        {query ? 'No record holds all of these words in ' : 'Nothing was received in '}
        <span className="text-ink">{inSentence(label)}</span>.
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        {wider && (
          <Button variant="primary" onClick={() => onRange(wider)}>
            Look in {inSentence(rangeLabel(wider, now, zone))}
          </Button>
        )}
        {query && <Button onClick={onClear}>Clear the search</Button>}
      </div>
      {!hasData && (
        <Link to="/connect" className="text-accent-ink underline underline-offset-2">
          How to send data
        </Link>
      )}
    </State>
  );
}

interface FailedProps {
  readonly error: UserError;
  readonly onRetry: () => void;
}

export function Failed({ error, onRetry }: FailedProps) {
  useSignInWhen(error.code === 'unauthorized');
  return (
    <State icon={<TriangleAlert className="size-6 text-danger" aria-hidden />} title={failureTitle(error)}>
      <p role="alert" className="max-w-prose text-ink-2">
        {error.message} {error.hint}
      </p>
      {canRetry(error) && <Button onClick={onRetry}>Try again</Button>}
    </State>
  );
}

/** While the engine restarts; the search is repeated by itself. */
export function WaitingForEngine({ error }: { readonly error: UserError }) {
  return (
    <State
      icon={<RotateCw className="size-6 animate-spin text-ink-3" aria-hidden />}
      title={failureTitle(error)}
    >
      <p role="status" className="text-ink-2">
        The search runs again by itself.
      </p>
    </State>
  );
}

export function Cancelled({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <State icon={<SearchX className="size-6 text-ink-3" aria-hidden />} title="Cancelled">
      <p className="text-ink-2">The search was stopped before it had an answer.</p>
      <Button onClick={onRetry}>Run it again</Button>
    </State>
  );
}

interface StateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

function State({ icon, title, children }: StateProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 px-6 py-10 text-center">
      {icon}
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </div>
  );
}

/** `Last hour` as it stands inside a sentence: `the last hour`. */
function inSentence(label: string): string {
  return label.replace(/^Last /, 'the last ');
}
