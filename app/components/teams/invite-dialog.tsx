// Invites somebody: role, address, days; then shows the link, once.
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Select, TextInput } from '#app/components/sources/inputs.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { DEFAULT_DAYS, type InvitationLink, MOST_DAYS } from '#app/lib/teams/invitation-schema.ts';
import { ROLES, refuseInvitation, type Standing } from '#app/lib/teams/role-rules.ts';
import { createInvitation } from '#app/lib/teams/team.functions.ts';
import { invitationsOptions } from '#app/lib/teams/team-queries.ts';
import { LinkShown } from './link-shown.tsx';
import { useChange } from './use-change.ts';

interface InviteDialogProps {
  readonly standing: Standing;
  readonly onClose: () => void;
}

export function InviteDialog({ standing, onClose }: InviteDialogProps) {
  const { data } = useQuery(invitationsOptions());
  const { busy, problem, run } = useChange();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('member');
  const [days, setDays] = useState(String(DEFAULT_DAYS));
  const [isMailed, setMailed] = useState(true);
  const [made, setMade] = useState<InvitationLink>();
  const canMail = data?.canMail === true && email.trim() !== '';
  const roles = ROLES.filter((each) => !refuseInvitation(standing, each));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = roles.find((each) => each === role);
    if (!chosen) return;
    const input = {
      role: chosen,
      email: email.trim() === '' ? null : email.trim(),
      days: Number(days),
      isMailed: canMail && isMailed,
    };
    void run(async () => setMade(await createInvitation({ data: input })));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={made ? 'Invitation made' : 'Invite to the team'}
    >
      {made ? (
        <LinkShown made={made} onClose={onClose} />
      ) : (
        <form onSubmit={submit} noValidate className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
          <TextInput
            label="Email"
            type="email"
            value={email}
            onChange={setEmail}
            maxLength={254}
            autoComplete="off"
            spellCheck={false}
            hint="Only this person can accept. Leave it empty for a link that whoever has it can use, once."
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <Select
              label="Role"
              value={role}
              onChange={setRole}
              options={roles.map((value) => ({ value, label: value }))}
            />
            <TextInput
              label="Days until it expires"
              type="number"
              min={1}
              max={MOST_DAYS}
              value={days}
              onChange={setDays}
              className="tabular-nums"
            />
          </div>
          {canMail && (
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                checked={isMailed}
                onChange={(event) => setMailed(event.target.checked)}
                className="size-4 accent-accent"
              />
              Send the link by email
            </label>
          )}
          {problem && <FormProblem>{problem}</FormProblem>}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={busy}>
              {busy ? 'Inviting…' : canMail && isMailed ? 'Send the invitation' : 'Make a link'}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
