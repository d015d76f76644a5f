// Signing in: by password, passkey or provider, and the second step where one is set up.
import { Link } from '@tanstack/react-router';
import { Fingerprint } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { getProviderFor } from '#app/lib/account/account.functions.ts';
import type { SignInOptions } from '#app/lib/account/schema.ts';
import { safeRedirect } from '#app/lib/auth/safe-redirect.ts';
import { failureText } from '#app/lib/auth/sso/failure.ts';
import { AuthCard } from './auth-card.tsx';
import { canUsePasskeys, signInWithPasskey } from './passkeys.ts';
import { PasswordField } from './password-field.tsx';
import { SecondStep } from './second-step.tsx';
import { signIn } from './session.ts';

interface LoginFormProps {
  readonly redirect: string | undefined;
  /** Why a sign-in at a provider did not work. */
  readonly failure: string | undefined;
  readonly options: SignInOptions;
}

/** Signs in and goes to `redirect` when it is a place inside Maple. */
export function LoginForm({ redirect, failure, options }: LoginFormProps) {
  const [problem, setProblem] = useState(failureText(failure));
  const [busy, setBusy] = useState(false);
  const [step, setStep] = useState<'first' | 'second'>('first');
  const [canPasskey, setCanPasskey] = useState(false);
  // A new document: the page that was asked for may be of another team.
  const enter = () => window.location.assign(safeRedirect(redirect));

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is there
  useEffect(() => {
    if (!canUsePasskeys(options.passkeyHost)) return;
    setCanPasskey(true);
    void signInWithPasskey(true).then((result) => {
      if (result === 'in') enter();
      else if (result !== undefined) setProblem(result.message);
    });
  }, []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [email, password] = [String(form.get('email')), String(form.get('password'))];
    setBusy(true);
    setProblem(undefined);
    const result = await signIn(email, password);
    if (result === 'in') return enter();
    setBusy(false);
    if (result === 'second factor') return setStep('second');
    setProblem(result.message);
  };
  const enterByPasskey = async () => {
    setProblem(undefined);
    const result = await signInWithPasskey();
    if (result === 'in') enter();
    else if (result !== undefined) setProblem(result.message);
  };
  /** People of a domain with its own provider are sent there as soon as they have said who they are. */
  const goToProvider = async (email: string) => {
    if (!/.@.+\../.test(email) || options.providers.length === 0) return;
    const provider = await getProviderFor({ data: { email } }).catch(() => null);
    if (provider) window.location.assign(startAddress(provider.id, redirect));
  };

  if (step === 'second')
    return (
      <SecondStep
        onDone={enter}
        onRestart={(message) => {
          setProblem(message);
          setStep('first');
        }}
      />
    );
  const hasOthers = canPasskey || options.providers.length > 0;
  return (
    <AuthCard title="Sign in to Maple">
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        {problem && <FormProblem>{problem}</FormProblem>}
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="username webauthn"
          required
          onBlur={(event) => void goToProvider(event.currentTarget.value)}
        />
        <div className="flex flex-col gap-1">
          <PasswordField label="Password" name="password" autoComplete="current-password" />
          <Link to="/reset" className="self-end text-xs text-ink-2 hover:text-ink hover:underline">
            Forgot your password?
          </Link>
        </div>
        <Button type="submit" variant="primary" disabled={busy} className="h-9">
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      {hasOthers && (
        <div className="mt-4 flex flex-col gap-2 border-t border-line pt-4">
          {canPasskey && (
            <Button onClick={() => void enterByPasskey()} className="h-9 w-full">
              <Fingerprint className="size-4" aria-hidden />
              Sign in with a passkey
            </Button>
          )}
          {options.providers.map(({ id, name }) => (
            <a key={id} href={startAddress(id, redirect)} className={buttonClass('secondary', 'h-9 w-full')}>
              <span className="truncate">Sign in with {name}</span>
            </a>
          ))}
        </div>
      )}
    </AuthCard>
  );
}

function startAddress(providerId: string, redirect: string | undefined): string {
  const query = redirect === undefined ? '' : `?${new URLSearchParams({ redirect })}`;
  return `/api/auth/oidc/${providerId}/start${query}`;
}
