// What stands before a team that asks for more than a password: why, how to set it up here and now, and the way on.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { signOut } from '#app/components/auth/session.ts';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { switchAddress } from '#app/components/teams/switch-address.ts';
import { Button } from '#app/components/ui/button.tsx';
import { Leaf } from '#app/components/ui/leaf.tsx';
import { accountOptions } from '#app/lib/account/queries.ts';
import type { Account } from '#app/lib/account/schema.ts';
import type { NeedsSecondFactor } from '#app/lib/teams/schema.ts';
import { PasskeyList } from './passkey-list.tsx';
import { TwoFactor } from './two-factor.tsx';

interface SecondFactorPageProps {
  readonly viewer: NeedsSecondFactor;
  /** Where to go on afterwards. */
  readonly redirect: string;
}

export function SecondFactorPage({ viewer, redirect }: SecondFactorPageProps) {
  const query = useQuery(accountOptions());
  const { teams, user, reason } = viewer;
  return (
    <main className="flex min-h-dvh flex-col items-center bg-surface px-4 py-10 sm:justify-center">
      <div className="w-full max-w-xl">
        <div className="mb-5 flex flex-col items-center gap-2.5 text-center">
          <Leaf className="size-9" />
          <h1 className="text-xl font-semibold tracking-tight">Two-factor is needed here</h1>
          <p className="text-ink-2">{reason}</p>
          <p className="text-xs text-ink-3">{user.email} signed in by password alone.</p>
        </div>
        <div className="flex flex-col gap-4 rounded-xl border border-line bg-raised p-5 [&>section:first-of-type]:border-t-0 [&>section:first-of-type]:pt-0">
          <h2 className="sr-only">What you can do</h2>
          <Answered query={query}>{(account) => <Ways account={account} redirect={redirect} />}</Answered>
          {teams.length > 1 && (
            <nav aria-label="Your teams" className="border-t border-line pt-4">
              <p className="mb-1 text-ink-2">Your teams:</p>
              <ul className="flex flex-wrap gap-x-4 gap-y-1">
                {teams.map(({ slug, name }) => (
                  <li key={slug}>
                    <a href={switchAddress('/', slug)} className="text-accent-ink underline">
                      {name}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
        </div>
      </div>
    </main>
  );
}

function Ways({ account, redirect }: { readonly account: Account; readonly redirect: string }) {
  const { enforcedProvider, passkeys, providers } = account;
  /** What there was before this page was opened: this session knows nothing of it. */
  const [before] = useState({ hasCode: account.hasTwoFactor, passkeys: passkeys.length });
  const isDone = passkeys.length > before.passkeys || (account.hasTwoFactor && !before.hasCode);
  const ways = [
    ...(before.hasCode ? ['with your password and a code of your app'] : []),
    ...(passkeys.length > 0 ? ['with a passkey'] : []),
    ...providers.map((name) => `with ${name}`),
  ];
  const mayAdd = enforcedProvider === undefined && !before.hasCode;
  return (
    <>
      {isDone && (
        <div role="status" className="flex flex-wrap items-center justify-between gap-3">
          <p className="font-medium">Two-factor is set up.</p>
          <Button variant="primary" onClick={() => window.location.assign(redirect)}>
            Go on
          </Button>
        </div>
      )}
      {/* They stay when it is done: the recovery codes may be on the screen. */}
      {mayAdd && account.hasPassword && <TwoFactor account={account} />}
      {mayAdd && <PasskeyList account={account} />}
      {!isDone && <Again ways={ways} isOnlyWay={!mayAdd} redirect={redirect} />}
    </>
  );
}

interface AgainProps {
  /** What would be enough. */
  readonly ways: readonly string[];
  readonly isOnlyWay: boolean;
  readonly redirect: string;
}

function Again({ ways, isOnlyWay, redirect }: AgainProps) {
  const navigate = useNavigate();
  return (
    <Section
      title={ways.length > 0 ? 'Sign in again' : 'Sign out'}
      intro={
        ways.length > 0
          ? `You have what is needed: sign in ${ways.join(', or ')}.`
          : 'To sign in as somebody else.'
      }
      action={
        <Button
          variant={isOnlyWay ? 'primary' : 'secondary'}
          onClick={() => void signOut().then(() => navigate({ to: '/login', search: { redirect } }))}
        >
          {ways.length > 0 ? 'Sign in again' : 'Sign out'}
        </Button>
      }
    />
  );
}
