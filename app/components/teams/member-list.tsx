// The people of a team. A role is changed where it stands; only what the rules allow is offered.
import { KeyRound, ShieldCheck, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { SMALL_INPUT } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import type { TeamMember } from '#app/lib/teams/member-schema.ts';
import { ROLES, refuseRemoval, refuseRoleChange, type Standing } from '#app/lib/teams/role-rules.ts';
import { changeMemberRole, removeMember } from '#app/lib/teams/team.functions.ts';
import { useChange, useRefreshTeam } from './use-change.ts';

interface MemberListProps {
  readonly members: readonly TeamMember[];
  readonly viewerId: string;
  readonly standing: Standing;
}

export function MemberList({ members, viewerId, standing }: MemberListProps) {
  const { busy, problem, run } = useChange();
  const refresh = useRefreshTeam();
  const [removing, setRemoving] = useState<TeamMember>();
  const owners = members.filter(({ role }) => role === 'owner').length;
  return (
    <>
      {problem && <FormProblem>{problem}</FormProblem>}
      <ul aria-label="Members" className="divide-y divide-line rounded-lg border border-line">
        {members.map((member) => {
          const subject = { role: member.role, isSelf: member.userId === viewerId, owners };
          const roles = ROLES.filter((role) => !refuseRoleChange(standing, subject, role));
          return (
            <li key={member.userId} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5">
              <div className="min-w-0 flex-1 basis-52">
                <p className="flex min-w-0 items-center gap-1.5">
                  <span className="truncate font-medium">{member.name}</span>
                  {subject.isSelf && <Badge>you</Badge>}
                  {member.isInstanceAdmin && <Badge tone="accent">installation</Badge>}
                </p>
                <p className="truncate text-xs text-ink-3">{member.email}</p>
              </div>
              <Details member={member} />
              <div className="flex items-center gap-1">
                {roles.length > 1 ? (
                  <select
                    aria-label={`Role of ${member.name}`}
                    value={member.role}
                    disabled={busy}
                    onChange={({ target }) => {
                      const role = ROLES.find((each) => each === target.value);
                      if (role) void run(() => changeMemberRole({ data: { userId: member.userId, role } }));
                    }}
                    className={`${SMALL_INPUT} w-24!`}
                  >
                    {roles.map((role) => (
                      <option key={role}>{role}</option>
                    ))}
                  </select>
                ) : (
                  <span className="w-24 px-2 text-xs text-ink-2">{member.role}</span>
                )}
                {!subject.isSelf && !refuseRemoval(standing, subject) && (
                  <IconButton label={`Remove ${member.name}`} onClick={() => setRemoving(member)}>
                    <UserMinus className="size-3.5" aria-hidden />
                  </IconButton>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {removing && (
        <ConfirmName
          title="Remove from the team?"
          name={removing.name}
          consequence={`${removing.email} loses access at once, in open pages too. ${endingKeys(removing)}`}
          action="Remove"
          busyAction="Removing…"
          onConfirm={async () => {
            await removeMember({ data: { userId: removing.userId } });
            await refresh();
          }}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

function Details({ member }: { readonly member: TeamMember }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs text-ink-3">
      {member.provider && <span>by {member.provider}</span>}
      {member.hasTwoFactor === true && (
        <span className="flex items-center gap-1">
          <ShieldCheck className="size-3" aria-hidden />
          two-factor
        </span>
      )}
      {member.hasTwoFactor === false && <span>no two-factor</span>}
      {member.keys !== null && member.keys > 0 && (
        <span className="flex items-center gap-1">
          <KeyRound className="size-3" aria-hidden />
          {formatCount(member.keys, 'key')}
        </span>
      )}
      <span>
        joined <When at={member.since} />
      </span>
      {member.lastSeenAt && (
        <span>
          seen <When at={member.lastSeenAt} />
        </span>
      )}
    </p>
  );
}

function endingKeys({ keys }: TeamMember): string {
  if (keys === null || keys === 0) return 'Invitations that they made are taken back.';
  return `What uses the ${formatCount(keys, 'key')} that they made stops working, and invitations that they made are taken back.`;
}
