// The users of a ClickHouse server that may read one team's database and nothing else: their names, and the statements that make
// and drop them. Maple reads through one per team; others are for what a team connects to ClickHouse by itself. Pure.
import { createHash, hkdfSync } from 'node:crypto';
import { type Fragment, quoteIdentifier, raw } from '#app/lib/sql/sql.ts';
import { onCluster } from './migrations-render.ts';

/** What a reader is made for. */
export interface ReaderTarget {
  readonly database: string;
  /** The cluster whose servers all get the user; undefined for a single server. */
  readonly cluster: string | undefined;
}

/** How Maple signs in as a reader. */
export interface ReaderCredentials {
  readonly user: string;
  readonly password: string;
}

/**
 * A reader reads: 2 lets each statement bring its own limits and nothing else. What is CONST the user cannot change, with no statement.
 */
const CONFINED = 'readonly = 2 CONST, allow_ddl = 0 CONST, allow_introspection_functions = 0 CONST';
/** Of users that do not come through Maple, which limits its own statements by itself. */
const LIMITED =
  'max_execution_time = 60 MAX 300, max_memory_usage = 4000000000 MAX 8000000000, max_result_rows = 1000000 MAX 10000000';

/** The name of the user that Maple reads a database as; no name that an administrator would choose for another one. */
export function readerName(database: string): string {
  return `${database}_maple_reader`;
}

/**
 * The credentials of the reader of a database. The password comes from the installation's secret and is stored nowhere. Another
 * secret, and another text of the statements, give another one: then signing in fails, and the reader is made anew.
 */
export function readerCredentials(authSecret: string, target: ReaderTarget): ReaderCredentials {
  const purpose = `password of a ClickHouse reader: ${readerStatements(target, '').join('; ')}`;
  const key = hkdfSync('sha256', authSecret, 'maple', createHash('sha256').update(purpose).digest(), 32);
  return { user: readerName(target.database), password: Buffer.from(key).toString('base64url') };
}

/** Makes the reader, in place of one by its name. Run them in order; the server gets only a hash of the password. */
export function makeReader(target: ReaderTarget, password: string): Fragment[] {
  const hash = createHash('sha256').update(password).digest('hex');
  return readerStatements(target, hash).map(raw);
}

/** Drops the reader; nothing when there is none. */
export function dropReader({ database, cluster }: ReaderTarget): Fragment {
  return raw(words('DROP USER IF EXISTS', quoteIdentifier(readerName(database)), onCluster(cluster)));
}

/**
 * The statements of a user with which a team reads its database without Maple, such as from Grafana or a notebook: confined like Maple's
 * own reader, and limited.
 *
 * @param passwordHash SHA-256 in hexadecimal
 */
export function outsideReader(target: ReaderTarget, user: string, passwordHash: string): string[] {
  return [
    createUser(target, user, passwordHash, `${CONFINED}, ${LIMITED}`, 'IF NOT EXISTS'),
    grantDatabase(target, user),
  ];
}

function readerStatements(target: ReaderTarget, passwordHash: string): string[] {
  const user = readerName(target.database);
  return [
    // In place of an earlier one, so that nothing stays that this one is not granted.
    createUser(target, user, passwordHash, CONFINED, 'OR REPLACE'),
    grantDatabase(target, user),
    // Which indexes a table has: searches are written by it. It shows those of tables only that the user can see.
    words(
      'GRANT',
      onCluster(target.cluster),
      `SELECT ON system.data_skipping_indices TO ${quoteIdentifier(user)}`,
    ),
  ];
}

function createUser(
  { cluster }: ReaderTarget,
  user: string,
  passwordHash: string,
  settings: string,
  ifThere: 'OR REPLACE' | 'IF NOT EXISTS',
): string {
  const identified = `IDENTIFIED WITH sha256_hash BY '${passwordHash}'`;
  return words(
    'CREATE USER',
    ifThere,
    quoteIdentifier(user),
    onCluster(cluster),
    identified,
    `SETTINGS ${settings}`,
  );
}

function grantDatabase({ database, cluster }: ReaderTarget, user: string): string {
  const what = `SELECT, SHOW TABLES, SHOW COLUMNS ON ${quoteIdentifier(database)}.*`;
  return words('GRANT', onCluster(cluster), what, `TO ${quoteIdentifier(user)}`);
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
