// A link that sets a new password for somebody who cannot sign in.
import { useState } from 'react';
import { EmailForm } from '#app/components/settings/common/email-form.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { CopyLine } from '#app/components/ui/copy-line.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { createResetLink } from '#app/lib/account/providers.functions.ts';

export function ResetLink() {
  const [link, setLink] = useState<{ url: string; expiresAt: string }>();
  const submission = useSubmit();
  const make = (email: string) => {
    setLink(undefined);
    void submission.run(async () => setLink(await createResetLink({ data: { email } })));
  };
  return (
    <Section
      title="Help somebody sign in"
      intro="A link to set a new password, for one use within an hour. Give it to the person in a safe way: whoever has it has the account. It removes passkeys and the second factor too, for who has lost the phone."
    >
      <EmailForm
        label="Email of the account"
        action="Make a reset link"
        busyAction="Making…"
        submission={submission}
        onSubmit={make}
      >
        {link && (
          <div role="status" className="flex flex-col gap-1">
            <CopyLine text={link.url} label="Copy the link" testId="reset-link" />
            <p className="text-xs text-ink-3">
              Ends <When at={link.expiresAt} />. Earlier links for this account do not work any more.
            </p>
          </div>
        )}
      </EmailForm>
    </Section>
  );
}
