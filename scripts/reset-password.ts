// `npm run reset-password -- EMAIL`: a link that sets a new password, for when nobody can sign in who could make one. Maple may run.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createCredentialNotices } from '#app/lib/auth/credential-notices.server.ts';
import { createLockout } from '#app/lib/auth/lockout.server.ts';
import { createOneTime } from '#app/lib/auth/one-time.server.ts';
import { createPasswords } from '#app/lib/auth/passwords.server.ts';
import { createReset } from '#app/lib/auth/reset.server.ts';
import { createSealer } from '#app/lib/auth/seal.server.ts';
import { createIdentityProviders } from '#app/lib/auth/sso/providers.server.ts';
import { readConfig } from '#app/lib/config.server.ts';
import { openDatabase } from '#app/lib/db/db.server.ts';
import { createMailer } from '#app/lib/net/mail.server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Whoever can write the data directory could as well write the password's hash into it. */
const CALLER = {
  actor: { kind: 'system', name: 'npm run reset-password' },
  client: { address: '', userAgent: '' },
} as const;

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function main([email, ...rest]: readonly string[]): void {
  if (email === undefined || email.startsWith('-') || rest.length > 0)
    throw new Error('Usage: npm run reset-password -- EMAIL');
  const { dataDir, url } = readConfig(process.env, root);
  if (!existsSync(join(dataDir, 'maple.db')))
    throw new Error(`There is no Maple in ${dataDir}. Set MAPLE_DATA_DIR as for Maple.`);
  const { db, close } = openDatabase({ dataDir, migrationsDir: join(root, 'drizzle', 'migrations') });
  try {
    const oneTime = createOneTime(db);
    // The link goes to the terminal, and the running Maple sends what there is to send when it is used.
    const mailer = createMailer(undefined);
    // Only a link is made, and who has to use which provider is asked: that needs no secret.
    const sealer = createSealer('');
    const log = pino({ level: 'silent' });
    const reset = createReset({
      db,
      url,
      mailer,
      notices: createCredentialNotices({ db, url, mailer, log }),
      passwords: createPasswords(sealer),
      oneTime,
      lockout: createLockout(oneTime),
      providers: createIdentityProviders(db, sealer),
      log,
    });
    const link = reset.createLink(CALLER, email);
    console.log(`For one use until ${link.expiresAt.toISOString()}, at the running Maple:\n${link.url}`);
  } finally {
    close();
  }
}
