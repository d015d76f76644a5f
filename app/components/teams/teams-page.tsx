// All teams of the installation, for its administrators.
import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { Administrators } from './administrators.tsx';
import { AllTeams } from './all-teams.tsx';
import { CreateTeamDialog } from './create-team-dialog.tsx';

const shell = getRouteApi('/_app');

export function TeamsPage() {
  const { viewer } = shell.useRouteContext();
  const [isCreating, setCreating] = useState(false);
  if (!viewer.user.isInstanceAdmin)
    return (
      <SettingsHeading
        title="Teams"
        intro="Only who administrates this installation sees all of its teams."
      />
    );
  return (
    <>
      <SettingsHeading
        title="Teams"
        intro="All teams of this installation. Each has a database of its own, and nobody sees another's."
        action={
          <Button variant="primary" onClick={() => setCreating(true)}>
            <Plus className="size-3.5" aria-hidden />
            New team
          </Button>
        }
      />
      <AllTeams />
      <Administrators viewerId={viewer.user.id} />
      {isCreating && <CreateTeamDialog onClose={() => setCreating(false)} />}
    </>
  );
}
