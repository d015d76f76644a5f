// Who administrates the installation: listed, added by email, taken away.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ShieldCheck, UserMinus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Section } from '#app/components/account/section.tsx';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import type { Administrator } from '#app/lib/teams/administrator-schema.ts';
import { addAdministrator, removeAdministrator } from '#app/lib/teams/administrators.functions.ts';
import { administratorsOptions } from '#app/lib/teams/team-queries.ts';
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
    </Section>
  );
}

function AddForm() {
  const { isBusy, problem, run } = useChange();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const email = String(new FormData(form).get('email'));
    void run(() => addAdministrator({ data: { email } })).then((worked) => worked && form.reset());
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-56 flex-1 md:max-w-sm">
          <Field
            label="Email of a new administrator"
            name="email"
            type="email"
            autoComplete="off"
            required
            maxLength={254}
          />
        </div>
        <Button type="submit" disabled={isBusy} className="h-8">
          {isBusy ? 'Adding…' : 'Make an administrator'}
        </Button>
      </div>
      {problem && <FormProblem>{problem}</FormProblem>}
    </form>
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
