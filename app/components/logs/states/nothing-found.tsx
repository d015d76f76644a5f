// An empty answer, and what to do next: the names that were probably meant, a wider range, no search, how to send data.
import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { rangeLabel, widenRange } from '#app/components/time/range.ts';
import { Button } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import type { LogActions } from '../log-actions.ts';
import type { LogsView } from '../logs-view.ts';
import type { LogPages } from '../rows/use-log-pages.ts';
import { fixName } from './fix-name.ts';

interface NothingFoundProps {
  readonly view: LogsView;
  readonly answer: LogPages['answer'];
  readonly hasData: boolean;
  readonly actions: LogActions;
}

const MOST_NAMES = 3;

export function NothingFound({ view, answer, hasData, actions }: NothingFoundProps) {
  const zone = useZone();
  const now = Date.now();
  const wider = widenRange(view, now);
  const widest = { from: 'now-30d', to: 'now' };
  const isWidest = wider === undefined || (wider.from === widest.from && wider.to === widest.to);
  const unknown = view.lang === 'lucene' ? (answer?.unknownFields ?? []) : [];
  return (
    <State
      icon={<SearchX className="size-6 text-ink-3" aria-hidden />}
      title={view.q ? 'Nothing matches' : 'No records here'}
    >
      <p className="text-ink-2">
        {view.q ? 'No record matches the search in ' : 'Nothing was received in '}
        <span className="text-ink" suppressHydrationWarning>
          {inSentence(rangeLabel(view, now, zone))}
        </span>
        .
      </p>
      {unknown.map((field) => (
        <div key={field.position.from} className="flex flex-wrap items-center justify-center gap-2">
          <span className="text-ink-2">
            No record has had a field <code className="font-mono text-xs text-ink">{field.name}</code> lately.
            {field.closest.length > 0 && ' Did you mean'}
          </span>
          {field.closest.slice(0, MOST_NAMES).map((name) => (
            <Button
              key={name}
              onClick={() => actions.search(fixName(view.q, field.position, name))}
              className="font-mono text-xs"
            >
              {name}
            </Button>
          ))}
        </div>
      ))}
      {answer?.hint && unknown.length === 0 && <p className="max-w-prose text-ink-2">{answer.hint}</p>}
      <div className="flex flex-wrap justify-center gap-2">
        {wider && (
          <Button variant="primary" onClick={() => actions.setRange(wider)}>
            Look in {inSentence(rangeLabel(wider, now, zone))}
          </Button>
        )}
        {!isWidest && <Button onClick={() => actions.setRange(widest)}>Look in the last 30 days</Button>}
        {view.q && <Button onClick={() => actions.search('')}>Clear the search</Button>}
      </div>
      {!hasData && (
        <Link to="/connect" className="text-accent-ink underline underline-offset-2">
          How to send data
        </Link>
      )}
    </State>
  );
}

/** `Last hour` as it stands inside a sentence: `the last hour`. */
function inSentence(label: string): string {
  return label.replace(/^Last /, 'the last ');
}
