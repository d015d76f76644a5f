// An empty answer, and what to do next: the names that were probably meant, a wider range, no search, how to send data.
import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { type RangeText, rangeLabel, widenRange } from '#app/components/time/range.ts';
import { Button } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import type { UnknownField } from '#app/lib/reading/schema.ts';
import type { SearchView } from '../search/use-frozen-search.ts';
import { fixName } from './fix-name.ts';

interface NothingFoundProps {
  readonly view: Pick<SearchView, 'q' | 'lang' | 'from' | 'to'>;
  /** What is looked for. */
  readonly what: 'record' | 'trace' | 'span';
  readonly answer:
    | { readonly unknownFields: readonly UnknownField[]; readonly hint: string | null }
    | undefined;
  /** Whether any record was ever received. */
  readonly hasData: boolean;
  readonly onSearch: (text: string) => void;
  readonly onRange: (range: RangeText) => void;
  /** More that narrows the search, and how to do without it. */
  readonly narrowed?: { readonly label: string; readonly onClear: () => void } | undefined;
}

const MOST_NAMES = 3;

export function NothingFound(props: NothingFoundProps) {
  const { view, what, answer, hasData, onSearch, onRange, narrowed } = props;
  const zone = useZone();
  const now = Date.now();
  const wider = widenRange(view, now);
  const widest = { from: 'now-30d', to: 'now' };
  const isWidest = wider === undefined || (wider.from === widest.from && wider.to === widest.to);
  const unknown = view.lang === 'lucene' ? (answer?.unknownFields ?? []) : [];
  return (
    <State
      icon={<SearchX className="size-6 text-ink-3" aria-hidden />}
      title={view.q || narrowed ? 'Nothing matches' : `No ${what}s here`}
    >
      <p className="text-ink-2">
        {view.q || narrowed ? `No ${what} matches the search in ` : 'Nothing was received in '}
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
              onClick={() => onSearch(fixName(view.q, field.position, name))}
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
          <Button variant="primary" onClick={() => onRange(wider)}>
            Look in {inSentence(rangeLabel(wider, now, zone))}
          </Button>
        )}
        {!isWidest && <Button onClick={() => onRange(widest)}>Look in the last 30 days</Button>}
        {narrowed && <Button onClick={narrowed.onClear}>{narrowed.label}</Button>}
        {view.q && <Button onClick={() => onSearch('')}>Clear the search</Button>}
      </div>
      {(!hasData || (what !== 'record' && view.q === '' && !narrowed)) && (
        <Link to="/connect" className="text-accent-ink underline underline-offset-2">
          How to send {what === 'record' ? 'data' : 'traces'}
        </Link>
      )}
    </State>
  );
}

/** `Last hour` as it stands inside a sentence: `the last hour`. */
function inSentence(label: string): string {
  return label.replace(/^Last /, 'the last ');
}
