// Settings → Profile: the name, the email, the password.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { NewPasswordField } from '#app/components/auth/new-password-field.tsx';
import { PasswordField } from '#app/components/auth/password-field.tsx';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { renameSelf } from '#app/lib/account/account.functions.ts';
import { accountOptions } from '#app/lib/account/queries.ts';
import type { Account } from '#app/lib/account/schema.ts';
import { postWithPassword } from './post-with-password.ts';

export function ProfilePage() {
  const query = useQuery(accountOptions());
  return (
    <>
      <SettingsHeading title="Profile" intro="You, as your teams see you." />
      <Answered query={query}>
        {(account) => (
          <>
            <NameForm account={account} />
            {account.hasPassword && account.enforcedProvider === undefined && (
              <PasswordForm email={account.email} />
            )}
            {account.enforcedProvider !== undefined && (
              <Section
                title="Password"
                intro={`You sign in with ${account.enforcedProvider}, so there is no password here.`}
              />
            )}
          </>
        )}
      </Answered>
    </>
  );
}

function NameForm({ account }: { readonly account: Account }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const { busy, problem, done, run } = useSubmit();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    void run(async () => {
      await renameSelf({ data: { name } });
      await queryClient.invalidateQueries({ queryKey: ['account'] });
      await queryClient.invalidateQueries({ queryKey: ['viewer'] });
      await router.invalidate();
    }, 'Saved.');
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="grid gap-x-4 gap-y-3 md:grid-cols-2">
        <Field
          label="Name"
          name="name"
          defaultValue={account.name}
          required
          maxLength={100}
          autoComplete="name"
        />
        <Field
          label="Email"
          value={account.email}
          readOnly
          hint="What you sign in with; it cannot be changed."
        />
      </div>
      {problem && <FormProblem>{problem}</FormProblem>}
      <div className="flex items-center gap-2">
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? 'Saving…' : 'Save'}
        </Button>
        <p role="status" className="text-ok">
          {done}
        </p>
      </div>
    </form>
  );
}

function PasswordForm({ email }: { readonly email: string }) {
  const queryClient = useQueryClient();
  const { busy, problem, code, done, run } = useSubmit();
  const isWeak = code === 'weak_password';
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = { currentPassword: String(data.get('current')), newPassword: String(data.get('new')) };
    const worked = await run(
      () => postWithPassword('/change-password', body, 'Changing the password'),
      'Changed. Your other sessions are over.',
    );
    if (!worked) return;
    form.reset();
    await queryClient.invalidateQueries({ queryKey: ['account'] });
  };
  return (
    <Section title="Password" intro="Changing it ends all your other sessions.">
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        {/* For password managers, which look past inputs of the type `hidden`. */}
        <input hidden type="text" name="username" autoComplete="username" value={email} readOnly />
        <div className="grid gap-x-4 gap-y-3 md:grid-cols-2">
          <PasswordField label="Current password" name="current" autoComplete="current-password" />
          <NewPasswordField label="New password" name="new" refusal={isWeak ? problem : undefined} />
        </div>
        {problem && !isWeak && <FormProblem>{problem}</FormProblem>}
        <div className="flex items-center gap-2">
          <Button type="submit" disabled={busy}>
            {busy ? 'Changing…' : 'Change the password'}
          </Button>
          <p role="status" className="text-ok">
            {done}
          </p>
        </div>
      </form>
    </Section>
  );
}
