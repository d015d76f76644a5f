// After the auth secret has changed: what was sealed with an earlier one is sealed again, and sessions end.
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { accounts, connections, identityProviders, sessions, twoFactors, users } from '#drizzle/schema.ts';
import { recordAudit } from '../audit/record.server.ts';
import type { Config } from '../config.server.ts';
import type { Database } from '../db/db.server.ts';
import { immediately } from '../db/immediately.ts';
import { isSealed, PASSWORD_CONTEXT, sealPasswords } from './passwords.server.ts';
import { createSealer, type SealContext, secretMark } from './seal.server.ts';
import {
  type AuthSecrets,
  beginRotation,
  finishRotation,
  readAuthSecrets,
  removeDrafts,
} from './secret.server.ts';

/** A value that no known secret opens. `of`: the name of the connection or provider, the email of the person. */
export interface Unreadable {
  readonly kind: 'connection' | 'provider' | 'password' | 'second factor';
  readonly of: string;
}

/** What became of the sealed values. */
export interface Rotation {
  /** Whether the database was last used with another secret. */
  readonly hasChanged: boolean;
  /** Values that were sealed again. */
  readonly resealed: number;
  /** Values that none of the known secrets opens: they have to be entered again. */
  readonly unreadable: readonly Unreadable[];
  readonly endedSessions: number;
}

