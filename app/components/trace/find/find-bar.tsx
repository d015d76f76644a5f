// Looking for spans: by text as one types, or with a search of the language on Enter; how many there are, from one to the
// next, and only those with what is above them.
import { ChevronDown, ChevronUp, ListFilter } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { SMALL_INPUT } from '#app/components/ui/field.tsx';
import type { ChangeTraceView, TraceView } from '../trace-view.ts';
import type { Found } from './use-matches.ts';

interface FindBarProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly view: TraceView;
  readonly change: ChangeTraceView;
  readonly found: Found;
  /** Which match is the active span, from 0; -1 when it is none. */
  readonly position: number;
  readonly onStep: (step: 1 | -1) => void;
  /** Whether the search language can be used: it needs a stored trace. */
  readonly isStored: boolean;
}

/** The URL is not changed with each letter. */
const WRITE_MS = 120;
const PLACEHOLDERS = {
  lucene: 'duration:>100ms status:error…',
  sql: 'Duration > 100000000 -- nanoseconds',
} as const;
const TOGGLE = 'aria-pressed:bg-selected aria-pressed:text-ink';

export function FindBar({ input, view, change, found, position, onStep, isStored }: FindBarProps) {
  const [isSearch, setSearch] = useState(view.match !== '');
  /** What stands in the field; the URL follows a moment later, and is followed where it says something else. */
  const [text, setText] = useState(view.match || view.find);
  const written = useRef(view.match || view.find);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const asked = view.match || view.find;
    // What arrives while one types is from a moment ago.
    if (asked === written.current || document.activeElement === input.current) return;
    written.current = asked;
    setText(asked);
    setSearch(view.match !== '');
  }, [view.match, view.find, input]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const count = found.matches?.count;
  const write = (next: Pick<TraceView, 'find' | 'match'>) => {
    clearTimeout(timer.current);
    written.current = next.match || next.find;
    // Words that are looked for next are of no language.
    change({ ...next, ...(next.match === '' && { lang: 'lucene' }) }, { replace: true });
  };
  const onText = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    if (!isSearch) timer.current = setTimeout(() => write({ find: next, match: '' }), WRITE_MS);
    else if (next === '') write({ find: '', match: '' });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') {
      if (text === '') event.currentTarget.blur();
      else onText('');
    } else if (event.key === 'Enter') {
      if (isSearch && text !== view.match) write({ match: text, find: '' });
      else if (!isSearch && text !== view.find) write({ find: text, match: '' });
      else onStep(event.shiftKey ? -1 : 1);
    } else return;
    event.preventDefault();
  };
  const switchKind = () => {
    setSearch(!isSearch);
    write({ find: isSearch ? text : '', match: '' });
    input.current?.focus();
  };
  return (
    <search aria-label="Find spans" className="flex min-w-0 flex-1 items-center gap-1 max-md:basis-full">
      <div className="relative w-full max-w-md min-w-36">
        <input
          ref={input}
          type="search"
          aria-label={
            isSearch
              ? `Search spans of this trace${view.lang === 'sql' ? ', in SQL' : ''}`
              : 'Find in this trace'
          }
          placeholder={isSearch ? PLACEHOLDERS[view.lang] : 'Find a service, a name, a span id'}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          aria-invalid={found.error ? true : undefined}
          spellCheck={false}
          className={cn(SMALL_INPUT, isStored && 'pr-16', isSearch && 'font-mono')}
        />
        {isStored && (
          <button
            type="button"
            onClick={switchKind}
            aria-pressed={isSearch}
            data-tip={
              isSearch ? 'Find by plain text again' : 'Use the search language: any attribute of a span'
            }
            className="absolute inset-y-0.5 right-0.5 rounded px-1.5 text-2xs text-ink-3 hover:bg-hover hover:text-ink aria-pressed:bg-selected aria-pressed:text-ink"
          >
            {isSearch && view.lang === 'sql' ? 'SQL' : 'Search'}
          </button>
        )}
      </div>
      <span
        role="status"
        className={cn('shrink-0 px-1 text-xs tabular-nums', found.error ? 'text-danger' : 'text-ink-2')}
      >
        {found.error
          ? found.error.message
          : found.pending
            ? 'Searching…'
            : count === undefined
              ? ''
              : count === 0
                ? nothing(found)
                : `${position === -1 ? '–' : formatCount(position + 1)} of ${formatCount(count)}`}
      </span>
      {count !== undefined && count > 0 && (
        <>
          <IconButton label="Previous match" shortcut="b" onClick={() => onStep(-1)}>
            <ChevronUp className="size-4" aria-hidden />
          </IconButton>
          <IconButton label="Next match" shortcut="f" onClick={() => onStep(1)}>
            <ChevronDown className="size-4" aria-hidden />
          </IconButton>
        </>
      )}
      {(count !== undefined || view.only) && (
        <IconButton
          label="Only matching spans and what is above them"
          shortcut="o"
          aria-pressed={view.only}
          onClick={() => change({ only: !view.only }, { replace: true })}
          className={TOGGLE}
        >
          <ListFilter className="size-3.5" aria-hidden />
        </IconButton>
      )}
    </search>
  );
}

function nothing({ unknown }: Found): string {
  const [first] = unknown;
  if (!first) return 'No span matches';
  const meant = first.closest[0];
  return `No span has a field “${first.name}”${meant ? `; “${meant}”?` : ''}`;
}
