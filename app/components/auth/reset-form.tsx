// A forgotten password: asking for a link, and setting a new one with it.
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { AuthCard } from './auth-card.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { isProblem, post, toError } from './session.ts';

/** Asks for a link by mail; without mail it says whom to ask. */
export function ResetRequest({ canMail }: { readonly canMail: boolean }) {
  const [sent, setSent] = useState(false);
  const { busy, problem, run } = useSubmit();
  if (!canMail)
    return (
      <AuthCard title="Forgot your password?">
        <p className="text-ink-2">
          Ask who runs Maple for a reset link: they make one under Settings → Single sign-on. It works for an
          hour.
        </p>
        <BackToSignIn />
      </AuthCard>
    );
  if (sent)
    return (
      <AuthCard title="Look into your mail">
        <p role="status" className="text-ink-2">
          If there is an account with this email, a link is on its way. It works once, for an hour. At most
          three are sent in an hour, and only the last one works.
        </p>
        <BackToSignIn />
      </AuthCard>
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get('email'));
    void run(async () => {
      const answer = await post('/reset/request', { email });
      return isProblem(answer) ? toError(answer, 'Asking for a link') : setSent(true);
    });
  };
  return (
    <AuthCard title="Forgot your password?" intro="Maple mails you a link to set a new one.">
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        {problem && <FormProblem>{problem}</FormProblem>}
        <Field label="Email" name="email" type="email" autoComplete="username" required maxLength={254} />
        <Button type="submit" variant="primary" disabled={busy} className="h-9">
          {busy ? 'Sending…' : 'Send me a link'}
        </Button>
      </form>
      <BackToSignIn />
    </AuthCard>
  );
}

/** Sets the new password with the link's token. */
export function ResetForm({ token, isGood }: { readonly token: string; readonly isGood: boolean }) {
  const [done, setDone] = useState(false);
  const { busy, problem, code, run } = useSubmit();
  const isWeak = code === 'weak_password';
  if (!isGood)
    return (
      <AuthCard title="This link does not work any more">
        <p className="text-ink-2">It was used already, its hour is over, or a later one took its place.</p>
        <Link to="/reset" search={{}} className={buttonClass('primary', 'mt-4 h-9 w-full')}>
          Ask for a new link
        </Link>
      </AuthCard>
    );
  if (done)
    return (
      <AuthCard title="Your password is set">
        <p role="status" className="text-ink-2">
          Everybody who was signed in with your account is signed out, and its passkeys are removed.
        </p>
        <Link to="/login" className={buttonClass('primary', 'mt-4 h-9 w-full')}>
          Sign in
        </Link>
      </AuthCard>
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const newPassword = String(new FormData(event.currentTarget).get('password'));
    void run(async () => {
      const answer = await post('/reset/complete', { token, newPassword });
      return isProblem(answer) ? toError(answer, 'Setting the password') : setDone(true);
    });
  };
  return (
    <AuthCard
      title="Set a new password"
      intro="Everybody who is signed in with this account is signed out, and its passkeys are removed. The second factor stays, unless an administrator made the link."
    >
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        {problem && !isWeak && <FormProblem>{problem}</FormProblem>}
        <NewPasswordField label="New password" name="password" refusal={isWeak ? problem : undefined} />
        <Button type="submit" variant="primary" disabled={busy} className="h-9">
          {busy ? 'Setting…' : 'Set the password'}
        </Button>
      </form>
    </AuthCard>
  );
}

function BackToSignIn(): ReactNode {
  return (
    <Link to="/login" className="mt-4 block text-center text-ink-2 hover:text-ink hover:underline">
      Back to sign-in
    </Link>
  );
}
