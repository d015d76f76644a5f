// The first visitor makes the owner's account and names the team.

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { viewerOptions } from '#app/lib/teams/queries.ts';
import { completeSetup } from '#app/lib/teams/teams.functions.ts';
import { AuthCard } from './auth-card.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { signIn } from './session.ts';

/** Creates the account, signs in and goes to the start page. */
export function SetupForm({ needsToken }: { readonly needsToken: boolean }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { busy, problem, code, run } = useSubmit();
  const isWeak = code === 'weak_password';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const password = String(form.get('password'));
    void run(async () => {
      await completeSetup({
        data: {
          name: text('name'),
          email: text('email'),
          password,
          teamName: text('teamName'),
          ...(needsToken && { token: text('token') }),
        },
      });
      queryClient.clear();
      const viewer = await queryClient.fetchQuery(viewerOptions());
      if (viewer.state !== 'signedIn') await signIn(text('email'), password);
      queryClient.clear();
      await router.navigate({ to: '/' });
    });
  };
  return (
    <AuthCard title="Welcome to Maple" intro="Create the owner’s account. It stays on this machine.">
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        {problem && !isWeak && <FormProblem>{problem}</FormProblem>}
        <Field label="Your name" name="name" autoComplete="name" required maxLength={100} />
        <Field label="Email" name="email" type="email" autoComplete="username" required maxLength={254} />
        <NewPasswordField label="Password" name="password" refusal={isWeak ? problem : undefined} />
        <Field label="Team" name="teamName" required maxLength={100} placeholder="e.g. Platform" />
        {needsToken && (
          <Field
            label="Set-up token"
            name="token"
            required
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            hint="Maple printed it when it started, because it listens beyond this machine."
          />
        )}
        <Button type="submit" variant="primary" disabled={busy} className="h-9">
          {busy ? 'Creating…' : 'Create account'}
        </Button>
      </form>
    </AuthCard>
  );
}
