// Everything about teams, put together once at the start, and the job that ends deleted ones.
import type { Person } from '#app/lib/auth/tenant.server.ts';
import { type Acceptance, createAcceptance } from './accept.server.ts';
import { type Administrators, createAdministrators } from './administrators.server.ts';
import { createInvitations, type Invitations } from './invitations.server.ts';
import { createMembers, type Members } from './members.server.ts';
import { listAllTeams } from './overview.server.ts';
import { createSecondFactorRules, type SecondFactorRules } from './second-factor.server.ts';
import type { TeamOfInstallation } from './team-schema.ts';
import { createTeams, type Teams, type TeamsOptions } from './teams.server.ts';

export interface TeamServices {
  readonly teams: Teams;
  readonly members: Members;
  readonly invitations: Invitations;
  readonly acceptance: Acceptance;
  readonly administrators: Administrators;
  readonly secondFactor: SecondFactorRules;
  /** Every team of the installation, for its administrators. */
  listAll(person: Person): Promise<TeamOfInstallation[]>;
  /** Ends the job, and waits for what it does just now. */
  stop(): Promise<void>;
}

type Options = TeamsOptions &
  Omit<Parameters<typeof createInvitations>[0], 'log'> &
  Parameters<typeof createAcceptance>[0];

/** How often deleted teams are looked at; their time is known to the day. */
const EVERY_MS = 10 * 60_000;

/** Starts with a look at what became due while the program did not run. */
export function startTeams(options: Options): TeamServices {
  const { db, storage } = options;
  const { log } = storage;
  const teams = createTeams(options);
  let work = Promise.resolve();
  const look = () => {
    work = work
      .then(() => teams.dropDue())
      .catch((error: unknown) => log.error({ err: error }, 'deleted teams could not be looked at'));
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    teams,
    members: createMembers(options),
    invitations: createInvitations({ ...options, log }),
    acceptance: createAcceptance(options),
    administrators: createAdministrators(options),
    secondFactor: createSecondFactorRules(options),
    listAll: (person) => listAllTeams({ db, storage, teams }, person),
    async stop() {
      clearInterval(timer);
      await work;
    },
  };
}
