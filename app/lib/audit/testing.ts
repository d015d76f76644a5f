// Test support: entries of the audit log as they would be written, and the people who look at them.
import type { Scope } from '#app/lib/auth/scopes.ts';
import type { Person, Tenant } from '#app/lib/auth/tenant.server.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { auditLog } from '#drizzle/schema.ts';

/** Somebody in a team, without the way through credentials that the tests of tenants go. */
export function testTenant(
  teamId: string,
  { isInstanceAdmin = false, scopes = ['read', 'admin'] as Scope[] } = {},
): Tenant {
  return {
    teamId,
    teamName: teamId,
    teamSlug: teamId,
    database: `otel_${teamId}`,
    role: 'admin',
    scopes: new Set(scopes),
    allowedSources: undefined,
    actor: {
      kind: 'user',
      userId: `u-${teamId}`,
      email: `ada@${teamId}.example`,
      name: 'Ada',
      isInstanceAdmin,
    },
    client: { address: '192.0.2.7', userAgent: 'test' },
  } as unknown as Tenant;
}

/** Somebody who is signed in. */
export function testPerson({ isInstanceAdmin = false } = {}): Person {
  return {
    actor: { kind: 'user', userId: 'chief', email: 'chief@example.com', name: 'Chief', isInstanceAdmin },
    client: { address: '192.0.2.8', userAgent: 'test' },
  } as unknown as Person;
}

const PLAIN = {
  teamId: 'ours',
  actorKind: 'user',
  actorId: 'u1',
  actorName: 'ada@example.com',
  address: '192.0.2.7',
  userAgent: '',
  action: 'key.create',
  outcome: 'done',
  targetKind: 'key',
  targetId: 'k1',
  targetName: 'Collector',
} as const;

/** Adds an entry; what is not said is as in the first of them. */
export function addEntry(db: Database, fields: Partial<typeof auditLog.$inferInsert> = {}): void {
  db.insert(auditLog)
    .values({ ...PLAIN, ...fields })
    .run();
}
