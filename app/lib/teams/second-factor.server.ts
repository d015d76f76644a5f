// Who sets that nobody gets in by a password alone: into a team, or to the administration of the installation.
import { eq } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import { readInstallation, writeInstallation } from '#app/lib/auth/installation.server.ts';
import type { Person, Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { teams } from '#drizzle/schema.ts';
import { refuseUnlessAdministrator } from './administrators.server.ts';
import { refuseSecondFactorChange } from './role-rules.ts';
import { refusing, standingOf } from './standing.server.ts';

export interface SecondFactorRules {
  /**
   * Holds from the next request on, for whoever is in the team. Audited. Throws `forbidden` for keys and for who does not administrate the
   * team, `conflict` for who would lock themselves out.
   */
  setForTeam(tenant: Tenant, isRequired: boolean): void;
  forAdministrators(): boolean;
  /** As `setForTeam`, for who administrates the installation. */
  setForAdministrators(person: Person, isRequired: boolean): void;
}

export function createSecondFactorRules({ db }: { readonly db: Database }): SecondFactorRules {
  return {
    setForTeam(tenant, isRequired) {
      const { teamId, teamName } = tenant;
      if (tenant.actor.kind !== 'user')
        throw new AppError('forbidden', 'Only a person can change this, not a key.');
      immediately(db, (tx) => {
        refusing(refuseSecondFactorChange(standingOf(tx, tenant)));
        const settings = tx.select().from(teams).where(eq(teams.id, teamId)).get()?.settings ?? {};
        const before = settings.requiresSecondFactor === true;
        if (before === isRequired) return;
        if (isRequired) refuseLockOut(tenant);
        tx.update(teams)
          .set({ settings: { ...settings, requiresSecondFactor: isRequired } })
          .where(eq(teams.id, teamId))
          .run();
        recordAudit(tx, tenant, {
          action: 'team.settings',
          target: { kind: 'team', id: teamId, name: teamName },
          before: { requiresSecondFactor: before },
          after: { requiresSecondFactor: isRequired },
        });
      });
    },

    forAdministrators: () => readInstallation(db).administratorsNeedSecondFactor === true,

    setForAdministrators(person, isRequired) {
      immediately(db, (tx) => {
        refuseUnlessAdministrator(tx, person);
        const settings = readInstallation(tx);
        const before = settings.administratorsNeedSecondFactor === true;
        if (before === isRequired) return;
        if (isRequired) refuseLockOut(person);
        writeInstallation(tx, { ...settings, administratorsNeedSecondFactor: isRequired });
        recordAudit(tx, person, {
          action: 'installation.settings',
          target: { kind: 'installation', id: 'installation', name: 'Installation' },
          before: { administratorsNeedSecondFactor: before },
          after: { administratorsNeedSecondFactor: isRequired },
          teamId: null,
        });
      });
    },
  };
}

/** Whoever asks it of others goes first, and so stays inside. */
function refuseLockOut({ hasSecondFactor }: Pick<Person, 'hasSecondFactor'>): void {
  if (hasSecondFactor) return;
  throw new AppError('conflict', 'You signed in by password alone, and would lock yourself out.', {
    hint: 'Set up a second factor under Settings → Sign-in and sessions first, or sign in with the one that you have.',
  });
}
