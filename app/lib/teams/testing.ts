// Test support: teams over a real SQLite file, with or without a real engine, and people in them.
import { resolve } from 'node:path';
import { pino } from 'pino';
import type { Role, Scope } from '#app/lib/auth/scopes.ts';
import { SCOPES_OF_ROLE } from '#app/lib/auth/scopes.ts';
import type { Person, Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { members, teams, users } from '#drizzle/schema.ts';
import type { TeamStorage } from './teams.server.ts';

const CLIENT = { address: '203.0.113.9', userAgent: 'test' };

/** How the databases of teams are made in tests. */
export function testStorage(clickhouse: ClickHouse, overrides: Partial<TeamStorage> = {}): TeamStorage {
  return {
    clickhouse,
    cluster: undefined,
    readers: { prepare: async () => {}, drop: async () => {} },
    retentionDays: 30,
    directory: resolve(import.meta.dirname, '../../../clickhouse/migrations'),
    log: pino({ level: 'silent' }),
    ...overrides,
  };
}

/** Adds a person; signed in, as `Person`. Their id is their name. */
export function addPerson(db: Database, id: string, isInstanceAdmin = false): Person {
  const email = `${id}@example.com`;
  db.insert(users).values({ id, name: id, email, isInstanceAdmin }).run();
  return {
    actor: { kind: 'user', userId: id, email, name: id, isInstanceAdmin },
    client: CLIENT,
  } as unknown as Person;
}

/** Adds a team without a database. */
export function addTeam(db: Database, id: string): void {
  db.insert(teams)
    .values({ id, slug: id, name: id, database: `otel_${id}` })
    .run();
}

/** Puts a person into a team; what they may do there. */
export function addMember(db: Database, person: Person, teamId: string, role: Role): Tenant {
  db.insert(members).values({ teamId, userId: person.actor.userId, role }).run();
  return tenantOf(person, teamId, role);
}

/** What a person who was in the team when the request came may do. */
export function tenantOf(person: Person, teamId: string, role: Role): Tenant {
  const team = { teamId, teamName: teamId, teamSlug: teamId, database: `otel_${teamId}` };
  return {
    ...{ ...person, ...team, role },
    scopes: SCOPES_OF_ROLE[role],
    allowedSources: undefined,
  } as unknown as Tenant;
}

/** A key of the team. */
export function keyOf(teamId: string, scopes: readonly Scope[]): Tenant {
  return {
    ...{ teamId, teamName: teamId, teamSlug: teamId, database: `otel_${teamId}`, role: undefined },
    scopes: new Set(scopes),
    allowedSources: undefined,
    ...{ actor: { kind: 'key', keyId: 'k', name: 'key' }, client: CLIENT },
  } as unknown as Tenant;
}
