// On a ClickHouse server people read a team's database as a user of its own, which the server lets do nothing else. The guard stands
// before it all the same. The embedded engine keeps no users, and a server may not let Maple make any: there the guard stands alone.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AppError } from '#app/lib/core/errors.ts';
import { ident, sql } from '#app/lib/sql/sql.ts';
import type { ClickHouse, QueryOptions } from './client.server.ts';
import { clickHouseCode } from './error-code.ts';
import { dropReader, makeReader, type ReaderTarget, readerCredentials } from './reader-user.ts';

/** What keeps the SQL of people inside the database of their team: the guard, and with `grants` the server's own as well. */
export interface Confinement {
  readonly by: 'grants' | 'guard';
  /** Why the guard stands alone, where it could be otherwise. */
  readonly why?: string | undefined;
}

/** The users that people read the teams' databases as. */
export interface Readers {
  /** What reads a team's database for people and keys. It only reads. */
  of(database: string): ClickHouse;
  /**
   * Sees to it that the database has its reader, as this version makes it and with the password of today. Where that is not possible,
   * people read as Maple's own user and `confinement` says why; only the log is told.
   */
  prepare(database: string): Promise<void>;
  /** Drops the reader of a database. Throws what the server says, unless Maple may not make readers there anyway. */
  drop(database: string): Promise<void>;
  confinement(database: string): Confinement;
}

interface ReadersOptions {
  /** Maple's own. */
  readonly clickhouse: ClickHouse;
  readonly cluster: string | undefined;
  /** False for the embedded engine. */
  readonly isServer: boolean;
  /** What the passwords are derived from. */
  readonly authSecret: string;
  readonly log: Logger;
}

/** Codes of system.errors: what Maple's user may not do, and servers whose users are in files only. */
const ACCESS_DENIED = '497';
const NOT_HERE = new Set([ACCESS_DENIED, '495', '514']);
/** No such user, or another password. */
const NOT_LET_IN = '516';
/** Values above 1 let a statement have settings. The user itself has it too, and could not change it. */
const READ_ONLY = 2;
const ON_CLUSTER = {
  // Seconds: a server of the cluster that is down must not hold up a start for minutes.
  distributed_ddl_task_timeout: 10,
  // Servers that share their users through Keeper need to be told once, not all at the same time.
  ignore_on_cluster_for_replicated_access_entities_queries: 1,
} as const;
/** Servers that share their users through Keeper have a new one a moment later. */
const TRIES = 5;
const PAUSE_MS = 200;

export function createReaders(options: ReadersOptions): Readers {
  const { clickhouse, cluster, isServer, authSecret, log } = options;
  const clients = new Map<string, ClickHouse>();
  const reasons = new Map<string, string>();
  const making = new Map<string, Promise<void>>();
  const settings = cluster === undefined ? undefined : ON_CLUSTER;

  const targetOf = (database: string): ReaderTarget => ({ database, cluster });

  async function make(database: string): Promise<void> {
    const target = targetOf(database);
    const as = readerCredentials(authSecret, target);
    for (const statement of makeReader(target, as.password))
      await clickhouse.command(statement, settings && { settings });
    for (let left = TRIES; !(await isLetIn(clickhouse, database, as)); left -= 1) {
      if (left === 1) throw new AppError('unavailable', 'The server does not let the new user in.');
      await sleep(PAUSE_MS);
    }
    log.info({ database, user: as.user }, 'reader made');
  }

  /** Of several at once one makes it. */
  function makeOnce(database: string): Promise<void> {
    const before = making.get(database);
    if (before) return before;
    const work = make(database).finally(() => making.delete(database));
    making.set(database, work);
    return work;
  }

  return {
    of: (database) => clients.get(database) ?? clickhouse,

    async prepare(database) {
      if (!isServer) return;
      const as = readerCredentials(authSecret, targetOf(database));
      try {
        if (!(await isLetIn(clickhouse, database, as))) await makeOnce(database);
        reasons.delete(database);
        if (!clients.has(database))
          clients.set(
            database,
            readerClient(clickhouse, as, () => makeOnce(database)),
          );
      } catch (error) {
        const why = reasonOf(error);
        // What is so for one team is so for most: a line for each of them, and each hour, says no more.
        if (!reasons.values().some((known) => known === why))
          log.warn({ err: error, database }, 'no reader of this database could be made');
        // Once a team is confined by grants it stays so: what cannot be read then is an error and not read otherwise.
        if (!clients.has(database)) reasons.set(database, why);
      }
    },

    async drop(database) {
      if (!isServer) return;
      clients.delete(database);
      reasons.delete(database);
      try {
        await clickhouse.command(dropReader(targetOf(database)), settings && { settings });
      } catch (error) {
        if (!NOT_HERE.has(clickHouseCode(error) ?? '')) throw error;
      }
    },

    confinement(database) {
      if (clients.has(database)) return { by: 'grants' };
      return { by: 'guard', why: reasons.get(database) };
    },
  };
}

/** Whether the server lets the reader in, and read. */
async function isLetIn(
  clickhouse: ClickHouse,
  database: string,
  as: NonNullable<QueryOptions['as']>,
): Promise<boolean> {
  try {
    await clickhouse.query(sql`SELECT 1 FROM ${ident(database, 'maple_schema')} LIMIT 1`, {
      as,
      settings: { readonly: READ_ONLY },
    });
    return true;
  } catch (error) {
    const code = clickHouseCode(error);
    if (code === NOT_LET_IN || code === ACCESS_DENIED) return false;
    throw error;
  }
}

/** Reads as another user over the same connections. When the server has lost the user, it is made anew and the statement sent again. */
function readerClient(
  clickhouse: ClickHouse,
  as: NonNullable<QueryOptions['as']>,
  makeAgain: () => Promise<void>,
): ClickHouse {
  const confined = (options: QueryOptions = {}): QueryOptions => ({
    ...options,
    as,
    settings: { ...options.settings, readonly: READ_ONLY },
  });
  async function letIn<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (clickHouseCode(error) !== NOT_LET_IN) throw error;
    }
    await makeAgain();
    return await read();
  }
  const refuse = async () => {
    throw new AppError('forbidden', 'A reader only reads.');
  };
  return {
    query: (statement, options) => letIn(() => clickhouse.query(statement, confined(options))),
    stream: (statement, format, options) =>
      letIn(() => clickhouse.stream(statement, format, confined(options))),
    // Which statements run is not a reader's to see.
    progress: (queryId) => clickhouse.progress(queryId),
    command: refuse,
    insertNative: refuse,
    ping: () => clickhouse.ping(),
    close: async () => {},
  };
}

function reasonOf(error: unknown): string {
  const code = clickHouseCode(error);
  if (code === ACCESS_DENIED) return 'Maple’s user on the server may not make users.';
  if (code !== undefined && NOT_HERE.has(code)) return 'The server keeps its users in files only.';
  return error instanceof AppError ? error.message : 'The server did not make the user.';
}
