// The keys of a team in SQLite: listed, made, renamed, rotated and revoked. Nothing here works without a tenant that may admin.
import { and, asc, count, desc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import { revokeInvitationsOfKey, shortenInvitationsOfKey } from '#app/lib/auth/invitations-of.server.ts';
import {
  createKey,
  earlier,
  endOfKey,
  inheritKeys,
  keyIdOf,
  personBehind,
  revokeKey,
} from '#app/lib/auth/keys.server.ts';
import type { Scope } from '#app/lib/auth/scopes.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { apiKeys, users } from '#drizzle/schema.ts';
import { DAY_MS, lifetimeOf, stateOf } from './lifetime.ts';
import type { ApiKey, KeyInput, KeyRotation, MadeKey } from './schema.ts';

/** All of it is for admins; who calls sees to that. */
export interface ApiKeys {
  /** Those that work first, newest first; then those that have ended. */
  list(tenant: Tenant): ApiKey[];
  /**
   * What a key makes ends with that key at the latest. Throws `bad_request`, `forbidden` when a key would make one that can do
   * more than itself, `limit_exceeded`.
   */
  create(tenant: Tenant, input: KeyInput): MadeKey;
  /** Throws `not_found`, `conflict` for a key of the environment. */
  rename(tenant: Tenant, id: string, name: string): ApiKey;
  /**
   * Makes a key like this one, which goes on working for the overlap; without one it ends as if revoked. One that expires gets a successor that lives as long.
   * Throws `not_found`, `forbidden` as `create` does and when a key would make one that outlives it, `conflict` for a key that has ended, was replaced, or is of the environment.
   */
  rotate(tenant: Tenant, rotation: KeyRotation): MadeKey;
  /** The next request with it is refused, and so are keys and invitations that it made. Throws `not_found`; revoking what is revoked changes nothing. */
  revoke(tenant: Tenant, id: string): ApiKey;
}

interface ApiKeysOptions {
  readonly db: Database;
  /** Throws `bad_request` when one of the ids is not a source of the team. */
  readonly checkSources: (tenant: Tenant, ids: readonly string[]) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

type Row = typeof apiKeys.$inferSelect;
type Sink = Pick<Database, 'select' | 'insert' | 'update' | 'delete'>;

/** Of one team: a program that makes keys in a loop must not fill the disk. */
const MOST_OF_ONE_TEAM = 500;
/** How long a key that has ended stays in the list. */
const FORGET_MS = 90 * DAY_MS;

export function createApiKeys({ db, checkSources, now = Date.now }: ApiKeysOptions): ApiKeys {
  const one = (tenant: Tenant, id: string) => and(eq(apiKeys.teamId, tenant.teamId), eq(apiKeys.id, id));

  function find(sink: Sink, tenant: Tenant, id: string): Row {
    const found = sink.select().from(apiKeys).where(one(tenant, id)).get();
    if (found === undefined) throw new AppError('not_found', 'There is no such key.');
    return found;
  }

  function select(sink: Sink) {
    return sink
      .select({ key: apiKeys, email: users.email })
      .from(apiKeys)
      .leftJoin(users, eq(users.id, apiKeys.createdBy));
  }

  function get(sink: Sink, tenant: Tenant, id: string): ApiKey {
    const found = select(sink).where(one(tenant, id)).get();
    if (found === undefined) throw new AppError('not_found', 'There is no such key.');
    return show(found.key, found.email, now());
  }

  function make(
    sink: Sink,
    tenant: Tenant,
    fields: Omit<KeyInput, 'expiresInDays'> & { readonly madeBy: string | null },
    expiresAt: Date | null,
  ) {
    refuseMore(tenant, fields.scopes, fields.allowedSources);
    forget(sink, tenant);
    const kept = sink.select({ count: count() }).from(apiKeys).where(eq(apiKeys.teamId, tenant.teamId)).get();
    if ((kept?.count ?? 0) >= MOST_OF_ONE_TEAM)
      throw new AppError('limit_exceeded', `A team can have ${MOST_OF_ONE_TEAM} keys.`, {
        hint: 'Those that have ended are forgotten after 90 days.',
      });
    const { teamId } = tenant;
    const createdBy = personBehind(sink, tenant);
    return createKey(sink, { ...fields, teamId, expiresAt, createdBy, createdAt: new Date(now()) });
  }

  /** A key of the environment stays, so that one that was revoked is not made anew by the next start. */
  function forget(sink: Sink, tenant: Tenant): void {
    const before = new Date(now() - FORGET_MS);
    sink
      .delete(apiKeys)
      .where(
        and(
          eq(apiKeys.teamId, tenant.teamId),
          isNull(apiKeys.variable),
          or(lt(apiKeys.revokedAt, before), lt(apiKeys.expiresAt, before)),
        ),
      )
      .run();
  }

  return {
    list(tenant) {
      const hasEnded = or(isNotNull(apiKeys.revokedAt), lt(apiKeys.expiresAt, new Date(now())));
      return select(db)
        .where(eq(apiKeys.teamId, tenant.teamId))
        .orderBy(asc(sql`coalesce(${hasEnded}, 0)`), desc(apiKeys.createdAt), asc(apiKeys.id))
        .all()
        .map(({ key, email }) => show(key, email, now()));
    },

    create(tenant, { expiresInDays, ...fields }) {
      refuseRestriction(fields);
      if (fields.allowedSources) checkSources(tenant, fields.allowedSources);
      const wanted = expiresInDays === null ? null : new Date(now() + expiresInDays * DAY_MS);
      return immediately(db, (tx) => {
        // Days are whole, so a key of one day could make none at all if it were refused.
        const { id, key } = make(
          tx,
          tenant,
          { ...fields, madeBy: keyIdOf(tenant) },
          earlier(wanted, endOfKey(tx, tenant)),
        );
        const apiKey = get(tx, tenant, id);
        recordAudit(tx, tenant, {
          action: 'key.create',
          target: targetOf(apiKey),
          after: settingsOf(apiKey),
        });
        return { key, apiKey };
      });
    },

    rename(tenant, id, name) {
      return immediately(db, (tx) => {
        const found = find(tx, tenant, id);
        refuseEnvironment(found, 'renamed');
        if (found.name === name) return get(tx, tenant, id);
        tx.update(apiKeys).set({ name }).where(one(tenant, id)).run();
        const before = { name: found.name };
        recordAudit(tx, tenant, {
          action: 'key.rename',
          target: targetOf({ id, name }),
          before,
          after: { name },
        });
        return get(tx, tenant, id);
      });
    },

    rotate(tenant, { id, overlapDays }) {
      return immediately(db, (tx) => {
        const old = find(tx, tenant, id);
        refuseEnvironment(old, 'rotated');
        refuseEnded(old, now());
        const { name, scopes, allowedSources } = old;
        // A key that takes its own place is nobody's but its maker's.
        const acting = keyIdOf(tenant);
        const madeBy = acting === null || acting === id ? old.madeBy : acting;
        const fields = {
          ...{ name, scopes: [...scopes], madeBy },
          allowedSources: allowedSources && [...allowedSources],
        };
        const lifetime = lifetimeOf(old, now());
        refuseLonger(lifetime, endOfKey(tx, tenant));
        const { id: newId, key } = make(tx, tenant, fields, lifetime);
        const until = now() + overlapDays * DAY_MS;
        const ends = new Date(Math.min(until, old.expiresAt?.getTime() ?? until));
        tx.update(apiKeys)
          .set({
            replacedBy: newId,
            expiresAt: ends,
            ...(overlapDays === 0 && { revokedAt: new Date(now()) }),
          })
          .where(one(tenant, id))
          .run();
        inheritKeys(tx, id, newId);
        shortenInvitationsOfKey(tx, id, ends);
        const apiKey = get(tx, tenant, newId);
        recordAudit(tx, tenant, {
          action: 'key.rotate',
          target: targetOf(old),
          before: { prefix: old.prefix, expiresAt: old.expiresAt },
          after: {
            prefix: apiKey.prefix,
            replacedBy: newId,
            oldExpiresAt: ends,
            ...(overlapDays === 0 && endInvitations(tx, id)),
            expiresAt: apiKey.expiresAt,
          },
        });
        return { key, apiKey };
      });
    },

    revoke(tenant, id) {
      return immediately(db, (tx) => {
        const found = find(tx, tenant, id);
        if (found.revokedAt === null) {
          const { revokedKeys, revokedInvitations } = revokeKey(tx, id, new Date(now()));
          const after = {
            ...(revokedKeys > 0 && { revokedKeys }),
            ...(revokedInvitations > 0 && { revokedInvitations }),
          };
          recordAudit(tx, tenant, {
            action: 'key.revoke',
            target: targetOf(found),
            before: { prefix: found.prefix },
            ...(revokedKeys + revokedInvitations > 0 && { after }),
          });
        }
        return get(tx, tenant, id);
      });
    },
  };
}

/** What came to an end with a key, for the audit log: its holder may have the links. */
function endInvitations(sink: Sink, id: string): { readonly revokedInvitations: number } | undefined {
  const revokedInvitations = revokeInvitationsOfKey(sink, id);
  return revokedInvitations > 0 ? { revokedInvitations } : undefined;
}

/** Whoever administrates could lift the restriction, so it would be a lie. */
function refuseRestriction({ scopes, allowedSources }: Pick<KeyInput, 'scopes' | 'allowedSources'>): void {
  if (allowedSources === null) return;
  if (scopes.includes('admin'))
    throw new AppError('bad_request', 'A key with the scope admin cannot be kept to some sources.', {
      hint: 'It may change the sources. Leave out admin, or let the key read all sources.',
    });
  if (!scopes.includes('read'))
    throw new AppError('bad_request', 'Only a key with the scope read can be kept to some sources.');
}

/** A key makes no key that can do more than itself; what people may make does not depend on their scopes. */
function refuseMore(
  tenant: Tenant,
  scopes: readonly Scope[],
  allowedSources: readonly string[] | null,
): void {
  if (tenant.actor.kind !== 'key') return;
  const more = scopes.filter((scope) => !tenant.scopes.has(scope));
  if (more.length > 0)
    throw new AppError('forbidden', `A key cannot make one that can do more: it has no ${more.join(', ')}.`, {
      hint: 'Somebody who administrates the team can make it in the settings.',
    });
  const { allowedSources: own } = tenant;
  if (own && (allowedSources === null || allowedSources.some((id) => !own.has(id))))
    throw new AppError('forbidden', 'A key cannot make one that reads more sources than itself.');
}

/** Not cut short: programs that used the old key rely on how long the new one lives. */
function refuseLonger(wanted: Date | null, own: Date | null): void {
  if (own === null || (wanted !== null && wanted <= own)) return;
  throw new AppError(
    'forbidden',
    `A key cannot make one that lives longer than itself, until ${own.toISOString()}.`,
    { hint: 'Somebody who administrates the team can rotate it in the settings.' },
  );
}

function refuseEnvironment({ variable }: Row, done: string): void {
  if (variable === null) return;
  throw new AppError('conflict', `This key comes from the environment and cannot be ${done} here.`, {
    hint: `Change ${variable} and start Maple again.`,
  });
}

function refuseEnded(key: Row, at: number): void {
  const state = stateOf(key, at);
  if (state === 'active' || state === 'expiring') return;
  throw new AppError(
    'conflict',
    state === 'replaced' ? 'This key was replaced already.' : `This key is ${state}.`,
    {
      hint: state === 'replaced' ? 'Rotate the one that took its place.' : 'Make a new one.',
    },
  );
}

function targetOf({ id, name }: { readonly id: string; readonly name: string }) {
  return { kind: 'key', id, name };
}

/** What the audit log keeps of a new key. */
function settingsOf({ prefix, scopes, allowedSources, expiresAt }: ApiKey) {
  return { prefix, scopes, allowedSources, expiresAt };
}

function show(key: Row, email: string | null, at: number): ApiKey {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: [...key.scopes],
    allowedSources: key.allowedSources && [...key.allowedSources],
    variable: key.variable,
    state: stateOf(key, at),
    createdBy: email,
    replacedBy: key.replacedBy,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
