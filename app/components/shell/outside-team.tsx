// What stands at the address of a team that the person is not in: which teams are theirs, and a way out.
import { Link, useNavigate } from '@tanstack/react-router';
import { AuthCard } from '#app/components/auth/auth-card.tsx';
import { signOut } from '#app/components/auth/session.ts';
import { AllTeams } from '#app/components/teams/all-teams.tsx';
import { switchAddress } from '#app/components/teams/switch-address.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import type { NeedsSecondFactor, OutsideTeam, SignedIn } from '#app/lib/teams/schema.ts';

export function OutsideTeamPage({ viewer }: { readonly viewer: OutsideTeam | NeedsSecondFactor | SignedIn }) {
  const navigate = useNavigate();
  const { teams, user } = viewer;
  return (
    <AuthCard
      title={teams.length === 0 ? 'You are in no team' : 'You are not in this team'}
      intro={
        teams.length === 0
          ? `${user.email} is in no team of this installation, or no longer. Ask an admin of a team for an invitation.`
          : `There is no such team, or ${user.email} is not in it. Ask one of its admins for an invitation.`
      }
    >
      <div className="flex flex-col gap-3">
        {teams.length > 0 && (
          <ul className="flex flex-col gap-1">
            {teams.map(({ slug, name, role }) => (
              <li key={slug}>
                <a
                  href={switchAddress('/', slug)}
                  className="flex h-10 items-center justify-between rounded-md px-3 hover:bg-hover"
                >
                  <span className="truncate font-medium">{name}</span>
                  <span className="text-xs text-ink-3">{role}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
        {user.isInstanceAdmin && (
          <section aria-label="All teams" className="flex flex-col gap-2">
            <p className="text-ink-2">
              You administrate this installation. These are all of its teams; you can become an owner of each.
            </p>
            <AllTeams />
            <Link to="/no-team/audit" className={buttonClass('secondary')}>
              Audit log of the installation
            </Link>
          </section>
        )}
        <Button onClick={() => void signOut().then(() => navigate({ to: '/login' }))}>Sign out</Button>
      </div>
    </AuthCard>
  );
}
