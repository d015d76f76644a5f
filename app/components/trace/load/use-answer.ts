// What is worked out from a whole trace: at once where that takes no time, else by the worker while the page goes on.
import { useEffect, useMemo, useState } from 'react';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import type { LoadedTrace } from '../trace-context.ts';
import { type Answers, answerTo, type OwnQuestion } from './questions.ts';

/** Larger traces would keep the page for longer than a frame. */
const QUICK_SPANS = 30_000;

export interface Answered<Answer> {
  /** Undefined while it is being worked out, and while nothing is asked. */
  readonly answer: Answer | undefined;
  /** The last answer about this trace, whatever was asked. */
  readonly last: Answer | undefined;
  readonly isWorking: boolean;
}

interface Known<Answer> {
  readonly tree: TraceTree;
  readonly question: OwnQuestion;
  readonly answer?: Answer;
  readonly error?: unknown;
}

/** The views' answers stay with their tree, so that going back to a view costs nothing. */
const kept = new WeakMap<TraceTree, Map<string, unknown>>();

/**
 * The answer to a question of one kind. Questions are compared by identity: memoise them. Throws what the worker's work ended
 * with.
 */
export function useAnswer<Asked extends OwnQuestion>(
  { tree, ask }: LoadedTrace,
  question: Asked | undefined,
): Answered<Answers[Asked['kind']]> {
  type Answer = Answers[Asked['kind']];
  const [known, setKnown] = useState<Known<Answer>>();
  const isKnown = known !== undefined && known.tree === tree && known.question === question;
  const atOnce = useMemo(
    () => question && (answerAtOnce(tree, question) as Answer | undefined),
    [tree, question],
  );
  const isAsked = question !== undefined && !isKnown && atOnce === undefined;
  useEffect(() => {
    if (!isAsked) return;
    const ending = new AbortController();
    ask(question, ending.signal).then(
      (answer) => {
        if (ending.signal.aborted) return;
        keep(tree, question, answer);
        setKnown({ tree, question, answer });
      },
      (error: unknown) => {
        if (!ending.signal.aborted) setKnown({ tree, question, error });
      },
    );
    return () => ending.abort();
  }, [isAsked, tree, ask, question]);
  if (isKnown && known.error !== undefined) throw known.error;
  const answer = atOnce ?? (isKnown ? known.answer : undefined);
  return { answer, last: known?.tree === tree ? known.answer : undefined, isWorking: isAsked };
}

function answerAtOnce(tree: TraceTree, question: OwnQuestion): unknown {
  const known = kept.get(tree)?.get(nameOf(question));
  if (known !== undefined || tree.columns.count > QUICK_SPANS) return known;
  const answer = answerTo(tree, question);
  keep(tree, question, answer);
  return answer;
}

function keep(tree: TraceTree, question: OwnQuestion, answer: unknown): void {
  const name = nameOf(question);
  if (name === '') return;
  const answers = kept.get(tree) ?? new Map<string, unknown>();
  kept.set(tree, answers.set(name, answer));
}

/** '' for what changes as one types or resizes: those answers are not worth their memory. */
function nameOf(question: OwnQuestion): string {
  if (question.kind === 'text' || question.kind === 'ids' || question.kind === 'picture') return '';
  return 'by' in question ? `${question.kind} ${question.by}` : question.kind;
}
