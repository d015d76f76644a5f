// The teams of the installation with what they hold, and what can be done to each.
import { RotateCcw, Trash2, UserCog } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '#app/components/settings/common/amounts.ts';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { formatCompact, formatCount } from '#app/components/time/format.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { deleteAnyTeam, restoreTeam, takeOverTeam } from '#app/lib/teams/installation.functions.ts';
import type { TeamOfInstallation } from '#app/lib/teams/team-schema.ts';
import { switchAddress } from './switch-address.ts';
import { useChange, useRefreshTeam } from './use-change.ts';

export function TeamList({ teams }: { readonly teams: readonly TeamOfInstallation[] }) {
  const { busy, problem, run } = useChange();
  const refresh = useRefreshTeam();
  const [deleting, setDeleting] = useState<TeamOfInstallation>();
  return (
    <>
      {problem && <FormProblem>{problem}</FormProblem>}
      <ul aria-label="Teams" className="divide-y divide-line rounded-lg border border-line">
        {teams.map((team) => (
          <li key={team.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5">
            <div className="min-w-0 flex-1 basis-52">
              <p className="flex min-w-0 items-center gap-1.5">
                <Name team={team} />
                {team.isDefault && <Badge>default</Badge>}
                {team.state === 'creating' && <Badge tone="accent">being made</Badge>}
                {team.state === 'unfinished' && <Badge tone="danger">not finished, goes away</Badge>}
                {team.state === 'deleted' && <Badge tone="danger">deleted</Badge>}
              </p>
              <p className="truncate text-xs text-ink-3">
                <code className="font-mono">{team.database}</code>
                {team.dropAfter && (
                  <>
                    {' · data is dropped '}
                    <When at={team.dropAfter} />
                  </>
                )}
              </p>
            </div>
            <p className="text-xs text-ink-3 tabular-nums sm:w-52 sm:text-right">
              {formatCount(team.memberCount, 'member')} · {contents(team)}
            </p>
            <div className="flex w-16 justify-end gap-1">
              {team.state === 'active' && !team.isMember && (
                <IconButton
                  label={`Become an owner of ${team.name}`}
                  disabled={busy}
                  onClick={() => void run(() => takeOverTeam({ data: { id: team.id } }))}
                >
                  <UserCog className="size-3.5" aria-hidden />
                </IconButton>
              )}
              {team.state === 'active' && !team.isDefault && (
                <IconButton label={`Delete ${team.name}`} onClick={() => setDeleting(team)}>
                  <Trash2 className="size-3.5" aria-hidden />
                </IconButton>
              )}
              {team.state === 'deleted' && (
                <IconButton
                  label={`Bring ${team.name} back`}
                  disabled={busy}
                  onClick={() => void run(() => restoreTeam({ data: { id: team.id } }))}
                >
                  <RotateCcw className="size-3.5" aria-hidden />
                </IconButton>
              )}
            </div>
          </li>
        ))}
      </ul>
      {deleting && (
        <ConfirmName
          title="Delete the team?"
          name={deleting.name}
          consequence={`Its ${formatCount(deleting.memberCount, 'member')} are out at once, its keys stop working, and telemetry is refused. Until 7 days from now it can be brought back here; then the database ${deleting.database} (${contents(deleting)}) is dropped with all its settings.`}
          action="Delete the team"
          busyAction="Deleting…"
          onConfirm={async () => {
            await deleteAnyTeam({ data: { id: deleting.id, confirm: deleting.name } });
            await refresh();
          }}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

function Name({ team }: { readonly team: TeamOfInstallation }) {
  if (!team.isMember || team.state !== 'active')
    return <span className="truncate font-medium">{team.name}</span>;
  return (
    <a href={switchAddress('/settings/team', team.slug)} className="truncate font-medium hover:underline">
      {team.name}
    </a>
  );
}

function contents({ bytes, rows }: TeamOfInstallation): string {
  if (bytes === null || rows === null) return 'size not known now';
  return rows === 0 ? 'empty' : `${formatCompact(rows, 'row')}, ${formatBytes(bytes)}`;
}
