// The connections that teams made, in SQLite, with their passwords as they were sealed. Nothing works without a tenant.
import { and, count, eq, sql } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { connections } from '#drizzle/schema.ts';

export interface ConnectionValues {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly sealedPassword: string | null;
  readonly database: string;
}

export interface StoredConnection extends ConnectionValues {
  /** When it was changed last, in milliseconds since the epoch. */
  readonly changedAt: number;
}

/** Names are told apart ignoring the case of ASCII letters. */
export interface ConnectionStore {
  find(tenant: Tenant, id: string): StoredConnection | undefined;
  findByName(tenant: Tenant, name: string): StoredConnection | undefined;
  /** By name. */
  list(tenant: Tenant): StoredConnection[];
  /** Throws `conflict` when another one has the name, `limit_exceeded` when there are too many. */
  create(tenant: Tenant, values: ConnectionValues): void;
  /** Throws `conflict` when another one has the name. */
  update(tenant: Tenant, values: ConnectionValues): void;
  remove(tenant: Tenant, id: string): void;
}

const MOST_OF_ONE_TEAM = 50;

export function createConnectionStore(db: Database): ConnectionStore {
  const ofTeam = (tenant: Tenant) => eq(connections.teamId, tenant.teamId);
  const one = (tenant: Tenant, id: string) => and(ofTeam(tenant), eq(connections.id, id));
  const read = (row: typeof connections.$inferSelect | undefined) =>
    row && { ...row, changedAt: row.updatedAt.getTime() };

  function findByName(tenant: Tenant, name: string): StoredConnection | undefined {
    const named = sql`lower(${connections.name}) = lower(${name})`;
    return read(
      db
        .select()
        .from(connections)
        .where(and(ofTeam(tenant), named))
        .get(),
    );
  }

  function refuseTaken(tenant: Tenant, { id, name }: ConnectionValues): void {
    const other = findByName(tenant, name);
    if (other !== undefined && other.id !== id)
      throw new AppError('conflict', `There is already a connection named "${name}".`);
  }

  return {
    find: (tenant, id) => read(db.select().from(connections).where(one(tenant, id)).get()),
    findByName,

    list: (tenant) =>
      db
        .select()
        .from(connections)
        .where(ofTeam(tenant))
        .orderBy(sql`lower(${connections.name})`)
        .all()
        .map((row) => ({ ...row, changedAt: row.updatedAt.getTime() })),

    create(tenant, values) {
      immediately(db, (tx) => {
        const kept = tx.select({ count: count() }).from(connections).where(ofTeam(tenant)).get();
        if ((kept?.count ?? 0) >= MOST_OF_ONE_TEAM)
          throw new AppError('limit_exceeded', `A team can have ${MOST_OF_ONE_TEAM} connections.`, {
            hint: 'Delete some that are not used.',
          });
        refuseTaken(tenant, values);
        tx.insert(connections)
          .values({ ...values, teamId: tenant.teamId })
          .run();
        recordAudit(tx, tenant, {
          action: 'connection.create',
          target: targetOf(values),
          after: shownOf(values),
        });
      });
    },

    update(tenant, values) {
      const { id, ...changes } = values;
      immediately(db, (tx) => {
        refuseTaken(tenant, values);
        const before = tx.select().from(connections).where(one(tenant, id)).get();
        tx.update(connections).set(changes).where(one(tenant, id)).run();
        const passwordChanged = before?.sealedPassword !== values.sealedPassword;
        recordAudit(tx, tenant, {
          action: 'connection.update',
          target: targetOf(values),
          before: before && shownOf(before),
          after: { ...shownOf(values), ...(passwordChanged && { passwordChanged }) },
        });
      });
    },

    remove(tenant, id) {
      immediately(db, (tx) => {
        const removed = tx.delete(connections).where(one(tenant, id)).returning().get();
        if (removed === undefined) return;
        recordAudit(tx, tenant, {
          action: 'connection.delete',
          target: targetOf(removed),
          before: shownOf(removed),
        });
      });
    },
  };
}

/** How the audit log names a connection, */
function targetOf({ id, name }: ConnectionValues) {
  return { kind: 'connection', id, name };
}

/** and what it says of one. */
function shownOf({ name, url, username, database, sealedPassword }: ConnectionValues) {
  return { name, url, username, database, hasPassword: sealedPassword !== null };
}
