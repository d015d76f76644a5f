// What is wrong with a trace, in words, with what was done about it and the spans it is about.
import { ChevronDown, ChevronRight, TriangleAlert } from 'lucide-react';
import { memo, useState } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import { explainSkew } from '#app/lib/trace-model/skew.ts';
import type { TraceProblem } from '#app/lib/trace-model/tree-types.ts';
import { formatDuration } from '../duration.ts';
import type { ReadyTrace } from '../load/use-trace-load.ts';

interface ProblemsProps {
  readonly trace: ReadyTrace;
  readonly hasRoot: boolean;
  readonly onSpan: (span: number) => void;
  readonly onCorrect: (correct: boolean) => void;
}

const MOST_SPANS = 8;

export const Problems = memo(function Problems({ trace, hasRoot, onSpan, onCorrect }: ProblemsProps) {
  const [open, setOpen] = useState(false);
  const { problems } = trace.tree;
  const titles = [
    ...(hasRoot ? [] : ['the root span is missing']),
    ...problems.map((problem) => titleOf(problem)),
  ];
  if (titles.length === 0) return null;
  const hasSkew = trace.differences.length > 0;
  return (
    <section
      aria-label="Problems of this trace"
      className="shrink-0 border-t border-line bg-caution-soft text-xs"
    >
      <div className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 px-3 py-1 md:px-4">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-center gap-2 text-left text-caution"
        >
          <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
          <span className="min-w-0 truncate">{sentence(titles)}</span>
          {open ? (
            <ChevronDown className="size-3.5 shrink-0" aria-hidden />
          ) : (
            <ChevronRight className="size-3.5 shrink-0" aria-hidden />
          )}
        </button>
        {hasSkew && (
          <Button
            className="h-6"
            aria-pressed={trace.isCorrected}
            onClick={() => onCorrect(!trace.isCorrected)}
          >
            {trace.isCorrected ? 'Show the clocks as they were' : 'Correct the clocks'}
          </Button>
        )}
      </div>
      {open && (
        <ul className="flex max-h-56 flex-col gap-2 overflow-y-auto px-3 pb-2 md:px-4 slim-scroll">
          {!hasRoot && (
            <li className="text-ink-2">
              No span without a parent is stored. The root may not have ended yet, may have been sampled away,
              or came from a service that does not send its spans here.
            </li>
          )}
          {problems.map((problem) => (
            <li key={problem.kind} className="text-ink-2">
              <p>{explanation(problem, trace)}</p>
              <SpanLinks trace={trace} problem={problem} onSpan={onSpan} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
});

interface SpanLinksProps {
  readonly trace: ReadyTrace;
  readonly problem: TraceProblem;
  readonly onSpan: (span: number) => void;
}

function SpanLinks({ trace, problem, onSpan }: SpanLinksProps) {
  const { columns } = trace.tree;
  const shown = problem.spans.slice(0, MOST_SPANS);
  const more = problem.count - shown.length;
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-2 gap-y-0.5">
      {shown.map((span) => (
        <button
          key={span}
          type="button"
          onClick={() => onSpan(span)}
          className="max-w-72 truncate text-accent-ink hover:underline"
          data-tip={spanIdOf(columns, span)}
        >
          {columns.services[columns.service[span] ?? 0]} {columns.names[columns.name[span] ?? 0]}
        </button>
      ))}
      {more > 0 && <span className="text-ink-3">and {formatCount(more)} more</span>}
    </p>
  );
}

function titleOf({ kind, count }: TraceProblem): string {
  switch (kind) {
    case 'missing-parent':
      return `${formatCount(count, 'span')} whose parent is not stored`;
    case 'cycle':
      return count === 1 ? 'spans that are their own ancestors' : `${formatCount(count)} circles of parents`;
    case 'duplicate':
      return `${formatCount(count, 'span')} with an id that was there already`;
    case 'clock-skew':
      return 'clocks that disagree';
    case 'several-roots':
      return `${formatCount(count)} roots`;
  }
}

function explanation({ kind }: TraceProblem, trace: ReadyTrace): string {
  switch (kind) {
    case 'missing-parent':
      return 'Their parents were not received: still running, sampled away, lost, or from a service that sends elsewhere. They stand at the top level.';
    case 'cycle':
      return 'These spans name each other as parents. The circle is cut at its earliest span, which stands at the top level.';
    case 'duplicate':
      return 'The same span id was stored more than once: sent twice, or an id that was used again. All are shown; children belong to the earliest.';
    case 'clock-skew': {
      const { services } = trace.tree.columns;
      const told = trace.differences.slice(0, 3).map((found) => explainSkew(found, services, formatDuration));
      const done = trace.isCorrected
        ? ' Times are shown with this corrected.'
        : ' Times are shown as they were sent.';
      return `${told.join(' ')}${done}`;
    }
    case 'several-roots':
      return 'A trace usually has one span without a parent. Several come from ids that were used again, or from work that was started without its context.';
  }
}

function sentence(titles: readonly string[]): string {
  const text = titles.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
