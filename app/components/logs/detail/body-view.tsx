// The body of a record: JSON that can be folded, a stack trace whose own frames stand out, or text. Or as it was sent.
import { useMemo, useState } from 'react';
import { parseJsonTree } from '#app/components/record/json-tree.ts';
import { JsonView } from '#app/components/record/json-view.tsx';
import { Marked } from '#app/components/record/marks.tsx';
import { StackView } from '#app/components/record/stack-view.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { bodyView } from '../text/body.ts';

/** Longer bodies are shown in part at first: laying them out takes seconds. */
const LONG_CHARACTERS = 100_000;

interface BodyViewProps {
  readonly body: string;
  readonly pattern: RegExp | undefined;
}

export function BodyView({ body, pattern }: BodyViewProps) {
  const [isRaw, setRaw] = useState(false);
  const [isWhole, setWhole] = useState(body.length <= LONG_CHARACTERS);
  const tree = useMemo(() => parseJsonTree(body), [body]);
  const view = useMemo(() => bodyView(isWhole ? body : body.slice(0, LONG_CHARACTERS)), [body, isWhole]);
  const hasForm = tree !== undefined || view.kind === 'stack';
  return (
    <section aria-label="Body" className="group relative rounded-lg border border-line bg-surface">
      <div className="flex h-8 items-center gap-2 border-b border-line/60 pr-1 pl-3 text-2xs text-ink-3">
        <h3 className="flex-1">
          Body{tree ? ' · JSON' : view.kind === 'stack' ? ' · stack trace' : ''}
          {body.length > 1_000 && ` · ${formatCount(body.length)} characters`}
        </h3>
        {hasForm && (
          <button
            type="button"
            aria-pressed={isRaw}
            className="rounded px-1.5 py-0.5 hover:bg-hover aria-pressed:bg-selected aria-pressed:text-ink"
            onClick={() => setRaw(!isRaw)}
          >
            As sent
          </button>
        )}
        <CopyButton text={body} label="Copy the body" />
      </div>
      <div className="max-h-[60vh] overflow-auto p-3 slim-scroll">
        {body === '' ? (
          <p className="text-xs text-ink-3">The body is empty.</p>
        ) : tree && !isRaw ? (
          <JsonView node={tree} pattern={pattern} />
        ) : view.kind === 'stack' && !isRaw ? (
          <StackView text={view.text} pattern={pattern} />
        ) : (
          <pre className="font-mono text-xs leading-[18px] wrap-anywhere whitespace-pre-wrap">
            <Marked text={isRaw ? body : view.text} pattern={pattern} />
          </pre>
        )}
        {!isWhole && (
          <button type="button" className="mt-2 text-xs text-accent-ink" onClick={() => setWhole(true)}>
            Show the rest
          </button>
        )}
      </div>
    </section>
  );
}
