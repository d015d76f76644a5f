// Other ClickHouse servers of a team: kept with sealed passwords, tested before they are saved, reached read-only.
import { randomUUID } from 'node:crypto';
import { noted } from '#app/lib/audit/noted.server.ts';
import type { AuditSink } from '#app/lib/audit/record.server.ts';
import type { Sealer } from '#app/lib/auth/seal.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { checkServer } from './check-server.server.ts';
import type { ConnectionStore, StoredConnection } from './connection-store.server.ts';
import { type ReachOptions, reachServer } from './reach.server.ts';
import type { Connection, ConnectionCheck, ConnectionInput, FieldProblems } from './schema.ts';
import type { SourceStore } from './source-store.server.ts';

/** A connection that was saved, or why it was not. */
export type SavedConnection =
  | { readonly connection: Connection; readonly problems?: undefined }
  | { readonly connection?: undefined; readonly problems: FieldProblems };

/** A tenant that may read some sources only knows of the connections of those. */
export interface Connections {
  /** By name. */
  list(tenant: Tenant): Connection[];
  /** Throws `not_found`. */
  get(tenant: Tenant, id: string): Connection;
  /** Tries the server without saving. With an `id`, a missing password is the stored one. */
  test(tenant: Tenant, input: ConnectionInput, id?: string): Promise<ConnectionCheck>;
  /** Saves what passes the test; with an `id`, in place of the connection that it names (`not_found` when there is none). */
  save(tenant: Tenant, input: ConnectionInput, id?: string): Promise<SavedConnection>;
  /** Throws `not_found`, and `conflict` that names the sources that use it. */
  remove(tenant: Tenant, id: string): void;
  /**
   * A read-only client of its server and its database. Throws `not_found`, and `conflict` when the stored password cannot be
   * read any more.
   */
  reach(tenant: Tenant, id: string): Reached;
  close(): Promise<void>;
}

export interface Reached {
  readonly clickhouse: ClickHouse;
  readonly database: string;
  /** Rises with every change of the connection. */
  readonly changedAt: number;
}

interface ConnectionsOptions {
  /** Where tests of servers are noted; changes are noted by the store. */
  readonly audit: AuditSink;
  readonly store: ConnectionStore;
  readonly sources: Pick<SourceStore, 'namesUsing' | 'list'>;
  readonly sealer: Sealer;
  readonly reach: ReachOptions;
}

interface Pooled {
  readonly clickhouse: ClickHouse;
  readonly changedAt: number;
}

