// A link that sets a new password for somebody who cannot sign in.
import type { FormEvent } from 'react';
import { useState } from 'react';
import { Section } from '#app/components/account/section.tsx';
import { useSubmission } from '#app/components/account/use-submit.ts';
import { When } from '#app/components/settings/common/when.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { createResetLink } from '#app/lib/account/providers.functions.ts';

export function ResetLink() {
  const [link, setLink] = useState<{ url: string; expiresAt: string }>();
  const { busy, problem, run } = useSubmission();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get('email'));
    setLink(undefined);
    void run(async () => {
      setLink(await createResetLink({ data: { email } }));
      return undefined;
    });
  };
  return (
    <Section
      title="Help somebody sign in"
      intro="A link to set a new password, for one use within an hour. Give it to the person in a safe way: whoever has it has the account. It removes passkeys and the second factor too, for who has lost the phone."
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-56 flex-1 md:max-w-sm">
            <Field
              label="Email of the account"
              name="email"
              type="email"
              autoComplete="off"
              required
              maxLength={254}
            />
          </div>
          <Button type="submit" disabled={busy} className="h-8">
            {busy ? 'Making…' : 'Make a reset link'}
          </Button>
        </div>
        {problem && <FormProblem>{problem}</FormProblem>}
        {link && (
          <div role="status" className="flex flex-col gap-1">
            <div className="flex items-center gap-2 rounded-md border border-line-strong bg-canvas py-1 pr-1 pl-3">
              <code
                data-testid="reset-link"
                className="min-w-0 flex-1 font-mono text-xs break-all select-all"
              >
                {link.url}
              </code>
              <CopyButton text={link.url} label="Copy the link">
                Copy
              </CopyButton>
            </div>
            <p className="text-xs text-ink-3">
              Ends <When at={link.expiresAt} />. Earlier links for this account do not work any more.
            </p>
          </div>
        )}
      </form>
    </Section>
  );
}
