// What stands in place of a service screen's content: on the way, failed, nothing there. Each says what to do next.
import { Link } from '@tanstack/react-router';
import { Boxes, RotateCw, SearchX } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { canRetry, FailureIcon, failureTitle } from '#app/components/query/failure.tsx';
import { formatMilliseconds } from '#app/components/time/format.ts';
import { type RangeText, rangeLabel, widenRange } from '#app/components/time/range.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { Answer } from './use-answer.ts';

const TICK_MS = 100;
const PLACEHOLDERS = Array.from({ length: 14 }, (_, index) => index);

interface AnswerStateProps {
  readonly answer: Answer<unknown>;
  /** What goes on while one waits. */
  readonly title: string;
  /** Asks anew, up to now. */
  readonly onRetry: () => void;
}

/** What stands in place of an answer; nothing while there is one. */
export function AnswerState({ answer, title, onRetry }: AnswerStateProps) {
  if (answer.error) return <Failed error={answer.error} onRetry={onRetry} />;
  if (answer.data !== undefined) return null;
  if (answer.waiting) return <WaitingForEngine error={answer.waiting} />;
  if (answer.cancelled)
    return (
      <NothingMatches title="Cancelled">
        <Button variant="primary" onClick={answer.retry}>
          Ask again
        </Button>
      </NothingMatches>
    );
  return <Waiting visible={answer.slow} title={title} onCancel={answer.cancel} />;
}

interface WaitingProps {
  /** Nothing is shown of waiting that is over in a moment. */
  readonly visible: boolean;
  readonly title: string;
  readonly onCancel: () => void;
}

/** Empty lines, since when one waits, and the button that ends it. */
function Waiting({ visible, title, onCancel }: WaitingProps) {
  return (
    <div className="relative min-h-0 flex-1 overflow-hidden" data-testid="waiting">
      {visible && (
        <>
          <div className="animate-quiet-pulse" aria-hidden>
            {PLACEHOLDERS.map((line) => (
              <div key={line} className="flex h-9 items-center gap-8 border-b border-line/60 px-4">
                <span className="h-2 w-1/5 rounded bg-hover" />
                <span className="h-2 w-24 rounded bg-hover" />
                <span className="hidden h-2 w-24 rounded bg-hover md:block" />
                <span className="hidden h-2 w-32 rounded bg-hover md:block" />
              </div>
            ))}
          </div>
          <div className="absolute inset-x-0 top-24 flex justify-center">
            <div className="flex w-80 max-w-full flex-col gap-2 rounded-lg bg-raised p-3 text-xs shadow-raised">
              <div className="flex items-center justify-between gap-3">
                <span className="font-medium">{title}</span>
                <Elapsed />
              </div>
              <div
                role="progressbar"
                aria-label={title}
                className="h-1 overflow-hidden rounded-full bg-hover"
              >
                <div className="h-full w-1/4 animate-slide bg-accent" />
              </div>
              <Button onClick={onCancel} className="h-6 self-end">
                Cancel
              </Button>
            </div>
          </div>
        </>
      )}
    </div>
  );
}

/** Since it was first shown; the question was asked a moment earlier. */
function Elapsed() {
  const [since] = useState(() => performance.now());
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="text-ink-3 tabular-nums">{formatMilliseconds(Math.max(TICK_MS, now - since))}</span>
  );
}

interface FailedProps {
  readonly error: UserError;
  readonly onRetry: () => void;
}

function Failed({ error, onRetry }: FailedProps) {
  useSignInWhen(error.code === 'unauthorized');
  const title = error.code === 'bad_request' ? 'This cannot be shown' : failureTitle(error, 'query');
  return (
    <State icon={<FailureIcon code={error.code} />} title={title}>
      <p role="alert" className="max-w-prose text-ink-2">
        {error.message} {error.code !== 'not_found' && error.hint}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        {canRetry(error) && (
          <Button variant="primary" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </State>
  );
}

/** While the engine restarts or the network is away; the question is asked again by itself. */
function WaitingForEngine({ error }: { readonly error: UserError }) {
  return (
    <State
      icon={<RotateCw className="size-6 animate-spin text-ink-3" aria-hidden />}
      title={failureTitle(error, 'query')}
    >
      <p role="status" className="text-ink-2">
        This is asked again by itself.
      </p>
    </State>
  );
}

interface NoServicesProps {
  readonly view: RangeText & { readonly env: string };
  readonly onRange: (range: RangeText) => void;
  readonly onEverywhere: () => void;
}

/** No span came in the range: look further, or send some. */
export function NoServices({ view, onRange, onEverywhere }: NoServicesProps) {
  const zone = useZone();
  const now = Date.now();
  const wider = widenRange(view, now);
  return (
    <State icon={<Boxes className="size-6 text-ink-3" aria-hidden />} title="No services here">
      <p className="max-w-prose text-ink-2">
        No spans were received in{' '}
        <span className="text-ink" suppressHydrationWarning>
          {inSentence(rangeLabel(view, now, zone))}
        </span>
        {view.env !== '' && (
          <>
            {' '}
            from the environment <span className="text-ink">{view.env}</span>
          </>
        )}
        . A service appears here with the first trace that it sends over OTLP; its name is the resource
        attribute <code className="font-mono text-xs text-ink">service.name</code>.
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <Link to="/connect" className={buttonClass('primary')}>
          How to send traces
        </Link>
        {wider && (
          <Button onClick={() => onRange({ from: wider.from, to: wider.to })}>
            Look in {inSentence(rangeLabel(wider, now, zone))}
          </Button>
        )}
        {view.env !== '' && <Button onClick={onEverywhere}>All environments</Button>}
      </div>
    </State>
  );
}

interface NothingMatchesProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Something is there, but not what was looked for. */
export function NothingMatches({ title, children }: NothingMatchesProps) {
  return (
    <State icon={<SearchX className="size-6 text-ink-3" aria-hidden />} title={title}>
      {children}
    </State>
  );
}

function inSentence(label: string): string {
  return label.replace(/^Last /, 'the last ');
}
