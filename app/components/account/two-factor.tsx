// The second factor: switched on with an authenticator app, recovery codes, switched off.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { PasswordField } from '#app/components/auth/password-field.tsx';
import { codeError, isProblem, post } from '#app/components/auth/session.ts';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import type { Account } from '#app/lib/account/schema.ts';
import { isUserError } from '#app/lib/core/user-error.ts';
import { postWithPassword } from './post-with-password.ts';
import { QrCode } from './qr-code.tsx';

type Asking = 'enable' | 'disable' | 'codes';
type Step =
  | { readonly at: 'password' }
  | { readonly at: 'app'; readonly uri: string; readonly codes: readonly string[] }
  | { readonly at: 'codes'; readonly codes: readonly string[] };

const TITLES: Readonly<Record<Asking, string>> = {
  enable: 'Set up a second factor',
  disable: 'Switch the second factor off?',
  codes: 'New recovery codes',
};
const PATHS: Readonly<Record<Asking, string>> = {
  enable: '/two-factor/enable',
  disable: '/two-factor/disable',
  codes: '/two-factor/generate-backup-codes',
};

export function TwoFactor({ account }: { readonly account: Account }) {
  const [asking, setAsking] = useState<Asking>();
  return (
    <Section
      title="Second factor"
      intro={
        account.hasTwoFactor
          ? 'Your password alone is not enough to sign in: it also needs a code of your app.'
          : 'A code of an app on your phone, beside your password: a stolen password is then not enough.'
      }
      action={
        account.hasTwoFactor ? (
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setAsking('codes')}>New recovery codes</Button>
            <Button onClick={() => setAsking('disable')}>Switch off</Button>
          </div>
        ) : (
          <Button onClick={() => setAsking('enable')}>Set up</Button>
        )
      }
    >
      {account.hasTwoFactor && (
        <p>
          <Badge tone="accent">on</Badge>
        </p>
      )}
      {asking && <TwoFactorDialog asking={asking} onClose={() => setAsking(undefined)} />}
    </Section>
  );
}

function TwoFactorDialog({ asking, onClose }: { readonly asking: Asking; readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const [step, setStep] = useState<Step>({ at: 'password' });
  const close = () => {
    void queryClient.invalidateQueries({ queryKey: ['account'] });
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => open || close()} title={TITLES[asking]}>
      <div className="min-h-0 overflow-y-auto p-4 slim-scroll">
        {step.at === 'password' && <PasswordStep asking={asking} onNext={setStep} onClose={close} />}
        {step.at === 'app' && (
          <AppStep
            uri={step.uri}
            onNext={() => setStep({ at: 'codes', codes: step.codes })}
            onClose={close}
          />
        )}
        {step.at === 'codes' && <Codes codes={step.codes} onClose={close} />}
      </div>
    </Dialog>
  );
}

interface PasswordStepProps {
  readonly asking: Asking;
  readonly onNext: (step: Step) => void;
  readonly onClose: () => void;
}

function PasswordStep({ asking, onNext, onClose }: PasswordStepProps) {
  const { busy, problem, run } = useSubmit();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password'));
    void run(async () => {
      const answer = await postWithPassword(PATHS[asking], { password }, TITLES[asking]);
      if (isUserError(answer)) return answer;
      const codes = Array.isArray(answer.backupCodes) ? answer.backupCodes.map(String) : [];
      if (asking === 'disable') onClose();
      else if (asking === 'codes') onNext({ at: 'codes', codes });
      else onNext({ at: 'app', uri: String(answer.totpURI), codes });
      return undefined;
    });
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {asking === 'disable' && (
        <p className="text-ink-2">
          Your password alone will be enough to sign in. The recovery codes end. Teams that need two-factor
          close for you.
        </p>
      )}
      {asking === 'codes' && <p className="text-ink-2">The codes that you have now stop working.</p>}
      <PasswordField label="Your password" name="password" autoComplete="current-password" autoFocus />
      {problem && <FormProblem>{problem}</FormProblem>}
      <Buttons onCancel={onClose}>
        <Button type="submit" variant="primary" disabled={busy}>
          {asking === 'disable' ? 'Switch off' : 'Continue'}
        </Button>
      </Buttons>
    </form>
  );
}

interface AppStepProps {
  readonly uri: string;
  readonly onNext: () => void;
  readonly onClose: () => void;
}

function AppStep({ uri, onNext, onClose }: AppStepProps) {
  const { busy, problem, run } = useSubmit();
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code'));
    const worked = await run(async () => {
      const answer = await post('/two-factor/verify-totp', { code });
      return isProblem(answer) ? codeError(answer, 'Checking the code') : undefined;
    });
    if (worked) onNext();
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-4">
        <QrCode text={uri} label="QR code for your authenticator app" />
        <div className="min-w-48 flex-1">
          <p className="text-ink-2">Scan it with your authenticator app, or enter this secret there:</p>
          <p className="mt-2 flex items-start gap-1">
            <code data-testid="totp-secret" className="min-w-0 font-mono text-xs break-all select-all">
              {secret}
            </code>
            <CopyButton text={secret} label="Copy the secret" />
          </p>
        </div>
      </div>
      <Field
        label="The code that the app shows"
        name="code"
        required
        autoFocus
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={9}
        className="font-mono"
      />
      {problem && <FormProblem>{problem}</FormProblem>}
      <Buttons onCancel={onClose}>
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? 'Checking…' : 'Switch on'}
        </Button>
      </Buttons>
    </form>
  );
}

function Codes({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">
        <span className="font-medium text-ink">Keep these where you find them without your phone.</span> Each
        signs you in once in place of a code. They are not shown again.
      </p>
      <ul
        aria-label="Recovery codes"
        className="grid gap-x-6 gap-y-1 sm:grid-cols-2 rounded-lg border border-line bg-surface p-3 font-mono select-all"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex justify-end gap-2">
        <CopyButton text={codes.join('\n')} label="Copy the codes">
          Copy
        </CopyButton>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}

function Buttons({ onCancel, children }: { readonly onCancel: () => void; readonly children: ReactNode }) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onCancel}>Cancel</Button>
      {children}
    </div>
  );
}
