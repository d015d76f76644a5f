// Saved searches in SQLite. Nothing here works without a tenant, and no statement reaches beyond its team.
import { randomUUID } from 'node:crypto';
import { and, count, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import { type AuditEntry, type AuditSink, recordAudit } from '#app/lib/audit/record.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { savedSearches, users } from '#drizzle/schema.ts';
import { personOf } from './person.server.ts';
import type { SavedSearch, SavedSearchChanges, SavedSearchInput } from './schema.ts';

export interface SavedSearches {
  /** Those of the team and the caller's own, by name. */
  list(tenant: Tenant): SavedSearch[];
  /** Throws `not_found` for what the caller cannot see. */
  get(tenant: Tenant, id: string): SavedSearch;
  /** Throws `forbidden` and `limit_exceeded`. */
  create(tenant: Tenant, input: SavedSearchInput): SavedSearch;
  /** Throws `not_found` and `forbidden`. */
  update(tenant: Tenant, id: string, changes: SavedSearchChanges): SavedSearch;
  /** Throws `not_found` and `forbidden`. */
  remove(tenant: Tenant, id: string): void;
}

/** Of one person, or of all keys together: a program that saves in a loop must not fill the disk. */
const MOST_OF_ONE_OWNER = 500;

/**
 * Who may do what: everybody in the team may keep private searches; those of the team are made by whoever may `write`,
 * and changed by their owner or an admin. A key has no person, so it makes searches of the team only. Searches of a source
 * that the caller may not read are not there for them.
 */
export function createSavedSearches(
  db: Database,
  { mayRead }: { mayRead(tenant: Tenant, source: string): boolean },
): SavedSearches {
  const select = () =>
    db
      .select({
        id: savedSearches.id,
        ownerId: savedSearches.ownerId,
        ownerName: users.name,
        name: savedSearches.name,
        visibility: savedSearches.visibility,
        search: savedSearches.search,
        updatedAt: savedSearches.updatedAt,
      })
      .from(savedSearches)
      .leftJoin(users, eq(users.id, savedSearches.ownerId));

  function find(tenant: Tenant, id: string) {
    const found = select()
      .where(and(visibleTo(tenant), eq(savedSearches.id, id)))
      .get();
    if (!found || !mayRead(tenant, found.search.source))
      throw new AppError('not_found', 'There is no such saved search.');
    return found;
  }

  function findEditable(tenant: Tenant, id: string) {
    const found = find(tenant, id);
    if (!mayEdit(tenant, found))
      throw new AppError('forbidden', 'Only its owner or an admin may change this saved search.');
    return found;
  }

  function refuseSource(tenant: Tenant, source: string): void {
    if (!mayRead(tenant, source)) throw new AppError('forbidden', 'This key may not read that source.');
  }

  function get(tenant: Tenant, id: string): SavedSearch {
    return show(tenant, find(tenant, id));
  }

  return {
    list: (tenant) =>
      select()
        .where(visibleTo(tenant))
        .orderBy(sql`lower(${savedSearches.name})`, savedSearches.id)
        .all()
        .filter(({ search }) => mayRead(tenant, search.source))
        .map((row) => show(tenant, row)),

    get,

    create(tenant, { name, visibility, ...search }) {
      refuseVisibility(tenant, visibility);
      refuseSource(tenant, search.source);
      const ownerId = personOf(tenant) ?? null;
      const own = ownerId === null ? isNull(savedSearches.ownerId) : eq(savedSearches.ownerId, ownerId);
      const id = randomUUID();
      immediately(db, (tx) => {
        const kept = tx
          .select({ count: count() })
          .from(savedSearches)
          .where(and(eq(savedSearches.teamId, tenant.teamId), own))
          .get();
        if ((kept?.count ?? 0) >= MOST_OF_ONE_OWNER)
          throw new AppError('limit_exceeded', `One can keep ${MOST_OF_ONE_OWNER} saved searches.`, {
            hint: 'Delete some that are not used.',
          });
        tx.insert(savedSearches)
          .values({ id, teamId: tenant.teamId, ownerId, name, visibility, search })
          .run();
        audit(tx, tenant, 'saved_search.create', id, { after: { name, visibility, search } });
      });
      return get(tenant, id);
    },

    update(tenant, id, changes) {
      const found = findEditable(tenant, id);
      const { name = found.name, visibility = found.visibility, ...others } = changes;
      if (others.source !== undefined) refuseSource(tenant, others.source);
      if (visibility !== found.visibility) refuseVisibility(tenant, visibility);
      // A private search without its owner would be seen by nobody.
      if (visibility === 'private' && found.ownerId !== (personOf(tenant) ?? null))
        throw new AppError('forbidden', 'Only its owner can make a saved search private.');
      const after = { name, visibility, search: { ...found.search, ...others } };
      immediately(db, (tx) => {
        tx.update(savedSearches)
          .set(after)
          .where(and(eq(savedSearches.teamId, tenant.teamId), eq(savedSearches.id, id)))
          .run();
        audit(tx, tenant, 'saved_search.update', id, { before: found, after });
      });
      return get(tenant, id);
    },

    remove(tenant, id) {
      const before = findEditable(tenant, id);
      immediately(db, (tx) => {
        tx.delete(savedSearches)
          .where(and(eq(savedSearches.teamId, tenant.teamId), eq(savedSearches.id, id)))
          .run();
        audit(tx, tenant, 'saved_search.delete', id, { before });
      });
    },
  };
}

type Audited = Pick<Row, 'name' | 'visibility' | 'search'>;

/** Notes a change. Admins read the log, so of a search that is private it says no more than that there is one. */
function audit(
  sink: AuditSink,
  tenant: Tenant,
  action: AuditEntry['action'],
  id: string,
  { before, after }: { readonly before?: Audited; readonly after?: Audited },
): void {
  const shown = (search: Audited | undefined) => {
    if (search === undefined) return undefined;
    const { name, visibility, search: text } = search;
    return visibility === 'team' ? { name, visibility, ...text } : { visibility };
  };
  const ofTeam = [after, before].find((search) => search?.visibility === 'team');
  const target = { kind: 'saved_search', id, name: ofTeam?.name ?? 'A private search' };
  recordAudit(sink, tenant, { action, target, before: shown(before), after: shown(after) });
}

interface Row {
  readonly id: string;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly name: string;
  readonly visibility: SavedSearch['visibility'];
  readonly search: Omit<SavedSearchInput, 'name' | 'visibility'>;
  readonly updatedAt: Date;
}

function show(tenant: Tenant, row: Row): SavedSearch {
  const { id, name, visibility, search, ownerName, updatedAt } = row;
  return {
    ...search,
    id,
    name,
    visibility,
    ownerName: ownerName ?? '',
    isMine: isOwner(tenant, row),
    isEditable: mayEdit(tenant, row),
    updatedAt: updatedAt.toISOString(),
  };
}

function visibleTo(tenant: Tenant): SQL | undefined {
  const person = personOf(tenant);
  const ofTeam = eq(savedSearches.visibility, 'team');
  return and(
    eq(savedSearches.teamId, tenant.teamId),
    person === undefined ? ofTeam : or(ofTeam, eq(savedSearches.ownerId, person)),
  );
}

function mayEdit(tenant: Tenant, row: Pick<Row, 'ownerId' | 'visibility'>): boolean {
  if (row.visibility === 'private') return isOwner(tenant, row);
  if (tenant.scopes.has('admin')) return true;
  return tenant.scopes.has('write') && (isOwner(tenant, row) || isByKey(tenant, row));
}

function isOwner(tenant: Tenant, { ownerId }: Pick<Row, 'ownerId'>): boolean {
  return ownerId !== null && ownerId === personOf(tenant);
}

/** Keys change what keys made. */
function isByKey(tenant: Tenant, { ownerId }: Pick<Row, 'ownerId'>): boolean {
  return ownerId === null && tenant.actor.kind === 'key';
}

function refuseVisibility(tenant: Tenant, visibility: SavedSearch['visibility']): void {
  if (visibility === 'private' && personOf(tenant) === undefined)
    throw new AppError('forbidden', 'A key has no private searches.', { hint: 'Send visibility: "team".' });
  if (visibility === 'team' && !tenant.scopes.has('write'))
    throw new AppError('forbidden', 'You may not save searches for the whole team.', {
      hint: 'Save it for yourself.',
    });
}
