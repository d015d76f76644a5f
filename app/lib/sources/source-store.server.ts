// The sources that teams made, in SQLite. Nothing here works without a tenant, and no statement reaches beyond its team.
import { randomUUID } from 'node:crypto';
import { and, count, eq, sql } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { sources } from '#drizzle/schema.ts';
import { type SourceDefinition, type SourceInput, sourceInput } from './schema.ts';

/** A stored source, and when it was changed last (milliseconds since the epoch). */
export interface StoredSource {
  readonly definition: SourceDefinition;
  readonly changedAt: number;
}

/** Names are told apart ignoring the case of ASCII letters. */
export interface SourceStore {
  /** By id, or else by name. */
  find(tenant: Tenant, idOrName: string): StoredSource | undefined;
  /** By name. */
  list(tenant: Tenant): StoredSource[];
  /** The names of the sources that use a connection. */
  namesUsing(tenant: Tenant, connectionId: string): string[];
  /** Throws `conflict` when another source has the name, `limit_exceeded` when there are too many. */
  create(tenant: Tenant, input: SourceInput): SourceDefinition;
  /** Throws `conflict` when another source has the name. */
  update(tenant: Tenant, id: string, input: SourceInput): SourceDefinition;
  remove(tenant: Tenant, id: string): void;
}

/** Of one team: a program that saves in a loop must not fill the disk. */
const MOST_OF_ONE_TEAM = 200;

export function createSourceStore(db: Database): SourceStore {
  const columns = { id: sources.id, definition: sources.definition, updatedAt: sources.updatedAt };
  const ofTeam = (tenant: Tenant) => eq(sources.teamId, tenant.teamId);
  const one = (tenant: Tenant, id: string) => and(ofTeam(tenant), eq(sources.id, id));

  function find(tenant: Tenant, idOrName: string): StoredSource | undefined {
    const select = () => db.select(columns).from(sources);
    const named = sql`lower(${sources.name}) = lower(${idOrName})`;
    const row =
      select().where(one(tenant, idOrName)).get() ??
      select()
        .where(and(ofTeam(tenant), named))
        .get();
    return row && stored(row);
  }

  function refuseTaken(tenant: Tenant, id: string | undefined, name: string): void {
    const other = find(tenant, name)?.definition.id;
    if (other !== undefined && other !== id)
      throw new AppError('conflict', `There is already a source named "${name}".`);
  }

  return {
    find,

    list: (tenant) =>
      db
        .select(columns)
        .from(sources)
        .where(ofTeam(tenant))
        .orderBy(sql`lower(${sources.name})`)
        .all()
        .map(stored),

    namesUsing: (tenant, connectionId) =>
      db
        .select({ name: sources.name })
        .from(sources)
        .where(and(ofTeam(tenant), eq(sources.connectionId, connectionId)))
        .all()
        .map(({ name }) => name),

    create(tenant, input) {
      const id = randomUUID();
      const { name, kind, connectionId } = input;
      immediately(db, (tx) => {
        const kept = tx.select({ count: count() }).from(sources).where(ofTeam(tenant)).get();
        if ((kept?.count ?? 0) >= MOST_OF_ONE_TEAM)
          throw new AppError('limit_exceeded', `A team can have ${MOST_OF_ONE_TEAM} sources.`, {
            hint: 'Delete some that are not used.',
          });
        refuseTaken(tenant, undefined, name);
        tx.insert(sources)
          .values({ id, teamId: tenant.teamId, name, kind, connectionId, definition: input })
          .run();
        recordAudit(tx, tenant, { action: 'source.create', target: targetOf(id, name), after: input });
      });
      return { ...input, id, isBuiltIn: false };
    },

    update(tenant, id, input) {
      const { name, kind, connectionId } = input;
      immediately(db, (tx) => {
        refuseTaken(tenant, id, name);
        const before = tx.select({ was: sources.definition }).from(sources).where(one(tenant, id)).get()?.was;
        tx.update(sources).set({ name, kind, connectionId, definition: input }).where(one(tenant, id)).run();
        recordAudit(tx, tenant, {
          action: 'source.update',
          target: targetOf(id, name),
          before,
          after: input,
        });
      });
      return { ...input, id, isBuiltIn: false };
    },

    remove(tenant, id) {
      immediately(db, (tx) => {
        const removed = tx.delete(sources).where(one(tenant, id)).returning().get();
        if (removed === undefined) return;
        const { name, definition } = removed;
        recordAudit(tx, tenant, {
          action: 'source.delete',
          target: targetOf(id, name),
          before: definition,
        });
      });
    },
  };
}

/** How the audit log names a source. */
function targetOf(id: string, name: string) {
  return { kind: 'source', id, name };
}

/** Parsed again: what an older version stored lacks the fields that came later. */
function stored(row: { id: string; definition: SourceInput; updatedAt: Date }): StoredSource {
  return {
    definition: { ...sourceInput.parse(row.definition), id: row.id, isBuiltIn: false },
    changedAt: row.updatedAt.getTime(),
  };
}
