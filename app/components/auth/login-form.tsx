// Email and password.
import { type FormEvent, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { safeRedirect } from '#app/lib/auth/safe-redirect.ts';
import { AuthCard, FormError } from './auth-card.tsx';
import { signIn } from './session.ts';

/** Signs in and goes to `redirect` when it is a place inside Maple. */
export function LoginForm({ redirect }: { readonly redirect: string | undefined }) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const error = await signIn(String(form.get('email')), String(form.get('password')));
    if (error) {
      setProblem(error.message);
      setBusy(false);
      return;
    }
    // A new document: the page that was asked for may be of another team.
    window.location.assign(safeRedirect(redirect));
  };
  return (
    <AuthCard title="Sign in to Maple">
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        {problem && <FormError>{problem}</FormError>}
        <Field label="Email" name="email" type="email" autoComplete="username" required />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <Button type="submit" variant="primary" disabled={busy} className="h-9">
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </AuthCard>
  );
}
