// A new team: its name, and what it will be called in addresses for good.
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { createTeam } from '#app/lib/teams/installation.functions.ts';
import { slugOptions } from '#app/lib/teams/team-queries.ts';
import type { TeamDetails } from '#app/lib/teams/team-schema.ts';
import { switchAddress } from './switch-address.ts';
import { useChange } from './use-change.ts';

export function CreateTeamDialog({ onClose }: { readonly onClose: () => void }) {
  const { busy, problem, run } = useChange();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const [made, setMade] = useState<TeamDetails>();
  const { data: preview } = useQuery(slugOptions(name, slug));
  const isSlow = useDelayed(busy, 300);
  const isNamed = name.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const data = { name, ...(slug.trim() !== '' && { slug: slug.trim() }) };
    void run(async () => setMade(await createTeam({ data })));
  };
  if (made) return <Made team={made} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="New team">
      <form onSubmit={submit} className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        <Field
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={100}
          autoComplete="off"
          placeholder="e.g. Payments"
          autoFocus
        />
        <Field
          label="In addresses"
          value={slug}
          onChange={(event) => setSlug(event.target.value)}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={isNamed ? preview?.slug : 'made from the name'}
          className="font-mono"
          error={preview?.problem}
          hint="Small letters, digits and hyphens. It never changes, as links and the database have it."
        />
        {isNamed && preview && !preview.problem && (
          <p className="text-ink-2">
            <code className="font-mono">/t/{preview.slug}</code> with the database{' '}
            <code className="font-mono">{preview.database}</code>
          </p>
        )}
        {problem && <FormProblem>{problem}</FormProblem>}
        <div className="flex items-center justify-end gap-2">
          {isSlow && (
            <p role="status" className="mr-auto text-ink-3">
              Making its database…
            </p>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={!isNamed || busy || preview?.problem !== undefined}
          >
            {busy ? 'Making…' : 'Make the team'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Made({ team, onClose }: { readonly team: TeamDetails; readonly onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`${team.name} is ready`}>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">
          You are its owner. Invite people there, and make an ingest key to send to it.
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Stay here</Button>
          {/* Another team is another document. */}
          <a href={switchAddress('/settings/members', team.slug)} className={buttonClass('primary')}>
            Go to the team
          </a>
        </div>
      </div>
    </Dialog>
  );
}
