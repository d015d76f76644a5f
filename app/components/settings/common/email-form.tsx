// One field for somebody's email, and a button that does something with it.
import type { FormEvent, ReactNode } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import type { Submission } from '#app/components/ui/use-submit.ts';

interface EmailFormProps {
  readonly label: string;
  readonly action: string;
  readonly busyAction: string;
  readonly submission: Pick<Submission, 'busy' | 'problem'>;
  /** `clear` empties the field for the next one. */
  readonly onSubmit: (email: string, clear: () => void) => unknown;
  /** Below the field. */
  readonly children?: ReactNode;
}

export function EmailForm({ label, action, busyAction, submission, onSubmit, children }: EmailFormProps) {
  const { busy, problem } = submission;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    onSubmit(String(new FormData(form).get('email')), () => form.reset());
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-56 flex-1 md:max-w-sm">
          <Field label={label} name="email" type="email" autoComplete="off" required maxLength={254} />
        </div>
        <Button type="submit" disabled={busy} className="h-8">
          {busy ? busyAction : action}
        </Button>
      </div>
      {problem && <FormProblem>{problem}</FormProblem>}
      {children}
    </form>
  );
}
