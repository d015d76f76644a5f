// The life of a source's form: values, test, detection with its undo, and saving.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import type { ExpressionName } from '#app/lib/sources/fields.ts';
import type { FieldProblems, SourceCheck, SourceDefinition } from '#app/lib/sources/schema.ts';
import { detectSource, saveSource, testSource } from '#app/lib/sources/sources.functions.ts';
import { draftOf, EMPTY_DRAFT, inputOf, type SourceDraft } from './source-draft.ts';

type Busy = 'testing' | 'saving' | 'detecting';

/** `source` is the one that is edited; undefined for a new one. */
export function useSourceForm(source: SourceDefinition | undefined) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<SourceDraft>(() => (source ? draftOf(source) : EMPTY_DRAFT));
  const [problems, setProblems] = useState<FieldProblems>({});
  const [check, setCheck] = useState<SourceCheck>();
  const [failure, setFailure] = useState<UserError>();
  const [busy, setBusy] = useState<Busy>();
  const [columns, setColumns] = useState<readonly { name: string; type: string }[]>([]);
  const [beforeDetection, setBeforeDetection] = useState<SourceDraft>();
  /** Not state: a save navigates before the next render. */
  const isDirty = useRef(false);

  const change = (changes: Partial<SourceDraft>) => {
    isDirty.current = true;
    setDraft({ ...draft, ...changes });
    setProblems(without(problems, Object.keys(changes)));
    setCheck(undefined);
  };
  const changeExpression = (name: ExpressionName, text: string) => {
    change({ expressions: { ...draft.expressions, [name]: text } });
    setProblems(without(problems, [name]));
  };

  async function run(what: Busy, work: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(what);
    setFailure(undefined);
    try {
      await work();
    } catch (thrown) {
      setFailure(toUserError(thrown));
    }
    setBusy(undefined);
  }

  const test = () =>
    run('testing', async () => {
      const checked = inputOf(draft);
      if ('problems' in checked) return setProblems(checked.problems);
      const answer = await testSource({ data: { ...checked.input, ...(source && { id: source.id }) } });
      setProblems(answer.problems);
      setCheck(answer);
    });

  const save = () =>
    run('saving', async () => {
      const checked = inputOf(draft);
      if ('problems' in checked) return setProblems(checked.problems);
      const answer = await saveSource({ data: { ...checked.input, ...(source && { id: source.id }) } });
      if (answer.problems) return setProblems(answer.problems);
      isDirty.current = false;
      await queryClient.invalidateQueries({ queryKey: ['sources'] });
      await navigate({ to: '/settings/sources' });
    });

  const detect = () =>
    run('detecting', async () => {
      const { connectionId, database, table } = draft;
      if (table.trim() === '') return setProblems({ table: { message: 'Choose a table first.' } });
      const found = await detectSource({
        data: {
          connectionId: connectionId === '' ? null : connectionId,
          ...(database !== '' && { database }),
          table,
        },
      });
      setColumns(found.columns);
      setBeforeDetection(draft);
      isDirty.current = true;
      setProblems({});
      setCheck(undefined);
      setDraft({ ...draftOf(found.source), database, name: draft.name || found.source.name });
    });

  const undoDetection = () => {
    if (beforeDetection) setDraft(beforeDetection);
    setBeforeDetection(undefined);
    setProblems({});
  };

  return {
    draft,
    problems,
    check,
    failure,
    busy,
    columns,
    isDirty: () => isDirty.current,
    hasDetected: beforeDetection !== undefined,
    change,
    changeExpression,
    test,
    save,
    detect,
    undoDetection,
  };
}

export type SourceForm = ReturnType<typeof useSourceForm>;

function without(problems: FieldProblems, names: readonly string[]): FieldProblems {
  return Object.fromEntries(Object.entries(problems).filter(([name]) => !names.includes(name)));
}
