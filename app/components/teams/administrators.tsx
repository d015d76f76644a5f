// Who administrates the installation: listed, added by email, taken away.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ShieldCheck, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { EmailForm } from '#app/components/settings/common/email-form.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { IconButton } from '#app/components/ui/button.tsx';
import type { Administrator } from '#app/lib/teams/administrator-schema.ts';
import { addAdministrator, removeAdministrator } from '#app/lib/teams/administrators.functions.ts';
import { administratorsOptions } from '#app/lib/teams/team-queries.ts';
import { AdministratorSecondFactorRule } from './second-factor-rule.tsx';
import { useChange, useRefreshTeam } from './use-change.ts';

export function Administrators({ viewerId }: { readonly viewerId: string }) {
  const query = useQuery(administratorsOptions());
  return (
    <Section
      title="Administrators of the installation"
      intro="They make and delete teams, set up single sign-on and make reset links for everybody. Two people should be able to."
    >
      <Answered query={query}>{(people) => <List people={people} viewerId={viewerId} />}</Answered>
      <AddForm />
      <AdministratorSecondFactorRule />
    </Section>
  );
}

function AddForm() {
  const submission = useChange();
  return (
    <EmailForm
      label="Email of a new administrator"
      action="Make an administrator"
      busyAction="Adding…"
      submission={submission}
      onSubmit={async (email, clear) => {
        if (await submission.run(() => addAdministrator({ data: { email } }))) clear();
      }}
    />
  );
}

interface ListProps {
  readonly people: readonly Administrator[];
  readonly viewerId: string;
}

function List({ people, viewerId }: ListProps) {
  const refresh = useRefreshTeam();
  const router = useRouter();
  const [removing, setRemoving] = useState<Administrator>();
  return (
    <>
      <ul aria-label="Administrators" className="divide-y divide-line rounded-lg border border-line">
        {people.map((person) => (
          <li key={person.userId} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5">
            <div className="min-w-0 flex-1 basis-52">
              <p className="flex min-w-0 items-center gap-1.5">
                <span className="truncate font-medium">{person.name}</span>
                {person.userId === viewerId && <Badge>you</Badge>}
              </p>
              <p className="truncate text-xs text-ink-3">{person.email}</p>
            </div>
            <p className="flex items-center gap-1 text-xs text-ink-3">
              {person.hasTwoFactor && <ShieldCheck className="size-3" aria-hidden />}
              {person.hasTwoFactor ? 'two-factor' : 'no two-factor'}
            </p>
            {people.length > 1 && (
              <IconButton
                label={`Take administration from ${person.name}`}
                onClick={() => setRemoving(person)}
              >
                <UserMinus className="size-3.5" aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {removing && (
        <ConfirmName
          title="Take administration away?"
          name={removing.name}
          consequence={`${removing.email} no longer administrates this installation, at once. The account and its teams stay.`}
          action="Take it away"
          busyAction="Taking…"
          onConfirm={async () => {
            await removeAdministrator({ data: { userId: removing.userId } });
            await refresh();
            // Who takes it from themselves sees the pages of others from now on.
            await router.invalidate();
          }}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}
