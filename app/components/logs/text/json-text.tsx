// JSON with colours.
import { useMemo } from 'react';
import { type JsonTokenKind, jsonTokens } from '#app/components/record/json-tokens.ts';
import { Marked } from '#app/components/record/marks.tsx';

const COLOURS: Readonly<Record<JsonTokenKind, string>> = {
  name: 'text-accent-ink',
  text: 'text-ok',
  number: 'text-(--sev-info-ink)',
  word: 'text-caution',
  sign: 'text-ink-3',
};
/** Longer texts keep one colour: every piece is an element. */
const LONGEST_COLOURED = 100_000;

interface JsonTextProps {
  /** Indented already. */
  readonly text: string;
  readonly pattern: RegExp | undefined;
}

export function JsonText({ text, pattern }: JsonTextProps) {
  const tokens = useMemo(() => (text.length > LONGEST_COLOURED ? undefined : jsonTokens(text)), [text]);
  if (!tokens) return <Marked text={text} pattern={pattern} />;
  let offset = 0;
  return tokens.map((token) => {
    const key = offset;
    offset += token.text.length;
    return (
      <span key={key} className={COLOURS[token.kind]}>
        {token.kind === 'sign' ? token.text : <Marked text={token.text} pattern={pattern} />}
      </span>
    );
  });
}
