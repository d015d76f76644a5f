// The one way to find out on whose behalf a request acts: credentials → team → role → database.
import { asc, eq, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { members, teams } from '#drizzle/schema.ts';
import { AppError } from '../core/errors.ts';
import type { Database } from '../db/db.server.ts';
import type { Auth } from './auth.server.ts';
import { createKeyFinder, type FoundKey } from './keys.server.ts';
import { isSameOrigin } from './origin.ts';
import { presentedKey } from './presented-key.ts';
import { type Role, SCOPES_OF_ROLE, type Scope } from './scopes.ts';

declare const brand: unique symbol;

/** A team and what the caller may do in it. Only this file can make one, so having one proves the check was done. */
export interface Tenant {
  readonly [brand]: true;
  readonly teamId: string;
  readonly teamName: string;
  /** The ClickHouse database with this team's telemetry. */
  readonly database: string;
  /** What the person is in the team; undefined for keys, which have only scopes. */
  readonly role: Role | undefined;
  readonly scopes: ReadonlySet<Scope>;
  readonly actor:
    | { readonly kind: 'user'; readonly userId: string; readonly email: string; readonly name: string }
    | { readonly kind: 'key'; readonly keyId: string; readonly name: string }
    | { readonly kind: 'loopback' };
}

/** Finds tenants. Nothing is cached: a removed member or a revoked key is refused by the next request. */
export interface Tenants {
  /**
   * The tenant of an HTTP request, by its key (`x-maple-key` or `Authorization: Bearer`) or else its session cookie.
   * Throws AppErrors: `unauthorized` without valid credentials, `forbidden` when they do not reach to `scope` or
   * when a session's request that changes something was made by another site.
   */
  fromRequest(request: Request, scope: Scope): Promise<Tenant>;
  /**
   * The tenant that telemetry goes to. Without a key that is the default team when only this machine can reach
   * Maple. Throws AppErrors `unauthorized` and `forbidden`.
   */
  ofIngestKey(key: string | undefined): Tenant;
}

interface TenantsOptions {
  readonly db: Database;
  readonly auth: Auth;
  /** The address people use. */
  readonly url: string;
  /** Whether only this machine can reach Maple: telemetry then needs no key. */
  readonly isLoopback: boolean;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** How exact "last used" is; spares a write per request. */
const LAST_USED_STEP_MS = 60_000;

/** Resolves tenants over the database. */
export function createTenants({ db, auth, url, isLoopback, log, now = Date.now }: TenantsOptions): Tenants {
  const keys = createKeyFinder(db);
  let failureLoggedAt = Number.NEGATIVE_INFINITY;
  const membershipOf = db
    .select({ teamId: teams.id, teamName: teams.name, database: teams.database, role: members.role })
    .from(members)
    .innerJoin(teams, eq(teams.id, members.teamId))
    .where(eq(members.userId, sql.placeholder('userId')))
    .orderBy(asc(members.createdAt), asc(teams.id))
    .limit(1)
    .prepare();
  const defaultTeam = db
    .select({ teamId: teams.id, teamName: teams.name, database: teams.database })
    .from(teams)
    .where(eq(teams.isDefault, true))
    .prepare();

  /** Best effort: a full disk must not turn away a request whose key is good. */
  function markUsed(id: string, at: number): void {
    try {
      keys.markUsed(id, new Date(at));
    } catch (error) {
      if (at - failureLoggedAt < LAST_USED_STEP_MS) return;
      failureLoggedAt = at;
      log.warn({ err: error, keyId: id }, 'the last use of a key could not be noted');
    }
  }

  function ofKey(key: string, scope: Scope): Tenant {
    const found = keys.find(key);
    const at = now();
    if (found === undefined) throw new AppError('unauthorized', 'This key is not known.');
    refuseEnded(found, at);
    const scopes = new Set(found.scopes);
    if (!scopes.has(scope)) {
      throw new AppError('forbidden', `This needs a key with the scope "${scope}".`, {
        hint: `The key has ${found.scopes.join(', ') || 'no scope'}.`,
      });
    }
    if (found.lastUsedAt === null || at - found.lastUsedAt.getTime() >= LAST_USED_STEP_MS) {
      markUsed(found.id, at);
    }
    const { teamId, teamName, database } = found;
    const actor = { kind: 'key', keyId: found.id, name: found.name } as const;
    return make({ teamId, teamName, database, role: undefined, scopes, actor });
  }

  async function ofSession(request: Request, scope: Scope): Promise<Tenant> {
    const user = await auth.signedInUser(request.headers);
    if (user === undefined) {
      throw new AppError('unauthorized', 'Sign in, or send a key as "Authorization: Bearer <key>".');
    }
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes && !isSameOrigin(request.headers, url)) {
      throw new AppError('forbidden', "The request was made by another site's page.");
    }
    const membership = membershipOf.get({ userId: user.userId });
    if (membership === undefined) {
      throw new AppError('forbidden', 'Your account belongs to no team. Ask an admin to add you.');
    }
    const scopes = SCOPES_OF_ROLE[membership.role];
    if (!scopes.has(scope)) {
      throw new AppError('forbidden', `Your role in this team, ${membership.role}, does not allow this.`);
    }
    return make({ ...membership, scopes, actor: { kind: 'user', ...user } });
  }

  return {
    async fromRequest(request, scope) {
      const { headers } = request;
      const key = presentedKey(headers.get('authorization'), headers.get('x-maple-key'));
      return key === undefined ? ofSession(request, scope) : ofKey(key, scope);
    },

    ofIngestKey(key) {
      if (key !== undefined) return ofKey(key, 'ingest');
      if (!isLoopback) {
        throw new AppError(
          'unauthorized',
          'Send an ingest key as "Authorization: Bearer <key>" or "x-maple-key".',
        );
      }
      const team = defaultTeam.get();
      if (team === undefined) throw new AppError('unavailable', 'There is no team yet.');
      return make({ ...team, role: undefined, scopes: new Set(['ingest']), actor: { kind: 'loopback' } });
    },
  };
}

function refuseEnded(key: FoundKey, at: number): void {
  if (key.revokedAt !== null) throw new AppError('unauthorized', 'This key was revoked.');
  if (key.expiresAt !== null && key.expiresAt.getTime() <= at) {
    throw new AppError('unauthorized', `This key expired at ${key.expiresAt.toISOString()}.`);
  }
}

function make(fields: Omit<Tenant, typeof brand>): Tenant {
  return Object.freeze(fields) as Tenant;
}
