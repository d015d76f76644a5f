// Who is in the team, and who is invited.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { Button } from '#app/components/ui/button.tsx';
import type { Standing } from '#app/lib/teams/role-rules.ts';
import { membersOptions } from '#app/lib/teams/team-queries.ts';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberList } from './member-list.tsx';
import { TeamSecondFactorRule } from './second-factor-rule.tsx';

const shell = getRouteApi('/_app');

export function MembersPage() {
  const { viewer } = shell.useRouteContext();
  const query = useQuery(membersOptions());
  const [isInviting, setInviting] = useState(false);
  const isAdmin = viewer.team.role === 'owner' || viewer.team.role === 'admin';
  const standing: Standing = { role: viewer.team.role, isInstanceAdmin: viewer.user.isInstanceAdmin };
  return (
    <>
      <SettingsHeading
        title="Members"
        intro={
          isAdmin
            ? 'Viewers look, members also save for the team, admins change the team, owners also delete it.'
            : 'Who is in this team. Owners and admins invite people and change roles.'
        }
        action={
          isAdmin && (
            <Button variant="primary" onClick={() => setInviting(true)}>
              <UserPlus className="size-3.5" aria-hidden />
              Invite
            </Button>
          )
        }
      />
      <Answered query={query}>
        {(members) => <MemberList members={members} viewerId={viewer.user.id} standing={standing} />}
      </Answered>
      {isAdmin && <InvitationList standing={standing} />}
      {isAdmin && <TeamSecondFactorRule />}
      {isInviting && <InviteDialog standing={standing} onClose={() => setInviting(false)} />}
    </>
  );
}
