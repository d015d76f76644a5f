// The one way to find out on whose behalf a request acts: credentials → team → role → database.
import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { members, teams, users } from '#drizzle/schema.ts';
import { AppError } from '../core/errors.ts';
import type { Database } from '../db/db.server.ts';
import type { Auth } from './auth.server.ts';
import { CLIENT_ADDRESS_HEADER, createClientAddress } from './client-address.ts';
import { readInstallation } from './installation.server.ts';
import { createKeyFinder, type FoundKey } from './keys.server.ts';
import { isSameOrigin } from './origin.ts';
import { presentedKey } from './presented-key.ts';
import { type Role, SCOPES_OF_ROLE, type Scope } from './scopes.ts';
import { secondFactorMissing } from './second-factor.ts';
import { teamOfRequest } from './team-address.ts';

declare const brand: unique symbol;

/** Who acts. */
export type Actor =
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly email: string;
      readonly name: string;
      readonly isInstanceAdmin: boolean;
    }
  | { readonly kind: 'key'; readonly keyId: string; readonly name: string }
  | { readonly kind: 'loopback' }
  /** Maple itself, e.g. a job. */
  | { readonly kind: 'system'; readonly name: string };

/** Who acts and from where: what the audit log says of a request. */
export interface Caller {
  readonly actor: Actor;
  /** The address is the socket's, or what a trusted proxy reports; empty when there is no request. */
  readonly client: { readonly address: string; readonly userAgent: string };
}

/** A team and what the caller may do in it. Only this file can make one, so having one proves the check was done. */
export interface Tenant extends Caller {
  readonly [brand]: true;
  readonly teamId: string;
  readonly teamName: string;
  /** The team's name in addresses. */
  readonly teamSlug: string;
  /** The ClickHouse database with this team's telemetry. */
  readonly database: string;
  /** What the person is in the team; undefined for keys, which have only scopes. */
  readonly role: Role | undefined;
  readonly scopes: ReadonlySet<Scope>;
  /** Ids of the only sources that it may read; undefined: all of the team. */
  readonly allowedSources: ReadonlySet<string> | undefined;
  /** Whether more than a password stands behind a session; never of a key. */
  readonly hasSecondFactor: boolean;
}

/** Somebody who is signed in, whatever their teams. Only this file can make one. */
export interface Person extends Caller {
  readonly [brand]: true;
  readonly actor: Extract<Actor, { kind: 'user' }>;
  /** Whether more than a password stands behind the session. */
  readonly hasSecondFactor: boolean;
}

/** Finds tenants. Nothing is cached: a removed member or a revoked key is refused by the next request. */
export interface Tenants {
  /**
   * The tenant of an HTTP request, by its key (`x-maple-key` or `Authorization: Bearer`) or else its session cookie. A key has one
   * team; a session acts in the team that the request names (`teamOfRequest`). Throws AppErrors: `unauthorized` without valid
   * credentials, `forbidden` when they do not reach to that team or to `scope`, or when a session's request that changes something
   * was made by another site, `second_factor_required` when the team, or what the person administrates, wants more than a password
   * behind the session.
   */
  fromRequest(request: Request, scope: Scope): Promise<Tenant>;
  /**
   * Who is signed in, for what belongs to a person and to no team. Keys are no persons. Throws AppErrors `unauthorized`, and
   * `forbidden` when another site made a request that changes something.
   */
  personOf(request: Request): Promise<Person>;
  /** As `personOf`, and `forbidden` for whoever does not administrate the installation, `second_factor_required` as `fromRequest`. */
  instanceAdminOf(request: Request): Promise<Person>;
  /** The teams of a person that are not deleted, by name. */
  teamsOf(person: Person): TeamOfPerson[];
  /**
   * The tenant that telemetry goes to. Without a key that is the default team when only this machine can reach
   * Maple. Throws AppErrors `unauthorized` and `forbidden`.
   */
  ofIngestKey(key: string | undefined): Tenant;
}

export interface TeamOfPerson {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly role: Role;
}

