// The invitations that nobody has accepted yet.
import { useQuery } from '@tanstack/react-query';
import { MailX, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { IconButton } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { DEFAULT_DAYS, type Invitation, type InvitationLink } from '#app/lib/teams/invitation-schema.ts';
import { refuseInvitation, type Standing } from '#app/lib/teams/role-rules.ts';
import { renewInvitation, revokeInvitation } from '#app/lib/teams/team.functions.ts';
import { invitationsOptions } from '#app/lib/teams/team-queries.ts';
import { LinkShown } from './link-shown.tsx';
import { useChange } from './use-change.ts';

export function InvitationList({ standing }: { readonly standing: Standing }) {
  const query = useQuery(invitationsOptions());
  return (
    <section aria-label="Invitations" className="flex flex-col gap-2">
      <h3 className="text-base font-semibold">Invitations</h3>
      <Answered query={query}>
        {({ invitations, canMail }) => (
          <Invitations invitations={invitations} canMail={canMail} standing={standing} />
        )}
      </Answered>
    </section>
  );
}

interface InvitationsProps {
  readonly invitations: readonly Invitation[];
  readonly canMail: boolean;
  readonly standing: Standing;
}

function Invitations({ invitations, canMail, standing }: InvitationsProps) {
  const { busy, problem, run } = useChange();
  const [made, setMade] = useState<InvitationLink>();
  const renew = ({ id, email }: Invitation) => {
    const data = { id, days: DEFAULT_DAYS, isMailed: canMail && email !== null };
    void run(async () => setMade(await renewInvitation({ data })));
  };
  if (invitations.length === 0 && !made)
    return <p className="text-ink-3">Nobody is invited. Use “Invite” to make a link.</p>;
  return (
    <>
      {problem && <FormProblem>{problem}</FormProblem>}
      <ul aria-label="Open invitations" className="divide-y divide-line rounded-lg border border-line">
        {invitations.map((invitation) => {
          const { id, email, role, invitedBy, expiresAt, state } = invitation;
          const name = email ?? 'whoever has the link';
          return (
            <li key={id} className="flex items-center gap-3 px-3 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="flex min-w-0 items-center gap-1.5">
                  <span className="truncate font-medium">{name}</span>
                  <Badge>{role}</Badge>
                  {state === 'expired' && <Badge tone="caution">expired</Badge>}
                </p>
                <p className="truncate text-xs text-ink-3">
                  {invitedBy ? `by ${invitedBy}, ` : ''}
                  {state === 'expired' ? 'expired ' : 'expires '}
                  <When at={expiresAt} />
                </p>
              </div>
              {!refuseInvitation(standing, role) && (
                <>
                  <IconButton
                    label={`New link for ${name}`}
                    disabled={busy}
                    onClick={() => renew(invitation)}
                  >
                    <RefreshCw className="size-3.5" aria-hidden />
                  </IconButton>
                  <IconButton
                    label={`Revoke the invitation of ${name}`}
                    disabled={busy}
                    onClick={() => void run(() => revokeInvitation({ data: { id } }))}
                  >
                    <MailX className="size-3.5" aria-hidden />
                  </IconButton>
                </>
              )}
            </li>
          );
        })}
      </ul>
      {made && (
        <Dialog
          open
          onOpenChange={(open) => open || setMade(undefined)}
          title="The invitation has a new link"
        >
          <LinkShown made={made} onClose={() => setMade(undefined)} />
        </Dialog>
      )}
    </>
  );
}
