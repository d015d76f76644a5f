// The second step of signing in: the code of the app, or a recovery code.
import { type FormEvent, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { AuthCard } from './auth-card.tsx';
import { signInWithCode } from './session.ts';

interface SecondStepProps {
  readonly onDone: () => void;
  /** Back to email and password, with what to say there. */
  readonly onRestart: (message: string | undefined) => void;
}

export function SecondStep({ onDone, onRestart }: SecondStepProps) {
  const [kind, setKind] = useState<'totp' | 'backup-code'>('totp');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isApp = kind === 'totp';
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    const error = await signInWithCode(kind, String(new FormData(form).get('code')).trim());
    if (error === undefined) return onDone();
    setBusy(false);
    if (/Start again/.test(error.message)) return onRestart(error.message);
    setProblem(error.message);
    form.reset();
  };
  return (
    <AuthCard
      title="One more step"
      intro={
        isApp ? 'Enter the code that your authenticator app shows.' : 'Enter one of your recovery codes.'
      }
    >
      <form key={kind} method="post" onSubmit={submit} className="flex flex-col gap-4">
        {problem && <FormProblem>{problem}</FormProblem>}
        <Field
          label={isApp ? 'Code' : 'Recovery code'}
          name="code"
          required
          autoFocus
          autoComplete={isApp ? 'one-time-code' : 'off'}
          inputMode={isApp ? 'numeric' : 'text'}
          maxLength={isApp ? 9 : 80}
          spellCheck={false}
          className="font-mono"
          hint={isApp ? 'Six digits' : 'Each works once. Capitals and dashes do not matter.'}
        />
        <Button type="submit" variant="primary" disabled={busy} className="h-9">
          {busy ? 'Checking…' : 'Sign in'}
        </Button>
        <div className="flex justify-between">
          <Button
            variant="ghost"
            onClick={() => {
              setProblem(undefined);
              setKind(isApp ? 'backup-code' : 'totp');
            }}
          >
            {isApp ? 'Use a recovery code' : 'Use the app'}
          </Button>
          <Button variant="ghost" onClick={() => onRestart(undefined)}>
            Start again
          </Button>
        </div>
      </form>
    </AuthCard>
  );
}