interface TenantsOptions {
  readonly db: Database;
  readonly auth: Auth;
  /** The address people use. */
  readonly url: string;
  /** Whether only this machine can reach Maple: telemetry then needs no key. */
  readonly isLoopback: boolean;
  /** Addresses and networks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** How exact "last used" is; spares a write per request. */
const LAST_USED_STEP_MS = 60_000;

/** Resolves tenants over the database. */
export function createTenants({
  db,
  auth,
  url,
  isLoopback,
  trustedProxies = [],
  log,
  now = Date.now,
}: TenantsOptions): Tenants {
  const keys = createKeyFinder(db);
  const clientAddress = createClientAddress(trustedProxies);
  let failureLoggedAt = Number.NEGATIVE_INFINITY;
  const memberships = (which?: SQL) =>
    db
      .select({
        teamId: teams.id,
        teamName: teams.name,
        teamSlug: teams.slug,
        database: teams.database,
        role: members.role,
        requiresSecondFactor: sql`${teams.settings} ->> '$.requiresSecondFactor'`.mapWith(Boolean),
      })
      .from(members)
      .innerJoin(teams, eq(teams.id, members.teamId))
      .where(and(eq(members.userId, sql.placeholder('userId')), isNull(teams.dropAfter), which))
      .orderBy(asc(sql`lower(${teams.name})`), asc(teams.id))
      .prepare();
  const membershipsOf = memberships();
  // One at a time where one is asked for: a person in a hundred teams is no slower than one in two.
  const membershipInDefault = memberships(eq(teams.isDefault, true));
  const membershipIn = memberships(eq(teams.slug, sql.placeholder('slug')));
  const isAdmin = db
    .select({ isInstanceAdmin: users.isInstanceAdmin })
    .from(users)
    .where(eq(users.id, sql.placeholder('userId')))
    .prepare();
  const defaultTeam = db
    .select({ teamId: teams.id, teamName: teams.name, teamSlug: teams.slug, database: teams.database })
    .from(teams)
    .where(eq(teams.isDefault, true))
    .prepare();

  function clientOf(headers: Headers): Caller['client'] {
    const socket = headers.get(CLIENT_ADDRESS_HEADER) ?? '';
    return {
      address: clientAddress(socket, headers.get('x-forwarded-for')),
      userAgent: headers.get('user-agent') ?? '',
    };
  }

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

  function ofKey(key: string, scope: Scope, client = NOBODY): Tenant {
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
    const { teamId, teamName, teamSlug, database } = found;
    const actor = { kind: 'key', keyId: found.id, name: found.name } as const;
    const allowedSources = found.allowedSources === null ? undefined : new Set(found.allowedSources);
    return make({
      teamId,
      teamName,
      teamSlug,
      database,
      role: undefined,
      scopes,
      allowedSources,
      actor,
      client,
      hasSecondFactor: false,
    });
  }

  async function personOf(request: Request): Promise<Person> {
    const user = await auth.signedInUser(request.headers);
    if (user === undefined) {
      throw new AppError('unauthorized', 'Sign in, or send a key as "Authorization: Bearer <key>".');
    }
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes && !isSameOrigin(request.headers, url)) {
      throw new AppError('forbidden', "The request was made by another site's page.");
    }
    const { hasSecondFactor, ...known } = user;
    const { isInstanceAdmin = false } = isAdmin.get({ userId: user.userId }) ?? {};
    const actor = { kind: 'user', ...known, isInstanceAdmin } as const;
    return Object.freeze({ actor, hasSecondFactor, client: clientOf(request.headers) }) as Person;
  }

  /** Who administrates the installation acts as an owner in their teams, so this holds there too. */
  function refuseAdministratorByPassword({ actor, hasSecondFactor }: Person): void {
    if (!actor.isInstanceAdmin || hasSecondFactor) return;
    if (readInstallation(db).administratorsNeedSecondFactor === true)
      throw secondFactorMissing('administrator');
  }

  async function ofSession(request: Request, scope: Scope): Promise<Tenant> {
    const person = await personOf(request);
    const { actor, client, hasSecondFactor } = person;
    const { userId } = actor;
    // First, so that who is in no team is led to where it is set up, too.
    refuseAdministratorByPassword(person);
    const slug = teamOfRequest(request);
    const membership =
      slug === undefined ? membershipInDefault.get({ userId }) : membershipIn.get({ userId, slug });
    if (membership === undefined) {
      const isAlone = membershipsOf.get({ userId }) === undefined;
      throw new AppError(
        'forbidden',
        isAlone
          ? 'Your account belongs to no team. Ask an admin to add you.'
          : 'There is no such team, or you are not in it.',
      );
    }
    const { requiresSecondFactor, ...team } = membership;
    if (requiresSecondFactor && !hasSecondFactor) throw secondFactorMissing('team');
    const scopes = SCOPES_OF_ROLE[membership.role];
    if (!scopes.has(scope)) {
      throw new AppError('forbidden', `Your role in this team, ${membership.role}, does not allow this.`);
    }
    return make({ ...team, scopes, allowedSources: undefined, actor, client, hasSecondFactor });
  }

  return {
    async fromRequest(request, scope) {
      const { headers } = request;
      const key = presentedKey(headers.get('authorization'), headers.get('x-maple-key'));
      if (key === undefined) return ofSession(request, scope);
      const tenant = ofKey(key, scope, clientOf(headers));
      const slug = teamOfRequest(request);
      if (slug !== undefined && slug !== tenant.teamSlug) {
        throw new AppError('forbidden', 'This key belongs to another team.');
      }
      return tenant;
    },

    personOf,

    async instanceAdminOf(request) {
      const person = await personOf(request);
      if (!person.actor.isInstanceAdmin) {
        throw new AppError('forbidden', 'Only who administrates this installation may do this.');
      }
      refuseAdministratorByPassword(person);
      return person;
    },

    teamsOf: ({ actor }) =>
      membershipsOf.all({ userId: actor.userId }).map(({ teamId, teamName, teamSlug, role }) => ({
        id: teamId,
        name: teamName,
        slug: teamSlug,
        role,
      })),

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
      return make({
        ...team,
        role: undefined,
        scopes: new Set(['ingest']),
        allowedSources: undefined,
        actor: { kind: 'loopback' },
        client: NOBODY,
        hasSecondFactor: false,
      });
    },
  };
}

/** Where telemetry comes from is not noted. */
const NOBODY: Caller['client'] = { address: '', userAgent: '' };

function refuseEnded(key: FoundKey, at: number): void {
  if (key.revokedAt !== null) throw new AppError('unauthorized', 'This key was revoked.');
  if (key.expiresAt !== null && key.expiresAt.getTime() <= at) {
    throw new AppError('unauthorized', `This key expired at ${key.expiresAt.toISOString()}.`);
  }
}

function make(fields: Omit<Tenant, typeof brand>): Tenant {
  return Object.freeze(fields) as Tenant;
}
