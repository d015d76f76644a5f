// The settings of teams: as they are, and as requests need them, many times a second.
import { eq, sql } from 'drizzle-orm';
import { teams } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import { type TeamSettings, teamSettings } from './team-settings.ts';

/** A change is in force at the latest after this, wherever it was made. */
const REMEMBER_MS = 1_000;

export interface TeamSettingsReader {
  /** What is set for a team; nothing for one that is not there. */
  of(teamId: string): TeamSettings;
  /** A change is in force at once. */
  forget(teamId: string): void;
}

/** Reads what is set for a team, now; nothing for one that is not there, and of what is not of its form. */
export function createTeamSettings(db: Database): (teamId: string) => TeamSettings {
  const statement = db
    .select({ settings: teams.settings })
    .from(teams)
    .where(eq(teams.id, sql.placeholder('teamId')))
    .prepare();
  return (teamId) => ofForm(statement.get({ teamId })?.settings ?? {});
}

/** Each by itself: a quota that another version wrote does not take away how long data is kept. */
function ofForm(stored: Readonly<Record<string, unknown>>): TeamSettings {
  const known = Object.entries(teamSettings.shape).flatMap(([name, schema]) => {
    const { data } = schema.safeParse(stored[name]);
    return data === undefined ? [] : [[name, data] as const];
  });
  return Object.fromEntries(known);
}

/** The same, remembered for a moment. */
export function createTeamSettingsReader(
  db: Database,
  now: () => number = () => performance.now(),
): TeamSettingsReader {
  const read = createTeamSettings(db);
  const known = new Map<string, { readonly settings: TeamSettings; readonly atMs: number }>();
  return {
    of(teamId) {
      const ms = now();
      const found = known.get(teamId);
      if (found !== undefined && ms - found.atMs < REMEMBER_MS) return found.settings;
      const settings = read(teamId);
      known.set(teamId, { settings, atMs: ms });
      return settings;
    },
    forget: (teamId) => void known.delete(teamId),
  };
}
