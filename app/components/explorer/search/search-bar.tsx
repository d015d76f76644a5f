// The search box with the switch of its language and, while a search takes long, the button that stops it.
import { type ReactNode, useRef } from 'react';
import type { SearchEditorHandle } from '#app/components/editor/props.ts';
import { SearchEditor } from '#app/components/editor/search-editor.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { Fields } from './use-fields.ts';
import type { SearchView } from './use-frozen-search.ts';

interface SearchBarProps {
  readonly view: Pick<SearchView, 'q' | 'lang'>;
  /** What is searched, for screen readers: `Search the logs`. */
  readonly label: string;
  /** An example of each language. */
  readonly placeholders: Readonly<Record<SearchView['lang'], string>>;
  /** To the other language; what was written means nothing in it. */
  readonly onLanguage: (language: SearchView['lang']) => void;
  readonly fields: Fields;
  /** What the server said about the search. */
  readonly error: UserError | undefined;
  /** Under which earlier searches are remembered. */
  readonly historyKey: string;
  readonly onSearch: (text: string) => void;
  /** More that narrows the search. */
  readonly children?: ReactNode;
}

const LANGUAGES = { lucene: 'Lucene', sql: 'SQL' } as const;

export function SearchBar(props: SearchBarProps) {
  const { view, label, placeholders, onLanguage, fields, error, historyKey, onSearch, children } = props;
  const editor = useRef<SearchEditorHandle>(null);
  const phone = useMediaQuery(PHONE);
  useHotkeys({ '/': () => editor.current?.focus() });
  return (
    <div className="relative z-20 flex shrink-0 items-start gap-2 border-b border-line px-3 py-2 md:px-4">
      <SearchEditor
        ref={editor}
        value={view.q}
        onSearch={onSearch}
        language={view.lang}
        error={error}
        knows={fields.knows}
        fields={fields.completion[view.lang]}
        values={fields.loadValues}
        historyKey={historyKey}
        placeholder={phone && view.lang === 'lucene' ? 'Words, field:value' : placeholders[view.lang]}
        label={label}
      />
      <fieldset className="hidden h-8 shrink-0 items-center rounded-md border border-line p-0.5 text-xs md:flex pointer-coarse:h-10">
        <legend className="sr-only">Language of the search</legend>
        {(['lucene', 'sql'] as const).map((language) => (
          <button
            key={language}
            type="button"
            aria-pressed={view.lang === language}
            data-tip={
              language === 'sql' ? 'A SQL condition, as after WHERE' : 'Words, "phrases", field:value'
            }
            onClick={() => view.lang !== language && onLanguage(language)}
            className={cn(
              'h-full rounded px-2 text-ink-2',
              view.lang === language ? 'bg-selected font-medium text-ink' : 'hover:bg-hover',
            )}
          >
            {LANGUAGES[language]}
          </button>
        ))}
      </fieldset>
      {children}
    </div>
  );
}
