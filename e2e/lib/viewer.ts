// Somebody who may only look, for the tests of what the others do not get to see.
import { hashPassword } from 'better-auth/crypto';
import { listTeams } from '#app/lib/auth/team.server.ts';
import { accounts, members, users } from '#drizzle/schema.ts';
import { openDatabaseOf } from './database.ts';
import { ADMIN, type Maple } from './maple.ts';

/** The viewer's email; the password is the administrator's. */
export const VIEWER = 'vera@example.com';

/** Adds the viewer to the default team, in the database of a Maple that runs: an invitation would take many steps. */
export async function addViewer(maple: Pick<Maple, 'dataDir'>): Promise<void> {
  const password = await hashPassword(ADMIN.password);
  const { db, close } = openDatabaseOf(maple);
  try {
    const [team] = listTeams(db);
    if (!team) throw new Error('There is no team.');
    db.insert(users).values({ id: 'viewer', name: 'Vera', email: VIEWER }).run();
    db.insert(accounts)
      .values({ id: 'v', userId: 'viewer', accountId: 'viewer', providerId: 'credential', password })
      .run();
    db.insert(members).values({ teamId: team.id, userId: 'viewer', role: 'viewer' }).run();
  } finally {
    close();
  }
}
