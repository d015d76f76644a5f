// Makes an account for an invitation and joins with it.
import type { FormEvent } from 'react';
import { NewPasswordField } from '#app/components/auth/new-password-field.tsx';
import { signIn } from '#app/components/auth/session.ts';
import { Button } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { joinByInvitation } from '#app/lib/teams/invite.functions.ts';
import { switchAddress } from './switch-address.ts';

interface JoinFormProps {
  /** The address that is invited; null: the person says which. */
  readonly email: string | null;
  readonly token: string;
  readonly onHasAccount: () => void;
}

export function JoinForm({ email, token, onHasAccount }: JoinFormProps) {
  const { busy, problem, code, run } = useSubmit();
  const isWeak = code === 'weak_password';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const address = email ?? text('email');
    const password = String(form.get('password'));
    void run(async () => {
      const data = { token, name: text('name'), password, ...(email === null && { email: address }) };
      const { slug } = await joinByInvitation({ data });
      const answer = await signIn(address, password);
      const page = switchAddress('/', slug);
      // The account is there: what may be left is to sign in.
      window.location.assign(answer !== 'in' ? `/login?redirect=${encodeURIComponent(page)}` : page);
    });
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {problem && !isWeak && <FormProblem>{problem}</FormProblem>}
      <Field label="Your name" name="name" autoComplete="name" required maxLength={100} />
      {email === null ? (
        <Field label="Email" name="email" type="email" autoComplete="username" required maxLength={254} />
      ) : (
        <Field label="Email" name="email" type="email" autoComplete="username" value={email} readOnly />
      )}
      <NewPasswordField label="Password" name="password" refusal={isWeak ? problem : undefined} />
      <Button type="submit" variant="primary" disabled={busy} className="h-9">
        {busy ? 'Joining…' : 'Create account and join'}
      </Button>
      <Button variant="ghost" onClick={onHasAccount}>
        I have an account
      </Button>
    </form>
  );
}
