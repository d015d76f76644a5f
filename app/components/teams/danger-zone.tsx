// Leaving and deleting the team, each with what it means.
import { type ReactNode, useState } from 'react';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { deleteTeam, leaveTeam } from '#app/lib/teams/team.functions.ts';
import type { TeamDetails } from '#app/lib/teams/team-schema.ts';
import { useChange } from './use-change.ts';

interface DangerZoneProps {
  readonly team: TeamDetails;
  readonly viewer: SignedIn;
}

export function DangerZone({ team, viewer }: DangerZoneProps) {
  const [asking, setAsking] = useState<'leave' | 'delete'>();
  const close = () => setAsking(undefined);
  const isOwner = viewer.team.role === 'owner' || viewer.user.isInstanceAdmin;
  return (
    <section aria-label="Danger zone" className="flex flex-col gap-2">
      <h3 className="text-base font-semibold">Danger zone</h3>
      <div className="divide-y divide-line rounded-lg border border-danger/40">
        <Line
          title="Leave this team"
          text="You lose access at once, and the keys and invitations that you made here end."
          action={<Button onClick={() => setAsking('leave')}>Leave…</Button>}
        />
        <Line
          title="Delete this team"
          text={deletionText(team, isOwner)}
          action={isOwner && !team.isDefault && <Button onClick={() => setAsking('delete')}>Delete…</Button>}
        />
      </div>
      {asking === 'leave' && <Leave team={team} onClose={close} />}
      {asking === 'delete' && (
        <ConfirmName
          title="Delete the team?"
          name={team.name}
          consequence={`Everybody is out at once, keys stop working, and telemetry is refused. For 7 days an administrator of the installation can bring it back; then the database ${team.database} is dropped with all that is in it, and with sources, connections and saved searches.`}
          action="Delete the team"
          busyAction="Deleting…"
          onConfirm={async () => {
            await deleteTeam({ data: { confirm: team.name } });
            // The page is of a team that is no more.
            window.location.assign('/no-team');
          }}
          onClose={close}
        />
      )}
    </section>
  );
}

function deletionText({ isDefault }: TeamDetails, isOwner: boolean): string {
  if (isDefault) return 'The first team cannot be deleted: telemetry without a key goes to it.';
  if (!isOwner) return 'Only an owner can delete the team.';
  return 'Everybody is out at once. Its data is dropped after 7 days, and can be brought back until then.';
}

interface LineProps {
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
}

function Line({ title, text, action }: LineProps) {
  return (
    <div className="flex flex-wrap items-center gap-3 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{title}</p>
        <p className="text-ink-2">{text}</p>
      </div>
      {action}
    </div>
  );
}

function Leave({ team, onClose }: { readonly team: TeamDetails; readonly onClose: () => void }) {
  const { busy, problem, run } = useChange();
  const leave = () =>
    run(async () => {
      await leaveTeam();
      window.location.assign('/no-team');
    });
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`Leave ${team.name}?`}>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">
          You lose access at once. Keys and invitations that you made in this team end: what uses those keys
          stops working. To come back you need an invitation.
        </p>
        {problem && <FormProblem>{problem}</FormProblem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={busy} onClick={() => void leave()}>
            {busy ? 'Leaving…' : 'Leave the team'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
