// Settings → Sign-in and sessions: the second factor, passkeys, and where one is signed in.
import { useQuery } from '@tanstack/react-query';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { accountOptions } from '#app/lib/account/queries.ts';
import { PasskeyList } from './passkey-list.tsx';
import { SessionList } from './session-list.tsx';
import { TwoFactor } from './two-factor.tsx';

export function SecurityPage() {
  const query = useQuery(accountOptions());
  return (
    <>
      <SettingsHeading title="Sign-in and sessions" intro="How you prove who you are, and where you did." />
      <Answered query={query}>
        {(account) => (
          <>
            {account.enforcedProvider !== undefined && (
              <Section
                title="Single sign-on"
                intro={`People of your domain sign in with ${account.enforcedProvider} only. Its rules on passwords and second factors apply.`}
              />
            )}
            {account.enforcedProvider === undefined && account.hasPassword && <TwoFactor account={account} />}
            {account.enforcedProvider === undefined && <PasskeyList account={account} />}
            {account.providers.length > 0 && (
              <Section
                title="Connected providers"
                intro={`You can sign in with ${account.providers.join(', ')}.`}
              />
            )}
            <SessionList sessions={account.sessions} />
          </>
        )}
      </Answered>
    </>
  );
}
