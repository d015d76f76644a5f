// The team that exists from the first start, so that telemetry has a place before anybody signs in.
import { randomUUID } from 'node:crypto';
import { eq, isNull } from 'drizzle-orm';
import { teams } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import { immediately } from '../db/immediately.ts';

/** A team and the ClickHouse database that is its own. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly database: string;
}

const FIRST_NAME = 'My team';

/** The default team, made if it is not there. Its database is always the configured one. */
export function ensureDefaultTeam(db: Database, database: string): Team {
  return immediately(db, (tx) => {
    const found = tx.select().from(teams).where(eq(teams.isDefault, true)).get();
    if (found === undefined) {
      const team = { id: randomUUID(), name: FIRST_NAME, database };
      tx.insert(teams)
        .values({ ...team, isDefault: true })
        .run();
      return team;
    }
    if (found.database !== database) {
      tx.update(teams).set({ database }).where(eq(teams.id, found.id)).run();
    }
    return { id: found.id, name: found.name, database };
  });
}

/** The teams that are not deleted, for what is only done while somebody looks: a deleted one catches up when it is brought back. */
export function listActiveTeams(db: Database): Team[] {
  const { id, name, database } = teams;
  return db.select({ id, name, database }).from(teams).where(isNull(teams.dropAfter)).all();
}

/** Every team, deleted ones too, for what is done per database: migrations, retention, alerts. */
export function listTeams(db: Database): Team[] {
  return db.select({ id: teams.id, name: teams.name, database: teams.database }).from(teams).all();
}
