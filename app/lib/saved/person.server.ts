// Who among people asks; keys own nothing of their own.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';

/** The user's id; undefined for a key. */
export function personOf({ actor }: Pick<Tenant, 'actor'>): string | undefined {
  return actor.kind === 'user' ? actor.userId : undefined;
}