export function createConnections({ audit, store, sources, sealer, reach }: ConnectionsOptions): Connections {
  const pool = new Map<string, Pooled>();

  function find(tenant: Tenant, id: string): StoredConnection {
    const found = store.find(tenant, id);
    if (found === undefined) throw unknownConnection();
    return found;
  }

  function mayKnow(tenant: Tenant, id: string): boolean {
    const { allowedSources } = tenant;
    if (allowedSources === undefined) return true;
    return sources
      .list(tenant)
      .some(({ definition }) => definition.connectionId === id && allowedSources.has(definition.id));
  }

  function drop(id: string): void {
    const pooled = pool.get(id);
    pool.delete(id);
    // Queries under way end by themselves; nobody waits for them.
    void pooled?.clickhouse.close();
  }

  function passwordOf(tenant: Tenant, { id, name, sealedPassword }: StoredConnection): string {
    if (sealedPassword === null) return '';
    const password = sealer.open(sealedPassword, ['connection', tenant.teamId, id]);
    if (password !== undefined) return password;
    throw new AppError('conflict', `The password of the connection "${name}" cannot be read any more.`, {
      hint: 'Enter it again under Settings → Connections. BETTER_AUTH_SECRET, which it was sealed with, has changed.',
    });
  }

  async function test(tenant: Tenant, input: ConnectionInput, id?: string): Promise<ConnectionCheck> {
    const stored = id === undefined ? undefined : find(tenant, id);
    const named = store.findByName(tenant, input.name);
    const problems: FieldProblems = {};
    if (named !== undefined && named.id !== id)
      problems.name = { message: `There is already a connection named "${input.name}".` };
    let password = input.password ?? '';
    if (input.password === undefined && stored !== undefined) {
      // A stored password goes only where it was meant to go: somebody else's server must not get to see it.
      const isSameServer = stored.url === input.url && stored.username === input.username;
      if (!isSameServer && stored.sealedPassword !== null) {
        problems.password = { message: 'Enter the password again, because the address or the user changes.' };
        return { problems, version: null };
      }
      try {
        password = passwordOf(tenant, stored);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        problems.password = { message: error.message, hint: 'Enter it again.' };
        return { problems, version: null };
      }
    }
    const checked = await checkServer({ ...input, password }, reach);
    return { problems: { ...problems, ...checked.problems }, version: checked.version };
  }

  return {
    list: (tenant) =>
      store
        .list(tenant)
        .filter(({ id }) => mayKnow(tenant, id))
        .map(show),

    get(tenant, id) {
      if (!mayKnow(tenant, id)) throw unknownConnection();
      return show(find(tenant, id));
    },

    test: (tenant, input, id) => {
      const { name, url, username, database } = input;
      const entry = {
        action: 'connection.test',
        target: { kind: 'connection', id: id ?? '', name },
        asked: { url, username, database },
        answered: ({ problems, version }: ConnectionCheck) => ({ problems: Object.keys(problems), version }),
      } as const;
      return noted(audit, tenant, entry, () => test(tenant, input, id));
    },

    async save(tenant, input, id) {
      const { problems } = await test(tenant, input, id);
      if (Object.keys(problems).length > 0) return { problems };
      const stored = id === undefined ? undefined : find(tenant, id);
      const values = {
        id: stored?.id ?? randomUUID(),
        name: input.name,
        url: input.url,
        username: input.username,
        database: input.database,
      };
      const sealedPassword =
        input.password === undefined
          ? (stored?.sealedPassword ?? null)
          : input.password === ''
            ? null
            : sealer.seal(input.password, ['connection', tenant.teamId, values.id]);
      if (stored === undefined) store.create(tenant, { ...values, sealedPassword });
      else store.update(tenant, { ...values, sealedPassword });
      drop(values.id);
      return { connection: show(find(tenant, values.id)) };
    },

    remove(tenant, id) {
      const { name } = find(tenant, id);
      const users = sources.namesUsing(tenant, id);
      if (users.length > 0) {
        const some = users
          .slice(0, 5)
          .map((user) => `"${user}"`)
          .join(', ');
        const others = users.length > 5 ? ` and ${users.length - 5} more` : '';
        throw new AppError('conflict', `The connection "${name}" is used by ${some}${others}.`, {
          hint: 'Delete these sources or give them another connection first.',
        });
      }
      store.remove(tenant, id);
      drop(id);
    },

    reach(tenant, id) {
      const stored = find(tenant, id);
      const { database, changedAt } = stored;
      let pooled = pool.get(id);
      if (pooled?.changedAt !== changedAt) {
        drop(id);
        const access = { ...stored, password: passwordOf(tenant, stored) };
        const what = `The server of the connection "${stored.name}"`;
        pooled = { clickhouse: reachServer(access, what, reach), changedAt };
        pool.set(id, pooled);
      }
      return { clickhouse: pooled.clickhouse, database, changedAt };
    },

    async close() {
      const all = [...pool.values()];
      pool.clear();
      await Promise.all(all.map(({ clickhouse }) => clickhouse.close()));
    },
  };
}

function unknownConnection(): AppError {
  return new AppError('not_found', 'There is no such connection.');
}

function show({ id, name, url, username, database, sealedPassword }: StoredConnection): Connection {
  return { id, name, url, username, database, hasPassword: sealedPassword !== null };
}
