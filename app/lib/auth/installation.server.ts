// What is set for the whole installation, in the one row of its table.
import { eq } from 'drizzle-orm';
import { installation } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import type { InstallationSettings } from './second-factor.ts';

const ROW = 1;

/** What is set now. */
export function readInstallation(reader: Pick<Database, 'select'>): InstallationSettings {
  const row = reader
    .select({ settings: installation.settings })
    .from(installation)
    .where(eq(installation.id, ROW))
    .get();
  return row?.settings ?? {};
}

/** Takes the place of what was set. */
export function writeInstallation(sink: Pick<Database, 'insert'>, settings: InstallationSettings): void {
  sink
    .insert(installation)
    .values({ id: ROW, settings })
    .onConflictDoUpdate({ target: installation.id, set: { settings } })
    .run();
}