interface Resealed {
  readonly table: typeof accounts | typeof connections | typeof identityProviders | typeof twoFactors;
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Seals everything with the secret of today that an earlier one sealed, in one transaction: it happens as a whole or not at all, and
 * doing it again changes nothing. Nobody else may use the database meanwhile. The database remembers which secret it was
 * used with; with another one all sessions end, as their cookies are signed with it, and the audit log says so.
 */
export async function resealAll(db: Database, { current, previous }: AuthSecrets): Promise<Rotation> {
  const mark = secretMark(current);
  const known = db.get<{ user_version: number }>(sql`PRAGMA user_version`).user_version;
  if (known === mark && previous.length === 0)
    return { hasChanged: false, resealed: 0, unreadable: [], endedSessions: 0 };
  const unreadable: Unreadable[] = [];
  const changes = [
    ...resealOwn(db, { current, previous }, unreadable),
    ...(await resealTwoFactors(db, { current, previous }, unreadable)),
  ];
  const hasChanged = known !== 0 && known !== mark;
  return immediately(db, (tx) => {
    for (const { table, id, values } of changes) tx.update(table).set(values).where(eq(table.id, id)).run();
    const endedSessions = hasChanged ? tx.delete(sessions).run().changes : 0;
    tx.run(sql.raw(`PRAGMA user_version = ${mark}`));
    const rotation = { hasChanged, resealed: changes.length, unreadable, endedSessions };
    if (hasChanged || changes.length > 0)
      recordAudit(tx, SYSTEM, {
        action: 'secret.rotate',
        target: { kind: 'secret', id: '', name: 'auth secret' },
        after: {
          ...{ resealed: changes.length, unreadable: unreadable.length, endedSessions },
          ...(unreadable.length > 0 && {
            toEnterAgain: unreadable.slice(0, MOST_NAMED).map(({ kind, of }) => `${kind} of ${of}`),
          }),
        },
        teamId: null,
      });
    return rotation;
  });
}

/**
 * Replaces the secret in the data directory. It may be killed at any point: whoever comes next, a start or this again, finds the
 * secrets that it needs and ends the work. The data directory must be locked.
 */
export async function rotateSecret(db: Database, dataDir: string): Promise<Rotation> {
  removeDrafts(dataDir);
  const secrets = beginRotation(dataDir);
  const rotation = await resealAll(db, secrets);
  finishRotation(dataDir);
  return rotation;
}

type SecretConfig = Pick<Config, 'authSecret' | 'previousAuthSecret' | 'dataDir'>;

/** At start: the secret of today, with which everything is sealed then. The data directory must be locked. */
export async function settleSecret(db: Database, config: SecretConfig, log: Logger): Promise<string> {
  removeDrafts(config.dataDir);
  const secrets = readAuthSecrets(config, config.dataDir);
  const { hasChanged, resealed, unreadable, endedSessions } = await resealAll(db, secrets);
  // The file's own earlier secrets are of a rotation that broke off. What the environment says is not ours to change.
  if (config.authSecret === undefined) finishRotation(config.dataDir);
  const sealed = sealPasswords(db, createSealer(secrets.current));
  if (sealed > 0) log.info({ passwords: sealed }, 'the hashes of passwords were sealed');
  const done = [
    ...(hasChanged ? ['the auth secret has changed, sessions have ended'] : []),
    ...(resealed > 0 ? ['stored secrets were sealed again'] : []),
  ];
  if (done.length > 0) log.warn({ resealed, endedSessions }, done.join(', '));
  if (unreadable.length > 0)
    log.warn(
      logged(unreadable),
      'stored secrets were sealed with a secret that is not known: set BETTER_AUTH_SECRET_PREVIOUS, or enter those of connections and providers again, and sign in with the link of npm run reset-password -- EMAIL, which removes the second factor; the audit log (secret.rotate) names everybody who needs such a link',
    );
  return secrets.current;
}

/** In the entry of the audit log: where all is lost, everybody is concerned. */
const MOST_NAMED = 200;

/** People are counted, not named: what goes into the log may go anywhere. */
function logged(unreadable: readonly Unreadable[]) {
  const named = (kind: Unreadable['kind']) =>
    unreadable.filter((one) => one.kind === kind).map(({ of }) => of);
  return {
    connections: named('connection'),
    providers: named('provider'),
    passwordsOfPeople: named('password').length,
    secondFactorsOfPeople: named('second factor').length,
  };
}

const SYSTEM = { actor: { kind: 'system', name: 'maple' }, client: { address: '', userAgent: '' } } as const;

function resealOwn(db: Database, { current, previous }: AuthSecrets, unreadable: Unreadable[]): Resealed[] {
  const sealer = createSealer(current, previous);
  const again = (sealed: string, context: SealContext, what: Unreadable): string | undefined => {
    if (sealer.isCurrent(sealed)) return undefined;
    const secret = sealer.open(sealed, context);
    if (secret !== undefined) return sealer.seal(secret, context);
    unreadable.push(what);
    return undefined;
  };
  const ofConnections = db
    .select()
    .from(connections)
    .all()
    .flatMap(({ id, teamId, name, sealedPassword }) => {
      const sealed =
        sealedPassword && again(sealedPassword, ['connection', teamId, id], { kind: 'connection', of: name });
      return sealed ? [{ table: connections, id, values: { sealedPassword: sealed } }] : [];
    });
  const ofProviders = db
    .select()
    .from(identityProviders)
    .all()
    .flatMap(({ id, name, sealedClientSecret }) => {
      const sealed = again(sealedClientSecret, ['identity provider', id], { kind: 'provider', of: name });
      return sealed ? [{ table: identityProviders, id, values: { sealedClientSecret: sealed } }] : [];
    });
  const ofAccounts = db
    .select({ id: accounts.id, password: accounts.password, email: users.email })
    .from(accounts)
    .innerJoin(users, eq(users.id, accounts.userId))
    .all()
    .flatMap(({ id, email, password }) => {
      // One that is not sealed yet belongs to no secret.
      if (password === null || !isSealed(password)) return [];
      const sealed = again(password, PASSWORD_CONTEXT, { kind: 'password', of: email });
      return sealed ? [{ table: accounts, id, values: { password: sealed } }] : [];
    });
  return [...ofConnections, ...ofProviders, ...ofAccounts];
}

/** Better Auth encrypts these itself, with the secret as it is. */
async function resealTwoFactors(
  db: Database,
  { current, previous }: AuthSecrets,
  unreadable: Unreadable[],
): Promise<Resealed[]> {
  const changes: Resealed[] = [];
  const found = db
    .select({ ...getTableColumns(twoFactors), email: users.email })
    .from(twoFactors)
    .innerJoin(users, eq(users.id, twoFactors.userId))
    .all();
  for (const { id, email, secret, backupCodes } of found) {
    if ((await decrypt(current, [secret, backupCodes])) !== undefined) continue;
    let opened: readonly string[] | undefined;
    for (const key of previous) opened ??= await decrypt(key, [secret, backupCodes]);
    if (opened === undefined) {
      unreadable.push({ kind: 'second factor', of: email });
      continue;
    }
    const [newSecret = '', newCodes = ''] = await Promise.all(
      opened.map((data) => symmetricEncrypt({ key: current, data })),
    );
    changes.push({ table: twoFactors, id, values: { secret: newSecret, backupCodes: newCodes } });
  }
  return changes;
}

async function decrypt(key: string, texts: readonly string[]): Promise<readonly string[] | undefined> {
  try {
    return await Promise.all(texts.map((data) => symmetricDecrypt({ key, data })));
  } catch {
    // The tag does not fit: another key sealed it.
    return undefined;
  }
}
