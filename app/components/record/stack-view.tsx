// A stack trace whose own frames stand out, and the places in them.
import { useMemo } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { Marked } from './marks.tsx';
import { stackLines } from './stack.ts';

export function StackView({
  text,
  pattern,
}: {
  readonly text: string;
  readonly pattern: RegExp | undefined;
}) {
  const lines = useMemo(() => stackLines(text), [text]);
  return (
    <pre className="font-mono text-xs leading-[18px] wrap-anywhere whitespace-pre-wrap [&_mark]:text-ink">
      {lines.map((line, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text never move
          key={at}
          className={cn(
            line.kind === 'message' && 'text-danger',
            line.kind === 'frame' && (line.isForeign ? 'text-ink-3' : 'text-ink-2'),
            line.kind === 'source' && 'text-ink',
          )}
        >
          {line.place && !line.isForeign ? (
            <>
              {line.text.slice(0, line.place[0])}
              <span className="text-accent-ink">{line.text.slice(...line.place)}</span>
              {line.text.slice(line.place[1])}
            </>
          ) : (
            <Marked text={line.text || ' '} pattern={pattern} />
          )}
        </div>
      ))}
    </pre>
  );
}
