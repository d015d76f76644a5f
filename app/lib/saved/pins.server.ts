// Pinned facets in SQLite: one list per source for the team, and one for each person.
import { randomUUID } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { facetPins } from '#drizzle/schema.ts';
import { personOf } from './person.server.ts';
import type { FacetPins, FacetPinsInput } from './schema.ts';

/** All throws `forbidden` for a source that the caller may not read. */
export interface FacetPinStore {
  /** The lists of a source; empty for what nobody pinned. */
  get(tenant: Tenant, source: string): FacetPins;
  /** Replaces one list. Throws `forbidden`: the team's needs `write`, one's own needs a person. */
  set(tenant: Tenant, input: FacetPinsInput): FacetPins;
}

export function createFacetPins(
  db: Database,
  { mayRead }: { mayRead(tenant: Tenant, source: string): boolean },
): FacetPinStore {
  function where(tenant: Tenant, source: string, userId: string | null) {
    return and(
      eq(facetPins.teamId, tenant.teamId),
      eq(facetPins.sourceId, source),
      userId === null ? isNull(facetPins.userId) : eq(facetPins.userId, userId),
    );
  }

  function refuseSource(tenant: Tenant, source: string): void {
    if (!mayRead(tenant, source)) throw new AppError('forbidden', 'This key may not read that source.');
  }

  function fields(tenant: Tenant, source: string, userId: string | null): string[] {
    const found = db
      .select({ fields: facetPins.fields })
      .from(facetPins)
      .where(where(tenant, source, userId))
      .get();
    return [...(found?.fields ?? [])];
  }

  function get(tenant: Tenant, source: string): FacetPins {
    refuseSource(tenant, source);
    const person = personOf(tenant);
    return {
      user: person === undefined ? [] : fields(tenant, source, person),
      team: fields(tenant, source, null),
    };
  }

  return {
    get,
    set(tenant, input) {
      refuseSource(tenant, input.source);
      const userId = ownerOf(tenant, input.scope);
      const unique = [...new Set(input.fields)];
      immediately(db, (tx) => {
        // What a person pins for themselves is a matter of looks.
        if (userId === null)
          recordAudit(tx, tenant, {
            action: 'facet_pins.update',
            target: { kind: 'source', id: input.source, name: input.source },
            before: { fields: fields(tenant, input.source, null) },
            after: { fields: unique },
          });
        tx.delete(facetPins)
          .where(where(tenant, input.source, userId))
          .run();
        if (unique.length === 0) return;
        const row = { id: randomUUID(), teamId: tenant.teamId, userId, sourceId: input.source };
        tx.insert(facetPins)
          .values({ ...row, fields: unique })
          .run();
      });
      return get(tenant, input.source);
    },
  };
}

/** Whose list is changed; null is the team's. */
function ownerOf(tenant: Tenant, scope: FacetPinsInput['scope']): string | null {
  if (scope === 'team') {
    if (!tenant.scopes.has('write'))
      throw new AppError('forbidden', 'You may not pin facets for the whole team.', {
        hint: 'Pin it for yourself.',
      });
    return null;
  }
  const person = personOf(tenant);
  if (person === undefined)
    throw new AppError('forbidden', 'A key has no facets of its own.', { hint: 'Send scope: "team".' });
  return person;
}
