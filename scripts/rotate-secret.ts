// `npm run rotate-secret`: a new secret for sessions and sealed values, while Maple is stopped.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rotateSecret } from '#app/lib/auth/rotate-secret.server.ts';
import { readConfig } from '#app/lib/config.server.ts';
import { openDatabase } from '#app/lib/db/db.server.ts';
import { lockDataDirectory } from '#app/lib/db/lock.server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { authSecret, dataDir } = readConfig(process.env, root);
  if (authSecret !== undefined)
    throw new Error(
      'The secret is BETTER_AUTH_SECRET. To rotate it, start Maple once with the new one there and the old one in BETTER_AUTH_SECRET_PREVIOUS.',
    );
  const lock = lockDataDirectory(dataDir);
  try {
    const database = openDatabase({ dataDir, migrationsDir: join(root, 'drizzle', 'migrations') });
    try {
      const { resealed, unreadable, endedSessions } = await rotateSecret(database.db, dataDir);
      console.log(`The secret in ${join(dataDir, 'auth-secret')} is new.`);
      console.log(`${resealed} stored secrets were sealed again, ${endedSessions} sessions have ended.`);
      for (const { kind, of } of unreadable)
        console.log(`Not readable with any known secret, to be entered again: ${kind} of ${of}`);
      if (unreadable.some(({ kind }) => kind === 'password' || kind === 'second factor'))
        console.log('People sign in again with the link of npm run reset-password -- EMAIL.');
    } finally {
      database.close();
    }
  } finally {
    lock.release();
  }
}
