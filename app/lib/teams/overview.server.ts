// All teams of the installation, for its administrators: who owns them, how much they hold, and which are deleted.
import { asc, eq, sql } from 'drizzle-orm';
import type { Person } from '#app/lib/auth/tenant.server.ts';
import { toAppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { members, teams, users } from '#drizzle/schema.ts';
import { type DatabaseSize, databaseSizes } from './database.server.ts';
import type { TeamOfInstallation } from './team-schema.ts';
import { teamState } from './team-state.ts';
import type { TeamStorage, Teams } from './teams.server.ts';

/** Every team by name, the default one first. Sizes are null while ClickHouse cannot say. */
export async function listAllTeams(
  { db, storage, teams: made }: { db: Database; storage: TeamStorage; teams: Pick<Teams, 'isBeingMade'> },
  { actor }: Person,
): Promise<TeamOfInstallation[]> {
  const rows = db
    .select()
    .from(teams)
    .orderBy(sql`${teams.isDefault} desc`, asc(sql`lower(${teams.name})`), teams.id)
    .all();
  const people = db
    .select({ teamId: members.teamId, userId: members.userId, role: members.role, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .orderBy(users.email)
    .all();
  const sizes = await sizesOf(
    storage,
    rows.map(({ database }) => database),
  );
  return rows.map(({ id, name, slug, database, isDefault, createdAt, dropAfter }) => {
    const own = people.filter(({ teamId }) => teamId === id);
    const size = sizes === undefined ? undefined : (sizes.get(database) ?? { bytes: 0, rows: 0 });
    const state = teamState({ createdAt, dropAfter }, own.length, made.isBeingMade(id));
    return {
      ...{ id, name, slug, database, isDefault },
      createdAt: createdAt.toISOString(),
      memberCount: own.length,
      state,
      dropAfter: state === 'deleted' ? (dropAfter?.toISOString() ?? null) : null,
      owners: own.filter(({ role }) => role === 'owner').map(({ email }) => email),
      isMember: own.some(({ userId }) => userId === actor.userId),
      bytes: size?.bytes ?? null,
      rows: size?.rows ?? null,
    };
  });
}

/** Undefined while ClickHouse does not answer: the list of teams is of use without. */
async function sizesOf(
  { clickhouse, cluster, log }: TeamStorage,
  databases: readonly string[],
): Promise<ReadonlyMap<string, DatabaseSize> | undefined> {
  try {
    return await databaseSizes(clickhouse, databases, cluster);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'unavailable' && error.code !== 'timeout') throw error;
    log.debug({ err: error }, 'sizes of teams are not known');
    return undefined;
  }
}
