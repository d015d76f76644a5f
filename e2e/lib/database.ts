// The database of a Maple that runs or has not started yet, for what no page and no request can bring about.
import { resolve } from 'node:path';
import { openDatabase } from '#app/lib/db/db.server.ts';
import type { Maple } from './maple.ts';

const migrationsDir = resolve(import.meta.dirname, '../../drizzle/migrations');

/** Opens it beside the program; close it in the end. */
export function openDatabaseOf({ dataDir }: Pick<Maple, 'dataDir'>): ReturnType<typeof openDatabase> {
  return openDatabase({ dataDir, migrationsDir });
}
