// The search box: words and "phrases". Mistakes are underlined where they are. Keyboard: `/` focuses, Enter runs, Esc leaves.
import { Search, X } from 'lucide-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { Kbd } from '#app/components/ui/kbd.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import type { Position } from '#app/lib/core/errors.ts';
import { queryMistake } from './query-mistake.ts';

interface SearchBoxProps {
  readonly value: string;
  /** Runs the text; called also when it is the same again. */
  readonly onSearch: (query: string) => void;
}

export function SearchBox({ value, onSearch }: SearchBoxProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const underline = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState({ from: value, text: value });
  if (draft.from !== value) setDraft({ from: value, text: value });
  const { text } = draft;
  const mistake = queryMistake(text);
  const [told, setTold] = useState(true);
  useHotkeys({ '/': () => input.current?.focus() });

  const change = (next: string) => {
    setDraft({ from: value, text: next });
    setTold(false);
  };
  const run = (next: string) => {
    setTold(true);
    if (!queryMistake(next)) onSearch(next.trim());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run(text);
  };
  const shown = told ? mistake : undefined;
  return (
    <search className="flex min-w-0 flex-1 flex-col">
      <form onSubmit={submit} className="relative flex items-center">
        <Search className="pointer-events-none absolute left-2.5 size-3.5 text-ink-3" aria-hidden />
        {mistake?.position && <Underline ref={underline} text={text} position={mistake.position} />}
        <input
          ref={input}
          data-testid="search-box"
          aria-label="Search the logs"
          aria-invalid={shown ? true : undefined}
          aria-describedby={shown ? `${id}-mistake` : undefined}
          value={text}
          onChange={(event) => change(event.target.value)}
          onScroll={(event) => {
            if (underline.current) underline.current.scrollLeft = event.currentTarget.scrollLeft;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          placeholder='Search words and "phrases"'
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="search"
          className={cn(
            TEXT,
            'relative border-line-strong bg-transparent outline-none aria-invalid:border-danger',
          )}
        />
        <div className="absolute right-1.5 flex items-center">
          {text === '' ? (
            <span className="hidden pr-1 md:block" aria-hidden>
              <Kbd>/</Kbd>
            </span>
          ) : (
            <button
              type="button"
              aria-label="Clear the search"
              onClick={() => {
                change('');
                run('');
                input.current?.focus();
              }}
              className="flex size-6 items-center justify-center rounded text-ink-2 hover:bg-hover"
            >
              <X className="size-3.5" aria-hidden />
            </button>
          )}
        </div>
      </form>
      {shown && (
        <p id={`${id}-mistake`} role="alert" className="pt-1 text-xs text-danger">
          {shown.message}
          {shown.position && ` (at character ${shown.position.from + 1})`}
        </p>
      )}
    </search>
  );
}

/** Text and underline must lie exactly on each other. */
const TEXT =
  'h-8 w-full rounded-md border pr-9 pl-8 font-mono text-xs pointer-coarse:h-10 pointer-coarse:text-[16px] ' +
  'focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/30';

interface UnderlineProps {
  readonly ref: React.Ref<HTMLDivElement>;
  readonly text: string;
  readonly position: Position;
}

/** The same text, invisible, under the input, with a wavy line where the mistake is. */
function Underline({ ref, text, position: { from, to } }: UnderlineProps) {
  return (
    <div
      ref={ref}
      aria-hidden
      className={cn(
        TEXT,
        'absolute flex items-center overflow-hidden border-transparent whitespace-pre text-transparent',
      )}
    >
      <span>
        {text.slice(0, from)}
        <span className="underline decoration-danger decoration-wavy underline-offset-3">
          {text.slice(from, to) || ' '}
        </span>
        {text.slice(to)}
      </span>
    </div>
  );
}
