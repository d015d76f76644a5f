// What is wrong with a field: the message, the place in the text, and what to do about it.
import type { FieldProblem } from '#app/lib/sources/schema.ts';

/** How much of a long expression stands around the mistake, in characters. */
const CONTEXT = 30;

interface ProblemTextProps {
  readonly id: string;
  readonly problem: FieldProblem;
  /** The text that was tested. */
  readonly text: string;
}

export function ProblemText({ id, problem, text }: ProblemTextProps) {
  const { message, position, hint } = problem;
  const isPart = position && position.to > position.from && position.to - position.from < text.length;
  return (
    <div id={id} className="flex flex-col gap-0.5 text-xs text-danger">
      <p>{message}</p>
      {isPart && (
        <code className="overflow-x-auto font-mono whitespace-pre text-ink-2">
          {position.from > CONTEXT && '…'}
          {text.slice(Math.max(0, position.from - CONTEXT), position.from)}
          <mark className="bg-danger-soft text-danger underline decoration-wavy">
            {text.slice(position.from, position.to)}
          </mark>
          {text.slice(position.to, position.to + CONTEXT)}
          {position.to + CONTEXT < text.length && '…'}
        </code>
      )}
      {hint && <p className="text-ink-2">{hint}</p>}
    </div>
  );
}
