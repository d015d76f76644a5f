// What stands in place of a service screen's content: on the way, failed, nothing there. Each says what to do next.
import { Link } from '@tanstack/react-router';
import { Boxes, RotateCw, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { canRetry, FailureIcon, failureTitle } from '#app/components/query/failure.tsx';
import { QueryProgress } from '#app/components/query/query-progress.tsx';
import { type RangeText, rangeLabel, widenRange } from '#app/components/time/range.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { Answer } from './use-answer.ts';

const PLACEHOLDERS = Array.from({ length: 14 }, (_, index) => index);

interface AnswerStateProps {
  readonly answer: Answer<unknown>;
  /** What goes on while one waits. */
  readonly title: string;
  /** Asks anew, up to now. */
  readonly onRetry: () => void;
}

/**
 * What stands in place of an answer. Above an answer to the question before: how far the asked one is, or that it was
 * cancelled. Else nothing.
 */
export function AnswerState({ answer, title, onRetry }: AnswerStateProps) {
  if (answer.error) return <Failed error={answer.error} onRetry={onRetry} />;
  if (answer.data !== undefined) return answer.stale ? <AnswerNotice answer={answer} title={title} /> : null;
  if (answer.waiting) return <WaitingForEngine error={answer.waiting} />;
  if (answer.cancelled)
    return (
      <NothingMatches title="Cancelled">
        <Button variant="primary" onClick={answer.retry}>
          Ask again
        </Button>
      </NothingMatches>
    );
  return <Waiting answer={answer} title={title} />;
}

interface NoticeProps {
  readonly answer: Answer<unknown>;
  readonly title: string;
}

function AnswerNotice({ answer, title }: NoticeProps) {
  if (answer.cancelled)
    return (
      <p
        role="status"
        className="flex shrink-0 flex-wrap items-center gap-2 bg-caution-soft px-3 py-1 text-xs text-caution md:px-4"
      >
        Cancelled. What you see is the answer before.
        <Button onClick={answer.retry} className="h-6">
          Ask again
        </Button>
      </p>
    );
  if (!answer.slower) return null;
  return (
    <div className="relative z-20 h-0">
      <div className="pointer-events-none absolute inset-x-0 top-12 flex justify-center *:pointer-events-auto">
        <QueryProgress operationId={answer.operationId} title={title} onCancel={answer.cancel} />
      </div>
    </div>
  );
}

/** Empty lines, and how far the engine is; nothing of waiting that is over in a moment. */
function Waiting({ answer, title }: NoticeProps) {
  return (
    <div className="relative min-h-0 flex-1 overflow-hidden" data-testid="waiting">
      {answer.slow && (
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
            <QueryProgress operationId={answer.operationId} title={title} onCancel={answer.cancel} />
          </div>
        </>
      )}
    </div>
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
