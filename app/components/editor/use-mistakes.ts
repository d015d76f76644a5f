// The mistakes that a search box shows: at once for a text that was searched, after a pause for one that is being typed.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { KnowsField } from '#app/lib/search/ast.ts';
import { findMistakes, type Mistake, serverMistake, settledMistakes } from './mistakes.ts';

/** Typing that rests this long is looked at. */
const PAUSE_MS = 600;

interface Judged {
  readonly text: string;
  readonly language: 'lucene' | 'sql';
  readonly mistakes: readonly Mistake[];
}

interface MistakesInput {
  readonly text: string;
  /** The searched text. */
  readonly value: string;
  readonly language: 'lucene' | 'sql';
  readonly knows: KnowsField;
  readonly error: UserError | undefined;
}

/** `check` judges a text at once, shows what is wrong with it, and says whether anything is. */
export function useMistakes({ text, value, language, knows, error }: MistakesInput): {
  readonly shown: readonly Mistake[];
  readonly check: (text: string) => boolean;
} {
  const [judged, setJudged] = useState<Judged>();
  const searched = useMemo(() => findMistakes(value, language, knows), [value, language, knows]);

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      const mistakes = settledMistakes(findMistakes(text, language, knows), text);
      setJudged((now) =>
        now?.text === text && now.language === language ? now : { text, language, mistakes },
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, language, knows]);

  const check = useCallback(
    (next: string) => {
      const mistakes = findMistakes(next, language, knows);
      setJudged({ text: next, language, mistakes });
      return mistakes.length > 0;
    },
    [language, knows],
  );

  const own = useMemo(() => {
    if (judged?.text === text && judged.language === language) return judged.mistakes;
    return text === value ? searched : NONE;
  }, [judged, text, language, value, searched]);
  const shown = useMemo(() => {
    if (own.length > 0 || !error || text.trim() !== value.trim()) return own;
    return [serverMistake(error, text)];
  }, [own, error, text, value]);
  return { shown, check };
}

const NONE: readonly Mistake[] = [];
