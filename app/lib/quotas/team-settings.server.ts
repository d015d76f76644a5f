// The settings of teams as requests need them: asked for many times a second, so remembered for a moment.
import { eq, sql } from 'drizzle-orm';
import { type TeamSettings, teamSettings } from '#app/lib/auth/team-settings.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { teams } from '#drizzle/schema.ts';

/** A change is in force at the latest after this, wherever it was made. */
const REMEMBER_MS = 1_000;

export interface TeamSettingsReader {
  /** What is set for a team; nothing for one that is not there. */
  of(teamId: string): TeamSettings;
  /** A change is in force at once. */
  forget(teamId: string): void;
}

export function createTeamSettingsReader(
  db: Database,
  now: () => number = () => performance.now(),
): TeamSettingsReader {
  const statement = db
    .select({ settings: teams.settings })
    .from(teams)
    .where(eq(teams.id, sql.placeholder('teamId')))
    .prepare();
  const known = new Map<string, { readonly settings: TeamSettings; readonly atMs: number }>();
  return {
    of(teamId) {
      const ms = now();
      const found = known.get(teamId);
      if (found !== undefined && ms - found.atMs < REMEMBER_MS) return found.settings;
      const settings = teamSettings.safeParse(statement.get({ teamId })?.settings ?? {}).data ?? {};
      known.set(teamId, { settings, atMs: ms });
      return settings;
    },
    forget: (teamId) => void known.delete(teamId),
  };
}
